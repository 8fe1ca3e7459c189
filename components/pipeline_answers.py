"""Our part of Rasa's pipeline that finds the nearest answers: a thin cover over written_answers.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.pipeline import READING
from components.pipeline_kept import Kept
from components.sentences import DIMENSIONS, shared_encoder
from components.understanding import SUBJECT, UNDERSTANDING
from components.written_answers import WrittenAnswers, add_near


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AnswerFinder(Kept):
    """The answers about its service that come nearest to a message, in the record that the Decider wrote."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._answers = WrittenAnswers([], np.zeros((0, DIMENSIONS), np.float32))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"encoder_dir": None}

    def restore(self, read: Callable[[str], bytes]) -> None:
        self._answers = WrittenAnswers.load(read)

    def train(self, training_data: TrainingData) -> Resource:
        """From domain/, whose answers are no training data of Rasa's."""
        from components.answer_passages import passages

        found = passages()
        vectors = shared_encoder(self._config["encoder_dir"]).encode([passage.text for passage in found])
        self._answers = WrittenAnswers(found, vectors)
        print(f"          {len(found)} sentences and questions of the answers about services", flush=True)
        with self._storage.write_to(self._resource) as directory:
            self._answers.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            reading, record = message.get(READING), message.get(UNDERSTANDING)
            if reading and record:
                subject = ((message.get(METADATA) or {}).get(SUBJECT) or {}).get("intent")
                add_near(record, reading.vector, self._answers, subject=subject)
        return messages
