"""What administrators call each answer: the words that its intent has for residents, or those of answer_titles.tsv; a
facet's are put behind them ("Parking permit: what it costs")."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from language import taxonomy
from language.facets import FACETS
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
    found = _title(name) or _facet_title(name)
    return found or spelled_out(name.removeprefix("gateway_"))


def _title(name: str) -> str | None:
    return own_titles().get(name) or taxonomy.titles().get(name)


def _facet_title(name: str) -> str | None:
    """Of `garden_waste_cost`, or of a sub-topic's `library_services_rooms_cost`."""
    service, _, facet = name.rpartition("_")
    title = _title(service)
    return f"{title}: {FACETS[facet]}" if title and facet in FACETS else None
