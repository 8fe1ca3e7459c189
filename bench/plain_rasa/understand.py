"""Trains plain Rasa's pipeline on examples and reads queries with it: run by .venv-plain-rasa in a folder with
config.yml, nlu.json and queries.json, where it leaves predictions.json."""

import asyncio
import json
import time
from pathlib import Path

from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.nlu.classifiers.fallback_classifier import is_fallback_classifier_prediction, undo_fallback_prediction


def main() -> None:
    began = time.perf_counter()
    model = train_nlu("config.yml", "nlu.json", "models")
    seconds = time.perf_counter() - began
    queries = json.loads(Path("queries.json").read_text("utf-8"))
    found = asyncio.run(_read(Agent.load(model), queries))
    Path("predictions.json").write_text(json.dumps({"seconds": seconds, "predictions": found}), "utf-8")


async def _read(agent: Agent, queries: list) -> list:
    return [_prediction(await agent.parse_message(query)) for query in queries]


def _prediction(parsed: dict) -> dict:
    """The likeliest real intent, and whether the FallbackClassifier let it stand."""
    fallback = is_fallback_classifier_prediction(parsed)
    intent = (undo_fallback_prediction(parsed) if fallback else parsed)["intent"]
    return {"intent": intent["name"], "confidence": intent["confidence"], "fallback": fallback}


if __name__ == "__main__":
    main()
