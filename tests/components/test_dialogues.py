"""Two real engines: either goes on with a dialogue where the other left it, and neither with an old copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.components.conftest import Server

pytestmark = pytest.mark.assistant

Calls = list[dict[str, Any]]


@pytest.fixture(scope="module")
def other(
    model: Path, tmp_path_factory: pytest.TempPathFactory, actions_url: tuple[str, Calls], rasa: Server
) -> Iterator[Server]:
    """A second engine, whose residents are the first one's."""
    server = Server(model, tmp_path_factory.mktemp("other"), actions_url[0])
    server.dialogues = rasa.dialogues
    server.start()
    yield server
    server.stop()
    server.http.close()


def told(calls: Calls, sender: str) -> tuple[list[str], str | None]:
    """What the latest action saw: the resident's messages and the open form."""
    seen = [call for call in calls if call["sender_id"] == sender][-1]["tracker"]
    said = [event["text"] for event in seen["events"] if event["event"] == "user"]
    return said, seen["active_loop"].get("name")


def test_the_other_goes_on_with_the_form_and_the_first_with_what_came_of_it(
    rasa: Server, other: Server, calls: Calls
) -> None:
    rasa.say("31.1", "a", text="when is my bin day")
    other.say("31.1", "b", text="FB1 2CD")
    assert told(calls, "31.1") == (["when is my bin day", "FB1 2CD"], "bin_day_form")
    rasa.say("31.1", "c", text="number 3")
    assert told(calls, "31.1") == (["when is my bin day", "FB1 2CD", "number 3"], "bin_day_form")


def test_what_was_never_answered_was_never_said(rasa: Server, calls: Calls) -> None:
    """The gateway did not get the answer: it sends the message again with the dialogue of before."""
    rasa.say("32.1", "a", text="when is my bin day")
    before = rasa.dialogues["32.1"]
    rasa.say("32.1", "b", text="FB1 2CD")
    rasa.dialogues["32.1"] = before
    rasa.say("32.1", "b2", text="FB1 2CD")
    assert told(calls, "32.1") == (["when is my bin day", "FB1 2CD"], "bin_day_form")


def test_without_a_dialogue_everything_begins(rasa: Server, calls: Calls) -> None:
    rasa.say("33.1", "a", text="when is my bin day")
    rasa.dialogues.pop("33.1")
    rasa.say("33.1", "b", text="my bin was missed")
    assert told(calls, "33.1") == (["my bin was missed"], "missed_bin_form")


def test_a_dialogue_may_go_on_under_another_name(rasa: Server, calls: Calls) -> None:
    """A new spell of the conversation that keeps its form."""
    rasa.say("34.1", "a", text="when is my bin day")
    rasa.dialogues["34.2"] = rasa.dialogues["34.1"]
    rasa.say("34.2", "b", text="FB1 2CD")
    assert told(calls, "34.2") == (["when is my bin day", "FB1 2CD"], "bin_day_form")


def test_a_long_dialogue_stays_small(rasa: Server) -> None:
    for number in range(40):
        rasa.say("35.1", str(number), payload="/thanks" if number % 2 else "/greet")
    assert len(rasa.dialogues["35.1"]) < 12_000


@pytest.mark.parametrize("dialogue", ["", "nonsense", "AAAA", "eJw="])
def test_a_dialogue_that_cannot_be_read_is_an_error(rasa: Server, dialogue: str) -> None:
    rasa.dialogues["36.1"] = dialogue
    body = {"sender": "36.1", "id": dialogue, "text": "hello", "dialogue": dialogue}
    assert rasa.http.post("/messages", json=body).status_code == 500
    rasa.dialogues.pop("36.1")
    assert rasa.say("36.1", "again", text="hello")["messages"]
