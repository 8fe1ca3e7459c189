"""What somebody who waits for a person is told: everything they may write against all that was said before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.waiting_outcome import MOST_CARE, Told, WaitingFacts, decide_waiting
from language.waiting import Writes

FIRST = WaitingFacts(Writes.OTHER, has_answer=False)
KEPT = (Told.KEPT, *[Told.KEPT_QUESTION] * 5, *[Told.KEPT_DETAILS] * 4)
SAID = (*KEPT, *[Told.NUMBER] * 2, Told.HELP, *[Told.NO_MONEY] * 2, *[Told.TROUBLE] * 2, Told.SORRY, *[Told.HOURS] * 2)
STATES = {
    "first": FIRST,
    "sure": replace(FIRST, has_answer=True),
    "kept": replace(FIRST, told=[(Told.KEPT, 5)]),
    "all said": replace(FIRST, told=[(told, 5) for told in SAID]),
    "no money": replace(FIRST, told=[(Told.NO_MONEY, 5)]),
    "told once": replace(FIRST, told=[(Told.PLACE, 5), (Told.NEXT, 400)]),
    "told twice": replace(FIRST, told=[(Told.PLACE, 59), (Told.NEXT, 5)]),
    "long ago": replace(FIRST, told=[(Told.PLACE, 60), (Told.PLACE, 61), (Told.NEXT, 90)]),
    "a service": replace(FIRST, names_a_service=True),
    "danger": replace(FIRST, has_answer=True, names_a_service=True, is_danger=True),
    "crisis": replace(FIRST, may_harm_themselves=True),
    "crisis, sure": replace(FIRST, may_harm_themselves=True, has_answer=True),
    "cared for": replace(FIRST, may_harm_themselves=True, told=[(Told.CARE, 5)] * MOST_CARE),
    "from before": replace(FIRST, is_from_before=True),
    "before, sure": replace(FIRST, is_from_before=True, has_answer=True),
    "the same": replace(FIRST, has_answer=True, times_written=2),
    "unreachable": replace(FIRST, has_answer=True, may_be_told=False),
}
TABLE = """
                   | first        | sure   | kept          | all said | no money     | told once    | told twice   | long ago     | a service    | danger       | crisis       | crisis, sure | cared for    | from before | before, sure | the same | unreachable
how_long           | place        | place  | place         | place    | place        | place        | -            | place        | place        | place        | place        | place        | place        | -           | answer       | place    | -
how_long_of_either | place        | answer | place         | place    | place        | place        | -            | place        | place        | danger       | care         | answer       | place        | -           | answer       | place    | -
what_next          | next         | next   | next          | next     | next         | place        | -            | place        | next         | next         | next         | next         | next         | -           | answer       | -        | -
hours              | hours        | hours  | hours         | -        | hours        | hours        | hours        | hours        | hours        | danger       | hours        | hours        | hours        | -           | answer       | -        | -
person             | queued       | queued | queued        | queued   | queued       | queued       | -            | queued       | queued       | danger       | care         | queued       | queued       | -           | answer       | place    | -
number             | number       | number | number        | -        | number       | number       | number       | number       | number       | danger       | number       | number       | number       | -           | answer       | -        | -
help               | help         | answer | help          | -        | no_money     | help         | help         | help         | help         | danger       | care         | answer       | help         | -           | answer       | -        | -
details            | kept_details | answer | kept_details  | -        | kept_details | kept_details | kept_details | kept_details | kept_details | kept_details | kept_details | answer       | kept_details | -           | answer       | -        | -
trouble            | trouble      | answer | trouble       | -        | trouble      | trouble      | trouble      | trouble      | wish         | danger       | care         | answer       | trouble      | -           | answer       | -        | -
no_money           | no_money     | answer | no_money      | -        | no_money     | no_money     | no_money     | no_money     | no_money     | danger       | care         | answer       | no_money     | -           | answer       | -        | -
wish               | kept         | answer | kept_details  | -        | kept         | kept         | kept         | kept         | wish         | danger       | care         | answer       | kept         | -           | answer       | -        | -
sorry              | sorry        | answer | sorry         | -        | sorry        | sorry        | sorry        | sorry        | sorry        | danger       | care         | answer       | sorry        | -           | answer       | -        | -
thanks             | -            | -      | -             | -        | -            | -            | -            | -            | -            | danger       | care         | -            | -            | -           | -            | -        | -
question           | kept         | answer | kept_question | -        | kept         | kept         | kept         | kept         | wish         | danger       | care         | answer       | kept         | -           | answer       | -        | -
told               | kept         | answer | kept_details  | -        | kept         | kept         | kept         | kept         | wish         | danger       | care         | answer       | kept         | -           | answer       | -        | -
other              | kept         | answer | -             | -        | kept         | kept         | kept         | kept         | wish         | danger       | care         | answer       | kept         | -           | answer       | -        | -
"""  # noqa: E501


def test_the_very_same_words_of_danger_are_no_machine_until_all_has_been_said() -> None:
    again = replace(STATES["danger"], times_written=5)
    assert decide_waiting(again) is Told.DANGER
    assert decide_waiting(replace(again, told=[(Told.DANGER, 5)] * 3)) is None
    assert decide_waiting(replace(again, told=[(Told.CARE, 5)] * 3)) is None


def cells() -> list[tuple[str, str, str]]:
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines())
    assert [row[0] for row in rows] == [each.value for each in Writes] and head[1:] == list(STATES)
    return [(row[0], state, cell) for row in rows for state, cell in zip(head[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("written", "state", "expected"), cells())
def test_everything_that_is_written_whatever_was_said_before(written: str, state: str, expected: str) -> None:
    told = decide_waiting(replace(STATES[state], writes=Writes(written)))
    assert (told or "-") == expected
