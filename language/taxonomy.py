"""The intents with their topics and kinds from taxonomy.tsv, and their titles in residents' words from titles.tsv: what
the assistant, answers, queues and reports have in common. The one reader of both files, on both Pythons."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = ROOT / "taxonomy.tsv"
TITLES = ROOT / "titles.tsv"


@dataclass(frozen=True)
class Intent:
    """One row: `kind` is answer, apply, pay, signpost, control, lookup, report, handoff or urgent; `lgsl` the codes of
    the Local Government Services List, separated by commas; `tier` who runs the service where there are two tiers
    (district_unitary, county_unitary, all, several with +, or nothing)."""

    name: str
    topic: str
    kind: str
    lgsl: str = ""
    tier: str = ""
    description: str = ""


@cache
def intents() -> dict[str, Intent]:
    """All intents by name, in the file's order."""
    return {
        row["intent"]: Intent(row["intent"], row["topic"], row["kind"], row["lgsl"], row["tier"], row["description"])
        for row in rows(FILE)
    }


@cache
def titles() -> dict[str, str]:
    """What a button says for each intent: "Report a missed bin"."""
    return {row["intent"]: row["title"] for row in rows(TITLES)}


@cache
def topics() -> tuple[str, ...]:
    """Every topic once, in the file's order."""
    return tuple(dict.fromkeys(intent.topic for intent in intents().values()))


def kind(intent: str) -> str:
    """The intent's kind, or "" where the taxonomy has no such intent (nlu_fallback, clarify)."""
    row = intents().get(intent)
    return row.kind if row else ""


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of ours, by the names of its first line; a quotation mark is a character like any other."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
