"""Reads texts with the trained pipeline, many at once, beside the event loop and without a dialogue."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.danger import Subject
from components.understanding import DIVISION, SUBJECT, UNDERSTANDING
from components.wishes import clauses

# The encoder computes without Python's lock, so one thread beside the loop's keeps two cores busy.
_READERS = ThreadPoolExecutor(1, thread_name_prefix="reader")


def as_text(text: str) -> str:
    """Rasa reads text that begins with "/" as an intent; that sign is only ours, so residents' becomes another."""
    stripped = text.replace("\0", " ").strip()
    return DIVISION + stripped[1:] if stripped.startswith(INTENT_MESSAGE_PREFIX) else stripped


async def read(agent: Agent, texts: Sequence[str], subject: Subject | None = None) -> list[dict[str, Any]]:
    """What Rasa's parser would say of each text, in a conversation about `subject`."""
    return await asyncio.get_running_loop().run_in_executor(_READERS, _read_with_clauses, agent, texts, subject)


def _read_with_clauses(agent: Agent, texts: Sequence[str], subject: Subject | None) -> list[dict[str, Any]]:
    """Where danger is possible, it may be sure in one clause alone: "I came about my bins but my partner hit me"."""
    return [_surest(agent, reading, subject) for reading in _read(agent, texts, subject)]


def _surest(agent: Agent, whole: dict[str, Any], subject: Subject | None) -> dict[str, Any]:
    apart = clauses(whole["text"], subject)
    if not whole[UNDERSTANDING].get("possible_danger") or not apart:
        return whole
    return most_urgent([whole, *_read(agent, apart, subject)]) | {"text": whole["text"]}


def _read(agent: Agent, texts: Sequence[str], subject: Subject | None) -> list[dict[str, Any]]:
    target = agent.processor.model_metadata.nlu_target
    inputs = {
        PLACEHOLDER_MESSAGE: [UserMessage(as_text(text), metadata={SUBJECT: subject}) for text in texts],
        PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("", []),
    }
    messages: list[Message] = agent.processor.graph_runner.run(inputs=inputs, targets=[target])[target]
    return [{"entities": [], **message.as_dict(only_output_properties=True)} for message in messages]


def most_urgent(readings: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of several quick messages read as one text, and then each: the whole, but a danger that drowns in it goes
    first, and a possible one is kept."""
    whole = readings[0]
    urgent = next((each for each in readings if each[UNDERSTANDING]["urgent"]), None)
    if urgent is not None:
        return urgent
    possible = [each[UNDERSTANDING].get("possible_danger") for each in readings]
    whole[UNDERSTANDING]["possible_danger"] = next(filter(None, possible), None)
    return whole


def read_payload(agent: Agent, payload: str) -> dict[str, Any]:
    """A choice that we offered, `/intent{"entity": "value"}`; raises ValueError when it is none of ours."""
    message = Message({TEXT: payload}, output_properties={TEXT})
    (read_as,) = RegexMessageHandler().process([message], agent.domain)
    parsed: dict[str, Any] = read_as.as_dict(only_output_properties=True)
    if "intent" not in parsed:
        raise ValueError("not a payload of ours")
    return parsed
