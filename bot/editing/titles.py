"""What administrators call each answer: the words that its intent has for residents, or those of
answer_titles.tsv."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from language import taxonomy
from language.labels import spelled_out

FILE = Path(__file__).parent / "answer_titles.tsv"
PREFIX = "utter_"


@lru_cache(1)
def own_titles() -> dict[str, str]:
    """Titles of answers that are no intent's own, by the answer's name."""
    return {row["answer"]: row["title"] for row in taxonomy.rows(FILE)}


def title_of(key: str) -> str:
    """The title; of an answer without one (an old edit's), its name as words."""
    name = key.removeprefix(PREFIX)
    found = own_titles().get(name) or taxonomy.titles().get(name)
    return found or spelled_out(name.removeprefix("gateway_"))
