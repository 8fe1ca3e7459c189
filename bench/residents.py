"""How the trained assistant understands our own lists of residents' messages (bench/residents/README.md).

.venv/bin/python -m bench.residents [--misses]
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from language import taxonomy

LISTS = Path(__file__).parent / "residents"
NOT_OURS = "out_of_scope"


@dataclass(frozen=True)
class Judged:
    """One message: what it means, and what the assistant made of it."""

    text: str
    meant: str
    decision: str
    intent: str
    likeliest: tuple[str, ...]

    @property
    def urgent(self) -> bool:
        """Whether it was taken for danger."""
        return self.decision == "hand_over" and kind(self.intent) == "urgent"

    @property
    def taken_for_ours(self) -> bool:
        """Whether the council answered it as its own."""
        settled = self.decision in ("answer", "hand_over")
        return settled and self.intent != NOT_OURS and kind(self.intent) != "signpost"


def kind(intent: str) -> str:
    """Of the taxonomy."""
    return taxonomy.kind(intent)


def judged(messages: Sequence[tuple[str, str]]) -> list[Judged]:
    """Asks `townclerk understand`."""
    command = [sys.executable, "-c", "from bot.command.cli import main; main(['understand'])"]
    text = "".join(f"{message}\n" for message, _ in messages)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return [
        Judged(message, meant, row[1], row[2], (row[2], row[5], row[7]))
        for (message, meant), row in zip(messages, rows, strict=True)
    ]


def figures(found: Sequence[Judged]) -> Iterator[tuple[str, int, int]]:
    """Name, how many, of how many."""
    topics = {name: intent.topic for name, intent in taxonomy.intents().items()}
    danger = [j for j in found if kind(j.meant) == "urgent"]
    outside = [j for j in found if j.meant == NOT_OURS or kind(j.meant) == "signpost"]
    yield "right intent", sum(j.intent == j.meant for j in found), len(found)
    yield "right topic", sum(topics[j.intent] == topics[j.meant] for j in found), len(found)
    yield "among the three likeliest", sum(j.meant in j.likeliest for j in found), len(found)
    yield "answered wrongly", sum(j.decision == "answer" and j.intent != j.meant for j in found), len(found)
    yield "danger caught", sum(j.urgent for j in danger), len(danger)
    yield "false alarms of danger", sum(j.urgent for j in found if j not in danger), len(found) - len(danger)
    yield "not the council's, answered as ours", sum(j.taken_for_ours for j in outside), len(outside)


def read(path: Path) -> list[tuple[str, str]]:
    """A list's messages and what they mean."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["intent"]) for row in rows]


def main() -> None:
    """Print every list's figures, and on request what was misunderstood."""
    parser = argparse.ArgumentParser(description="Understand our own lists of residents' messages.")
    parser.add_argument("--misses", action="store_true", help="also what was misunderstood")
    misses = parser.parse_args().misses
    for path in sorted(LISTS.glob("*.tsv")):
        found = judged(read(path))
        print(f"\n{path.stem}: {len(found)} messages")
        for name, count, whole in figures(found):
            if whole:
                print(f"  {name:36} {count:5} of {whole:5}  {count / whole:6.1%}")
        for j in found if misses else ():
            if j.intent != j.meant:
                print(f"    {j.meant} taken for {j.intent} ({j.decision}): {j.text}")


if __name__ == "__main__":
    main()
