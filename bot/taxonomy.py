"""The intents with their topics and kinds from taxonomy.tsv, and their titles in residents' words from titles.tsv: the
words that answers, queues and reports share."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
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
    lgsl: str
    tier: str
    description: str


@lru_cache(1)
def load_taxonomy() -> dict[str, Intent]:
    """All intents by name, in the file's order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            row["intent"]: Intent(
                row["intent"], row["topic"], row["kind"], row["lgsl"], row["tier"], row["description"]
            )
            for row in rows
        }


@lru_cache(1)
def load_titles() -> dict[str, str]:
    """What a button says for each intent: "Report a missed bin"."""
    with TITLES.open(encoding="utf-8", newline="") as file:
        return {row["intent"]: row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


TOPICS = tuple(dict.fromkeys(intent.topic for intent in load_taxonomy().values()))
