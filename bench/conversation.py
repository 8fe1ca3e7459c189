"""How often the council's pages answer a conversation's next turn, and what a query costs: measured on Doc2Dial with
the product's own import and retrieval.

    python -m bench.conversation DIRECTORY     which holds documents.jsonl, turns.jsonl and score.py

Nothing of the data is learnt from or kept. Its README says where it comes from and what counts as found.
"""

from __future__ import annotations

import csv
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.databases import empty_databases
from bot.database import Database, schema
from bot.knowledge.folder import read_table
from bot.knowledge.importing import import_pages
from bot.knowledge.index import Index, Known, read_index, vector_of
from bot.knowledge.keywords import Keywords
from bot.knowledge.retrieval import Utterance, find
from bot.knowledge.vectors import add_vectors, encode

ADDRESS = "https://measured.example/"
FOUND = 10
TIMED_QUERIES = 200
SIZES = (2_000, 50_000)

Place = tuple[str, int, int]


def main() -> int:
    directory = Path(sys.argv[1])
    documents, turns = _lines(directory / "documents.jsonl"), _lines(directory / "turns.jsonl")
    conversations = _conversations(turns)
    with tempfile.TemporaryDirectory() as work, empty_databases(Path(work)) as urls:
        for name, url in urls.items():
            index = _imported(Database(url), documents, Path(work))
            print(f"{name}: {len(index.passages):,} passages of {len(documents)} pages", flush=True)
            _score(index, documents, turns, conversations=conversations, directory=directory, work=Path(work))
    for size in SIZES:
        _time(_of_size(index, size), conversations)
    return 0


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _conversations(turns: Sequence[dict[str, Any]]) -> list[list[Utterance]]:
    """Every turn's conversation so far, each utterance encoded once, as the engine does when it is written."""
    texts = sorted({words for turn in turns for _, words in turn["turns"]})
    vectors = dict(zip(texts, map(vector_of, encode(texts).vectors), strict=True))
    return [[Utterance(words, who == "user", vectors[words]) for who, words in turn["turns"]] for turn in turns]


def _imported(database: Database, documents: Sequence[dict[str, Any]], work: Path) -> Index:
    """The documents through the import of a CSV."""
    if database.is_sqlite:
        schema.make_ready(database)
    path = work / "pages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["address", "title", "text"])
        rows.writerows([ADDRESS + one["id"], one["title"], one["text"]] for one in documents)
    database.write_now(lambda session: import_pages(session, str(path), read_table(path)))
    began = time.monotonic()
    count = add_vectors(database)
    print(f"{count:,} passages encoded in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    index = database.read_now(read_index)
    print(f"read into memory in {time.monotonic() - began:.2f} s")
    database.close()
    return index


def _score(
    index: Index,
    documents: Sequence[dict[str, Any]],
    turns: Sequence[dict[str, Any]],
    *,
    conversations: Sequence[list[Utterance]],
    directory: Path,
    work: Path,
) -> None:
    places = dict(_places(index.passages, {ADDRESS + one["id"]: one["text"] for one in documents}))
    with (work / "found.jsonl").open("w") as file:
        for turn, conversation in zip(turns, conversations, strict=True):
            found = [places[one.passage] for one in find(index, conversation, FOUND)]
            file.write(json.dumps({"id": turn["id"], "found": found}) + "\n")
    subprocess.run([sys.executable, directory / "score.py", work / "found.jsonl"], check=True)


def _places(passages: Sequence[Known], texts: dict[str, str]) -> Iterator[tuple[Known, Place]]:
    """Where in its document each passage stands, its heading included."""
    address, reached = "", 0
    for passage in passages:
        address, reached = passage.address, reached if passage.address == address else 0
        first, *others = passage.text.splitlines()
        start, reached = _find(first, texts[address], reached)
        heading, end = _find(f"{passage.heading} {first}", texts[address], start - len(passage.heading) - 9)
        begin = heading if end == reached else start
        for line in others:
            _, reached = _find(line, texts[address], reached)
        if min(begin, reached) < 0:
            raise ValueError(f"a passage of {address} is not found in its document")
        yield passage, (address.removeprefix(ADDRESS), begin, reached)


def _find(words: str, text: str, begin: int) -> tuple[int, int]:
    """Where these words stand next, whatever gaps are between them; (-1, -1) where they do not."""
    found = re.compile(r"\s+".join(map(re.escape, words.split()))).search(text, max(begin, 0))
    return found.span() if found else (-1, -1)


def _of_size(index: Index, size: int) -> Index:
    """The same passages again and again until there are so many, each page's beside each other."""
    times = -(-size // len(index.passages))
    passages = (index.passages * times)[:size]
    begins = np.concatenate([index.pages + copy * len(index.passages) for copy in range(times)])
    return replace(
        index,
        passages=passages,
        pages=begins[begins < size],
        keywords=Keywords([f"{one.title}\n{one.heading}\n{one.text}" for one in passages]),
        vectors=np.tile(index.vectors, (times, 1))[:size],
        with_vector=np.tile(index.with_vector, times)[:size],
    )


def _time(index: Index, conversations: Sequence[list[Utterance]]) -> None:
    seconds = []
    for conversation in conversations[:: len(conversations) // TIMED_QUERIES]:
        began = time.perf_counter()
        find(index, conversation)
        seconds.append(time.perf_counter() - began)
    middle, most = statistics.median(seconds), sorted(seconds)[int(0.95 * len(seconds))]
    print(f"{len(index.passages):,} passages: {1000 * middle:.1f} ms a query, 95% within {1000 * most:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
