"""Questions as the demonstration council's residents ask them, each with its page: how often that comes first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.database import Database
from bot.knowledge.folder import read_folder
from bot.knowledge.importing import import_pages
from bot.knowledge.index import Index, read_index, vector_of
from bot.knowledge.quoting import SURE, quotation, sections_to_compare
from bot.knowledge.retrieval import Utterance, find
from bot.knowledge.vectors import PYTHON, add_vectors, encode
from tests.knowledge.test_folder import DEMONSTRATION, SITE

QUESTIONS = Path(__file__).with_name("questions.tsv")


def questions() -> list[tuple[list[str], str, str]]:
    """The messages of each conversation, the path of its page ("-" where none answers), and words that stand there."""
    rows = [line.split("\t") for line in QUESTIONS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(messages.split(" > "), page, words) for messages, page, words in rows]


def answerable() -> list[tuple[list[str], str, str]]:
    """Those that a page answers, with its address."""
    return [(messages, SITE + page, words) for messages, page, words in questions() if page != "-"]


@pytest.fixture
def index(database: Database) -> Index:
    found = read_folder(DEMONSTRATION, SITE)
    database.write_now(lambda session: import_pages(session, "folder", found))
    return database.read_now(read_index)


def right(index: Index, conversations: list[list[Utterance]]) -> float:
    first = [find(index, conversation, 1)[0].passage.address for conversation in conversations]
    return sum(found == page for found, (_, page, _) in zip(first, answerable(), strict=True)) / len(first)


def test_each_question_has_its_answer_on_its_page(index: Index) -> None:
    texts: dict[str, str] = {}
    for known in index.passages:
        texts[known.address] = f"{texts.get(known.address, known.title)}\n{known.heading}\n{known.text}".lower()
    assert [(asked, words) for asked, page, words in answerable() if words.lower() not in texts[page]] == []


def test_words_alone_find_the_page_for_most(index: Index) -> None:
    assert right(index, [[Utterance(words) for words in messages] for messages, _, _ in answerable()]) >= 0.75


@pytest.mark.assistant
def test_words_and_sense_find_the_page_for_nearly_all(database: Database, index: Index) -> None:
    if not PYTHON.exists():
        pytest.skip("no .venv-assistant: run make install")
    assert add_vectors(database) == len(index.passages)
    texts = [words for messages, _, _ in answerable() for words in messages]
    vectors = dict(zip(texts, map(vector_of, encode(texts).vectors), strict=True))
    conversations = [[Utterance(words, vector=vectors[words]) for words in messages] for messages, _, _ in answerable()]
    index = database.read_now(read_index)
    assert right(index, conversations) >= 0.85


@dataclass(frozen=True)
class Judged:
    """What would be quoted to a question: whether a page answers that at all, and whether it is right."""

    answerable: bool
    given: bool
    right_page: bool
    right_words: bool


def judged(index: Index, conversation: list[Utterance], page: str, words: str) -> Judged:
    sections = sections_to_compare(index, conversation)
    texts = [section.words for section in sections]
    found = quotation(sections, dict(zip(texts, map(vector_of, encode(texts).vectors), strict=True)), conversation)
    assert found is not None
    right_page = found.address == SITE + page
    said = f"{found.heading}: {found.text}".lower()
    return Judged(page != "-", found.confidence >= SURE, right_page, right_page and words.lower() in said)


@pytest.mark.assistant
def test_quotations_are_given_for_most_and_seldom_wrong(database: Database, index: Index) -> None:
    """Bars below docs/decisions/0035-quotations.md, where each half was judged by the other."""
    if not PYTHON.exists():
        pytest.skip("no .venv-assistant: run make install")
    add_vectors(database)
    index = database.read_now(read_index)
    texts = sorted({words for messages, _, _ in questions() for words in messages})
    senses = dict(zip(texts, map(vector_of, encode(texts).vectors), strict=True))
    done = [
        judged(index, [Utterance(words, vector=senses[words]) for words in messages], page, words)
        for messages, page, words in questions()
    ]
    given = [one for one in done if one.given]
    assert sum(one.answerable for one in given) / sum(one.answerable for one in done) >= 0.58
    assert sum(not one.right_page for one in given) / len(given) < 0.05
    assert sum(not one.right_words for one in given) / len(given) < 0.1
