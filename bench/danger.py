"""Both errors in reading danger, at several thresholds, on our own lists (bench/residents/README.md).

    .venv-assistant/bin/python -m bench.danger --model models/<fingerprint>.tar.gz [--misses]

The first table lets the limit for what is sure vary and keeps that for what is possible as it is configured, the
second the other way round. A danger is missed where it is graded "none".
"""

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from components.danger import Subject
from components.decision import Decider, Ranking
from components.understand import load
from components.understanding import Reader
from components.wishes import clauses
from language.intent_kinds import URGENT
from language.taxonomy import kind

LISTS = Path(__file__).parent / "residents"
SURE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.9)
POSSIBLE = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


@dataclass(frozen=True)
class Read:
    """A message, what it means, and how likely the model finds each intent."""

    text: str
    meant: str
    subject: Subject | None
    ranking: Ranking
    clauses: tuple[tuple[str, Ranking], ...] = ()

    @property
    def is_danger(self) -> bool:
        """Whether somebody is in danger."""
        return kind(self.meant) == URGENT


def main() -> None:
    """Print both curves, and on request what was graded wrongly as configured."""
    parser = argparse.ArgumentParser(description="Both errors in reading danger, at several thresholds.")
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--misses", action="store_true", help="also what was graded wrongly")
    given = parser.parse_args()
    reader, decider, *_ = load(given.model)
    lists = {path.stem: _read(path, reader) for path in sorted(LISTS.glob("*.tsv"))}
    for name, values in (("urgent_threshold", SURE), ("possible_threshold", POSSIBLE)):
        print("\n".join(_table(lists, decider, name, values=values)))
    if given.misses:
        print("\n".join(_misses(lists, decider)))


def _read(path: Path, reader: Reader) -> list[Read]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for row, reading in zip(rows, reader.read([row["text"] for row in rows]), strict=True):
        about, form = row.get("subject") or None, bool(row.get("form"))
        subject: Subject | None = {"intent": about, "answering": form} if about or form else None
        apart = clauses(row["text"], subject)
        readings = tuple((side, each.ranking) for side, each in zip(apart, reader.read(apart), strict=True))
        found.append(Read(row["text"], row["intent"], subject, reading.ranking, readings))
    return found


def _table(lists: dict[str, list[Read]], decider: Decider, name: str, *, values: Sequence[float]) -> Iterator[str]:
    """A line for each value: dangers sure, possible and missed, others taken as sure and as possible, for each list."""
    yield f"\n{name:18}" + "".join(f"{title:>42}" for title in lists)
    yield " " * 18 + f"{'danger: sure possible missed else: s, p':>42}" * len(lists)
    for value in values:
        limits = replace(decider.thresholds, **{name: value})
        at = Decider(decider.intents.values(), limits)
        yield f"{value:18.2f}" + "".join(f"{_figures(messages, at):>42}" for messages in lists.values())


def _figures(messages: Sequence[Read], decider: Decider) -> str:
    found = Counter((each.is_danger, grade_of(each, decider)) for each in messages)
    dangers = " ".join(f"{found[True, grade]:4}" for grade in ("sure", "possible", "none"))
    return f"{dangers}   {found[False, 'sure']:3} {found[False, 'possible']:3}"


def grade_of(message: Read, decider: Decider) -> str:
    """Sure, possible or none. What is possible may be sure in one clause (components/parsing.py)."""
    how = decider.grade(message.ranking, message.text, message.subject).how
    apart = [decider.grade(ranking, text, message.subject).how for text, ranking in message.clauses]
    surer = how == "possible" and "sure" in apart
    return "sure" if surer else how


def _misses(lists: dict[str, list[Read]], decider: Decider) -> Iterator[str]:
    for title, messages in lists.items():
        for each in messages:
            grade = grade_of(each, decider)
            if (grade == "none") == each.is_danger:
                danger, confidence = next((n, c) for n, c in each.ranking if kind(n) == URGENT)
                yield f"{title}: {each.meant} graded {grade} ({danger} {confidence:.2f}): {each.text}"


if __name__ == "__main__":
    main()
