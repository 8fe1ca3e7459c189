"""Our part of Rasa's pipeline that finds the entity `subtopic`: a thin cover over subtopics.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.intents import Shape
from components.pipeline import READING
from components.pipeline_kept import Kept
from components.sentences import SentenceEncoder
from components.settings import shape
from components.subtopics import SUBTOPIC, Subtopics, add_subtopic
from components.understanding import UNDERSTANDING

METADATA = "metadata"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class SubtopicExtractor(Kept):
    """The entity `subtopic` of the intent that was decided on. Stands after the Decider."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._subtopics = Subtopics({}, config["threshold"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {field.name: field.default for field in fields(Shape)} | {"threshold": 0.4, "encoder_dir": None}

    def restore(self, read: Callable[[str], bytes]) -> None:
        self._subtopics = Subtopics.load(read)

    def train(self, training_data: TrainingData) -> Resource:
        from components.subtopic_training import Example, train, with_subtopics

        taught = with_subtopics(
            Example(message.get(TEXT), message.get(INTENT), _subtopic(message))
            for message in training_data.intent_examples
            if message.get(TEXT)
        )
        vectors = SentenceEncoder(self._config["encoder_dir"]).encode([example.text for example in taught])
        trained = train(taught, vectors, shape(self._config))
        self._subtopics.models = {intent: model for intent, (model, _) in trained.items()}
        print(f"          {len(taught)} examples of {len(trained)} intents with sub-topics", flush=True)
        with self._storage.write_to(self._resource) as directory:
            self._subtopics.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            reading, record = message.get(READING), message.get(UNDERSTANDING)
            found = add_subtopic(record, reading.vector, self._subtopics) if reading and record else None
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), found], add_to_output=True)
        return messages


def _subtopic(message: Message) -> str | None:
    """Of the block of data/nlu that the example stands in."""
    found: str | None = ((message.get(METADATA) or {}).get(INTENT) or {}).get(SUBTOPIC)
    return found
