"""What somebody who waits for a person is told: everything they may write against all that was said before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.waiting_outcome import Told, WaitingFacts, decide_waiting
from language.waiting import Writes

FIRST = WaitingFacts(Writes.OTHER, has_answer=False)
STATES = {
    "first": FIRST,
    "sure": replace(FIRST, has_answer=True),
    "kept": replace(FIRST, told=[(Told.KEPT, 5)]),
    "all kept": replace(FIRST, told=[(told, 5) for told in (Told.KEPT, Told.KEPT_QUESTION, Told.KEPT_DETAILS)]),
    "told once": replace(FIRST, told=[(Told.PLACE, 5), (Told.NEXT, 400)]),
    "told twice": replace(FIRST, told=[(Told.PLACE, 59), (Told.NEXT, 5)]),
    "long ago": replace(FIRST, told=[(Told.PLACE, 60), (Told.PLACE, 61), (Told.NEXT, 90)]),
    "danger": replace(FIRST, has_answer=True, is_danger=True),
    "from before": replace(FIRST, is_from_before=True),
    "before, sure": replace(FIRST, is_from_before=True, has_answer=True),
    "unreachable": replace(FIRST, has_answer=True, may_be_told=False),
}
TABLE = """
          | first        | sure         | kept          | all kept | told once    | told twice   | long ago     | danger       | from before | before, sure | unreachable
how_long  | place        | place        | place         | place    | place        | -            | place        | place        | -           | answer       | -
what_next | next         | next         | next          | next     | place        | -            | place        | next         | -           | answer       | -
details   | kept_details | answer       | kept_details  | -        | kept_details | kept_details | kept_details | kept_details | -           | answer       | -
thanks    | -            | -            | -             | -        | -            | -            | -            | kept         | -           | -            | -
question  | kept         | answer       | kept_question | -        | kept         | kept         | kept         | kept         | -           | answer       | -
other     | kept         | answer       | -             | -        | kept         | kept         | kept         | kept         | -           | answer       | -
"""  # noqa: E501


def cells() -> list[tuple[str, str, str]]:
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines())
    assert [row[0] for row in rows] == [each.value for each in Writes] and head[1:] == list(STATES)
    return [(row[0], state, cell) for row in rows for state, cell in zip(head[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("written", "state", "expected"), cells())
def test_everything_that_is_written_whatever_was_said_before(written: str, state: str, expected: str) -> None:
    told = decide_waiting(replace(STATES[state], writes=Writes(written)))
    assert (told or "-") == expected
