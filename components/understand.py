"""Reads messages, one a line, and writes what the assistant would do with each as a first message.

    python -m components.understand --model models/<fingerprint>.tar.gz  < messages.txt

Columns, tab-separated: text, decision, intent, confidence, topic, second intent, its confidence, third
intent, its confidence; with --subtopics one more and with --facets another, empty where none is named. Loads
no Rasa: only the parts of the model that understand.
"""

import argparse
import io
import json
import re
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from components import intents
from components.decision import Decider
from components.facets import FACET, FacetModel, add_facet
from components.intents import IntentModel
from components.sentences import SentenceEncoder
from components.subtopics import SUBTOPIC, Subtopics, add_subtopic
from components.understanding import Reader, decide, describe
from components.written_answers import WrittenAnswers

BATCH_MESSAGES = 64


def main() -> int:
    parser = argparse.ArgumentParser(description="Understand messages, one a line.")
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--subtopics", action="store_true")
    parser.add_argument("--facets", action="store_true")
    given = parser.parse_args()
    reader, decider, subtopics, facets = load(given.model)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    for batch in batches(lines):
        for text, reading in zip(batch, reader.read(batch), strict=True):
            record = describe(text, reading, decide(text, reading, decider))
            add_subtopic(record, reading.vector, subtopics)
            add_facet(record, reading.vector, facets)
            row = cells(record, subtopics=given.subtopics, facets=given.facets)
            sys.stdout.write("\t".join(row) + "\n")
        sys.stdout.flush()
    return 0


def load(model: Path) -> tuple[Reader, Decider, Subtopics, FacetModel]:
    with tarfile.open(model) as archive:
        read = _reader(archive)
        arrays, names, decider = read(intents.ARRAYS), read(intents.NAMES), read("decider.json")
        subtopics, facets = Subtopics.load(read), FacetModel.load(read)
    reader = Reader(SentenceEncoder(), IntentModel.load(io.BytesIO(arrays), names.decode()))
    return reader, Decider.from_dict(json.loads(decider)), subtopics, facets


def load_answers(model: Path) -> WrittenAnswers:
    """What is written of the services, as a trained model has it."""
    with tarfile.open(model) as archive:
        return WrittenAnswers.load(_reader(archive))


def _reader(archive: tarfile.TarFile) -> Callable[[str], bytes]:
    files = {Path(member.name).name: member for member in archive if member.isfile()}

    def read(name: str) -> bytes:
        with archive.extractfile(files[name]) as file:  # type: ignore[union-attr]
            return file.read()

    return read


def batches(lines: Iterable[str]) -> Iterator[list[str]]:
    cleaned = (one_cell(line) for line in lines)
    while batch := list(islice(cleaned, BATCH_MESSAGES)):
        yield batch


def one_cell(line: str) -> str:
    """A line without anything that would break the columns."""
    return re.sub(r"[\t\r\n\0\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", line).strip()


def cells(record: dict[str, Any], *, subtopics: bool, facets: bool) -> list[str]:
    """The chosen intent first, then the likeliest others, then, where they are wanted, the sub-topic and the facet."""
    others = [rank for rank in record["ranking"] if rank["name"] != record["intent"]][:2]
    row = [record["text"], record["decision"], record["intent"], f"{record['confidence']:.3f}", record["topic"]]
    for rank in others:
        row += [rank["name"], f"{rank['confidence']:.3f}"]
    if subtopics:
        row.append(next((found["value"] for found in record["entities"] if found["entity"] == SUBTOPIC), ""))
    if facets:
        row.append((record[FACET] or {}).get("name", ""))
    return row


if __name__ == "__main__":
    sys.exit(main())
