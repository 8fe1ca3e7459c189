"""What each intent is: its topic and kind from taxonomy.tsv, its title in residents' words from titles.tsv."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Intent:
    """One row of the taxonomy."""

    name: str
    topic: str
    kind: str
    lgsl: str


@cache
def intents() -> dict[str, Intent]:
    """Every intent by its name."""
    with (ROOT / "taxonomy.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["intent"]: Intent(row["intent"], row["topic"], row["kind"], row["lgsl"]) for row in rows}


@cache
def titles() -> dict[str, str]:
    """What a button says for each intent: "Report a missed bin"."""
    with (ROOT / "titles.tsv").open(encoding="utf-8", newline="") as file:
        return {row["intent"]: row["title"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def kind(intent: str) -> str:
    """The intent's kind, or "" where the taxonomy has no such intent (nlu_fallback, clarify)."""
    row = intents().get(intent)
    return row.kind if row else ""
