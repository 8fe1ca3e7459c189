"""Our part of Rasa's pipeline that finds the facet: a thin cover over facets.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.facets import FacetModel, add_facet
from components.intents import Shape
from components.pipeline import READING
from components.pipeline_kept import Kept
from components.sentences import SentenceEncoder
from components.settings import shape
from components.understanding import UNDERSTANDING


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FacetExtractor(Kept):
    """What a message asks of a service, in the record that the Decider wrote. Stands after it."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._model = FacetModel(None, frozenset(), config["threshold"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {field.name: field.default for field in fields(Shape)} | {"threshold": 0.4, "encoder_dir": None}

    def restore(self, read: Callable[[str], bytes]) -> None:
        self._model = FacetModel.load(read)

    def train(self, training_data: TrainingData) -> Resource:
        """From data/facets.yml, which is no training data of Rasa's."""
        from components.facet_examples import examples
        from components.facet_training import train

        taught = examples()
        vectors = SentenceEncoder(self._config["encoder_dir"]).encode([example.text for example in taught])
        self._model = train(taught, vectors, shape=shape(self._config), threshold=self._config["threshold"])
        print(f"          {len(taught)} examples of what is asked of any service", flush=True)
        with self._storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            reading, record = message.get(READING), message.get(UNDERSTANDING)
            if reading and record:
                add_facet(record, reading.vector, self._model)
        return messages
