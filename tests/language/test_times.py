"""When something happens, as residents write it; a street is no time."""

from __future__ import annotations

import pytest

from language.times import only_says_when, says_when, when_in
from tests.language.tables import each

TIMES = each("""
    all day every day | most nights from 11pm to 3am | last night about 2am | at night | constantly | 24/7 | never stops
    every morning at 6 | since yesterday | weekends | its on all the time | friday and saturday nights till 4
    whenever they go out | after 10pm | 10 till 2 | day and night | on and off for months | about 2 hours
""")
NOT_ONLY = each("""
    14 mill lane | Sunday Lane | outside the shop every night | the park | yes | May Street | 3 barley mow lane | 2
    mill lane every day | the blue house | my neighbour | next door to the pub | no | FB1 2CD
""")


@pytest.mark.parametrize("text", TIMES)
def test_nothing_but_a_time(text: str) -> None:
    assert only_says_when(text) and says_when(text)


@pytest.mark.parametrize("text", NOT_ONLY)
def test_more_than_a_time_or_none(text: str) -> None:
    assert not only_says_when(text)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("neighbours dog barks all day every day at 14 mill lane", "all day every day"),
        ("loud music from 11pm to 3am most nights, flat above", "from 11pm to 3am most nights"),
        ("party last night about 2am on dairy lane", "last night about 2am"),
        ("builders starting at 6am", "at 6am"),
        ("its on all the time and it is 2 doors down", "on all the time"),
        ("there is a pothole on the high street", None),
        ("2 bags on mill lane", None),
    ],
)
def test_the_time_in_a_longer_text(text: str, when: str | None) -> None:
    assert when_in(text) == when
