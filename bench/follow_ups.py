"""How the trained assistant reads short messages in the light of what a conversation is about (follow_ups.tsv).

.venv-assistant/bin/python -m bench.follow_ups --model models/<fingerprint>.tar.gz [--misses]

Of our own writing, never taught: what was talked of, what was said then, the service that is meant and what is asked of
it. The thresholds of components/subject.py were chosen on the odd rows; the even ones are shown apart.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from components.asked import facet_asked
from components.facets import add_facet
from components.near_service import known_question, near_sibling, near_subject
from components.subject import Subject, in_light, may_be_about
from components.subtopics import add_subtopic
from components.understand import load, load_answers
from components.understanding import decide, describe
from components.written_answers import add_near

LIST = Path(__file__).parent / "follow_ups.tsv"
DOMAIN = Path(__file__).parent.parent / "domain"
NONE = "-"


@dataclass(frozen=True)
class FollowUp:
    """One row: what was talked of, what was said, and what is meant."""

    subject: str
    text: str
    intent: str
    facet: str


def read(path: Path = LIST) -> list[FollowUp]:
    """The rows of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return [FollowUp(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def answers() -> dict[str, Any]:
    """All answers there are, as the domain has them, by key."""
    found: dict[str, Any] = {}
    for path in DOMAIN.glob("*.yml"):
        found |= (yaml.safe_load(path.read_text("utf-8")) or {}).get("responses") or {}
    return found


class Reader:
    """A trained model, as components/listening.py asks it."""

    def __init__(self, model: Path) -> None:
        self._reader, self._decider, self._subtopics, self._facets = load(model)
        self._written = load_answers(model)
        self._answers = answers()

    def record(self, text: str, subject: str | None = None) -> dict[str, Any]:
        """What a text is read as alone."""
        (reading,) = self._reader.read([text])
        sent: Any = {"intent": subject} if subject else None
        record = describe(text, reading, decide(text, reading, self._decider, subject=sent))
        add_subtopic(record, reading.vector, self._subtopics)
        add_facet(record, reading.vector, self._facets)
        add_near(record, reading.vector, self._written, subject=subject)
        return record

    def in_conversation(self, row: FollowUp) -> tuple[dict[str, Any], str]:
        """What it is read as where it stands, and the facet that is answered."""
        subject = Subject(row.subject)
        record = self.record(row.text, row.subject)
        if may_be_about(subject, record):
            together = self.record(subject.with_text(row.text))
            record = in_light(record, together, subject, answers=self._answers)
        record = known_question(near_sibling(near_subject(record, subject), subject, self._answers))
        return record, facet_asked(record, subject, self._answers, in_form=False) or NONE


def main() -> None:
    """Print the figures of both halves, and on request what was misread."""
    parser = argparse.ArgumentParser(description="Read follow-ups in the light of what was talked of.")
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--misses", action="store_true", help="also what was misread")
    given = parser.parse_args()
    reader, rows = Reader(given.model), read()
    for name, half in (("odd", rows[::2]), ("even", rows[1::2])):
        _report(name, half, reader, misses=given.misses)


def _report(name: str, rows: Sequence[FollowUp], reader: Reader, *, misses: bool) -> None:
    alone = [reader.record(row.text) for row in rows]
    found = [reader.in_conversation(row) for row in rows]
    pairs = list(zip(rows, found, strict=True))
    asked = [(row, facet) for row, (_, facet) in pairs if row.facet != NONE]
    stays = [record["intent"] != row.subject for row, (record, _) in pairs if row.intent == row.subject]
    leaves = [record["intent"] == row.subject for row, (record, _) in pairs if row.intent != row.subject]
    print(f"\n{name} rows: {len(rows)}")
    for what, count, whole in (
        ("service, read alone", sum(a["intent"] == row.intent for a, row in zip(alone, rows, strict=True)), len(rows)),
        ("service, read where it stands", sum(r["intent"] == row.intent for row, (r, _) in pairs), len(rows)),
        ("pulled away from the subject", sum(stays), len(stays)),
        ("kept by the subject", sum(leaves), len(leaves)),
        ("what is asked of it", sum(row.facet == facet for row, facet in asked), len(asked)),
        ("taken for danger", sum(r["urgent"] for _, (r, _) in pairs), len(rows)),
    ):
        print(f"  {what:32} {count:4} of {whole:4}  {count / whole:6.1%}")
    for row, (record, facet) in pairs if misses else ():
        if record["intent"] != row.intent or row.facet not in (NONE, facet):
            said = f"{record['intent']} {record['confidence']:.2f} {facet}"
            print(f"    {row.subject}: {row.text} | {row.intent} {row.facet} taken for {said}")


if __name__ == "__main__":
    main()
