"""Our parts of Rasa's pipeline: thin covers over intents.py, postcodes.py and decision.py."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import intents
from components.decision import Decider as Deciding
from components.decision import Thresholds
from components.intents import IntentModel
from components.pipeline_kept import Kept
from components.postcodes import find_postcodes
from components.sentences import shared_encoder
from components.settings import shape
from components.understanding import SUBJECT, UNDERSTANDING, Reader, Reading, decide, describe, ranked
from language import taxonomy

Component = DefaultV1Recipe.ComponentType
READING = "reading"
DECIDER_FILE = "decider.json"
RANKED_FOR_RASA = 5


@DefaultV1Recipe.register(Component.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(Kept, RasaClassifier):
    """Sentence vector, n-grams and nearest examples together give each intent a confidence."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._encoder = shared_encoder(config.get("encoder_dir"))
        self._reader: Reader | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {field.name: field.default for field in fields(intents.Shape)} | {"encoder_dir": None}

    def restore(self, read: Callable[[str], bytes]) -> None:
        model = IntentModel.load(io.BytesIO(read(intents.ARRAYS)), read(intents.NAMES).decode())
        self._reader = Reader(self._encoder, model)

    def train(self, training_data: TrainingData) -> Resource:
        from components.intent_training import train

        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts, names = [m.get(TEXT) for m in examples], [m.get(INTENT) for m in examples]
        print(f"          {len(texts)} examples of {len(set(names))} intents", flush=True)
        model, _ = train(texts, names, self._encoder.encode(texts), shape=shape(self._config))
        self._reader = Reader(self._encoder, model)
        with self._storage.write_to(self._resource) as directory:
            model.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if self._reader is None:
            return messages
        readings = self._reader.read([message.get(TEXT) or "" for message in messages])
        for message, reading in zip(messages, readings, strict=True):
            message.set(READING, reading)
            name, confidence = reading.ranking[0]
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        return messages


@DefaultV1Recipe.register(Component.ENTITY_EXTRACTOR, is_trainable=False)
class PostcodeExtractor(GraphComponent):
    """The entity `postcode`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PostcodeExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [*message.get(ENTITIES, []), *find_postcodes(message.get(TEXT) or "")]
            message.set(ENTITIES, found, add_to_output=True)
        return messages


@DefaultV1Recipe.register(Component.INTENT_CLASSIFIER, is_trainable=True)
class Decider(Kept, RasaClassifier):
    """Answer, hand over, clarify or rephrase; the last two become the intents of their own rules."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._decider = Deciding([], Thresholds())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {field.name: field.default for field in fields(Thresholds)}

    def restore(self, read: Callable[[str], bytes]) -> None:
        self._decider = Deciding.from_dict(json.loads(read(DECIDER_FILE)))

    def train(self, training_data: TrainingData) -> Resource:
        limits = Thresholds(**{field.name: self._config[field.name] for field in fields(Thresholds)})
        self._decider = Deciding(taxonomy.intents().values(), limits)
        with self._storage.write_to(self._resource) as directory:
            (directory / DECIDER_FILE).write_text(json.dumps(self._decider.as_dict()))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            reading = message.get(READING)
            if reading:
                self._decide(message, reading)
        return messages

    def _decide(self, message: Message, reading: Reading) -> None:
        text, subject = message.get(TEXT) or "", (message.get(METADATA) or {}).get(SUBJECT)
        decision = decide(text, reading, self._decider, subject=subject)
        found = describe(text, reading, decision)
        said = {"name": decision.dialogue_intent, "confidence": decision.confidence}
        ranking = found["ranking"]
        if decision.possible_danger:  # what it may mean otherwise
            said["possible_danger"] = decision.possible_danger
            ranking = ranked(self._decider.without_danger(reading.ranking))
        message.set(INTENT, said, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[:RANKED_FOR_RASA], add_to_output=True)
        message.set(UNDERSTANDING, found, add_to_output=True)
