"""Which of a resident's messages are one turn, and how long its answer waits for more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.assistant import Answer, Reply, Understanding
from bot.conversation.quick_messages import Arrivals, run_of, seconds_to_wait
from bot.conversation.turn_outcome import Answered, Facts, WaitsForMore, decide
from bot.database.models import EventRow
from bot.database.states import HandoffReason
from bot.ownership import HandoffRequest
from connectors.messages import MAX_TEXT

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GREETING = Understanding("answer", "greet", 0.9, "conversation", urgent=False, raw={})
GAS = Understanding("hand_over", "gas_leak", 0.9, "emergencies", urgent=True, raw={})


def wrote(text: str, at: float, **data: Any) -> EventRow:
    return EventRow(number=int(at * 10), text=text, data=data, at=NOON + timedelta(seconds=at))


@pytest.mark.parametrize(
    ("messages", "together"),
    [
        ([], 0),
        ([wrote("hi", 0)], 1),
        ([wrote("hi", 0), wrote("when is my bin day", 2), wrote("FB1 2CD", 30)], 3),
        ([wrote("hi", 0), wrote("when is my bin day", 31)], 1),
        ([wrote("hi", 0), wrote("Yes", 1, payload="/affirm"), wrote("please", 2)], 1),
        ([wrote("Yes", 0, payload="/affirm"), wrote("please", 1)], 1),
        ([wrote("this one", 0), wrote("", 1, attachments=[{"url": "1"}]), wrote("see", 2)], 1),
        ([wrote("here", 0, location={"latitude": 52.0}), wrote("by the shop", 1)], 1),
        ([wrote("x" * (MAX_TEXT - 2), 0), wrote("y", 1), wrote("z", 2)], 2),
    ],
)
def test_words_that_come_one_after_the_other_are_one_turn(messages: list[EventRow], together: int) -> None:
    assert run_of(messages) == messages[:together]


TABLE = """
since first | since latest | pause | unfinished | more came | other waits | waits
0.1         | 0.1          | 0     |            |           |             | no
0.2         | 0.2          | 0     | yes        |           |             | 1.0
1.2         | 1.2          | 0     | yes        |           |             | no
0.2         | 0.2          | 0     | yes        |           | yes         | no
0.5         | 0.5          | 3     |            |           |             | 2.5
0.5         | 0.5          | 3     | yes        |           |             | 2.5
3.0         | 3.0          | 3     |            |           |             | no
4.0         | 1.0          | 3     |            |           |             | 2.0
7.5         | 0.5          | 3     |            |           |             | 0.5
8.0         | 0.1          | 3     | yes        |           |             | no
0.5         | 0.5          | 3     |            |           | yes         | no
0.5         | 0.5          | 0     |            | yes       |             | 0.0
0.5         | 0.5          | 3     |            | yes       | yes         | 0.0
8.0         | 0.1          | 0     |            | yes       |             | no
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines()[1:])
def test_an_answer_waits_as_long_as_people_pause_and_never_for_long(row: str) -> None:
    first, latest, pause, unfinished, more, other, expected = (cell.strip() for cell in row.split("|"))
    arrivals = Arrivals(float(first), float(latest), more == "yes", other == "yes", float(pause))
    found = seconds_to_wait(arrivals, is_unfinished=unfinished == "yes")
    assert found == (None if expected == "no" else pytest.approx(float(expected)))


JUST_NOW = Facts("hi", False, True, True, True, False, False, arrivals=Arrivals(0.2, 0.2, pause=3))


def test_only_what_says_nothing_yet_waits_on_a_page() -> None:
    on_a_page = Facts("hi", False, True, True, False, False, False, arrivals=Arrivals(0.2, 0.2))
    greeting, fact = Reply("Hello.", "utter_greet"), Reply("It is free.", "utter_bus_pass_cost")
    assert decide(Answer((greeting,), GREETING), on_a_page) == WaitsForMore(pytest.approx(1.0))
    assert isinstance(decide(Answer((greeting, fact), GREETING), on_a_page), Answered)
    assert isinstance(decide(Answer((fact,), GREETING), on_a_page), Answered)


def test_danger_never_waits_and_an_answer_that_came_too_late_is_dropped_first() -> None:
    urgent = HandoffRequest(HandoffReason.URGENT, "emergencies", "gas_leak")
    signpost = (Reply("Call.", "utter_gas_leak"),)
    for answer in (Answer(signpost, GAS), Answer(signpost, GREETING, handoff=urgent)):
        assert isinstance(decide(answer, JUST_NOW), Answered)
    assert isinstance(decide(Answer((Reply("Monday."),), GREETING), JUST_NOW), WaitsForMore)
