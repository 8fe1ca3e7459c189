"""Some 150 ways to answer in each language. Half were written before it was looked at what fails.

What is asked again although a person would understand it says so in the column `read`; what is no clear yes is never
read as one.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from language.yes_no import Said, yes_or_no

PHRASES = Path(__file__).parent / "phrases"
AGAIN = "asked again"
READ = {
    "yes": Said.YES,
    "likely yes": Said.LIKELY,
    "no": Said.NO,
    "not sure": Said.UNSURE,
    "later": Said.OPEN,
    "nothing": None,
}


class Phrase(NamedTuple):
    """One row of a list: what a person would take it for, and what we do."""

    text: str
    means: str
    read: str
    written: str


def phrases(language: str) -> list[Phrase]:
    with (PHRASES / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return [Phrase(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


ALL = [(language, phrase) for language in ("english", "welsh") for phrase in phrases(language)]


@pytest.mark.parametrize(("language", "phrase"), ALL, ids=lambda value: str(getattr(value, "text", value)))
def test_each_phrase_is_read_or_asked_again(language: str, phrase: Phrase) -> None:
    said = yes_or_no(phrase.text)
    if phrase.read == AGAIN:
        assert said in (Said.OPEN, None)
    else:
        assert said is READ[phrase.read]


@pytest.mark.parametrize("language", ["english", "welsh"])
def test_nothing_but_a_yes_is_read_as_yes_and_little_is_asked_again(language: str) -> None:
    listed = phrases(language)
    assert len(listed) >= 150 and sum(phrase.written == "before" for phrase in listed) * 2 >= len(listed)
    assert [p.text for p in listed if yes_or_no(p.text) is Said.YES and p.means != "yes"] == []
    assert [p.text for p in listed if yes_or_no(p.text) is Said.NO and p.means in ("yes", "likely yes")] == []
    clear = [p for p in listed if p.means in ("yes", "no", "not sure")]
    assert sum(p.read == AGAIN for p in clear) <= len(clear) / 10
