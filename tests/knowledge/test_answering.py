"""The council's pages answer: from memory, as they are now, and only in time."""

from __future__ import annotations

import asyncio

import pytest

from bot.database import Database
from bot.knowledge import answering
from bot.knowledge.answering import Quotations, Searched
from bot.knowledge.blocks import of_markdown
from bot.knowledge.importing import forget, import_pages
from bot.knowledge.page import Pages, made
from bot.knowledge.quoting import Quotation
from bot.knowledge.vectors import add_vectors
from tests.fakes.assistant import FakeRasa, encode

PESTS = "# Pest control\n\nWe treat pests.\n\n## Cost of rats and mice\n\nRats: £55. Mice: £65."
TREES = "# Trees\n\n## Cutting a tree\n\nA protected tree may not be cut."
RATS = "cost of pest control for rats and mice"


def bring(database: Database, **texts: str) -> None:
    found = Pages()
    for name, text in texts.items():
        found.add(made(f"https://x.example/{name}", "", of_markdown(text)), name)
    database.write_now(lambda session: import_pages(session, "folder", found))
    add_vectors(database, encode)


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


async def quote(quotations: Quotations, messages: list[str]) -> Quotation | None:
    return (await quotations.search(messages)).quotation


async def test_a_page_is_quoted_and_its_sections_are_encoded_once(database: Database, rasa: FakeRasa) -> None:
    bring(database, pests=PESTS, trees=TREES)
    quotations = Quotations(database, rasa.assistant())
    found = await quote(quotations, [RATS])
    assert found is not None and found.text == "Rats: £55. Mice: £65."
    encoded = len(rasa.encoded)
    assert await quote(quotations, [RATS]) == found
    assert len(rasa.encoded) == encoded


async def test_whether_anything_was_searched_is_told(database: Database, rasa: FakeRasa) -> None:
    quotations = Quotations(database, rasa.assistant(), clock=lambda: 0.0)
    assert await quotations.search([RATS]) == Searched(False, None)
    bring(database, pests=PESTS, trees=TREES)
    assert await quotations.search(["tell me a joke"]) == Searched(True, None)
    rasa.mode = "down"
    assert await quotations.search(["tell me another joke"]) == Searched(False, None)


async def test_the_subject_lights_up_a_short_message(database: Database, rasa: FakeRasa) -> None:
    bring(database, pests=PESTS, trees=TREES.replace("Cutting a tree", "Cost"))
    quotations = Quotations(database, rasa.assistant())
    alone = await quotations._find(answering._said(["what is the cost"], None), 0)
    about = await quotations._find(answering._said(["what is the cost"], "Pest control: rats and mice"), 0)
    assert alone is not None and about is not None
    assert (alone.title, about.title) == ("Trees", "Pest control")


async def test_what_has_changed_is_quoted_as_it_is_now(database: Database, rasa: FakeRasa) -> None:
    quotations = Quotations(database, rasa.assistant(), clock=lambda: 0.0)
    assert await quote(quotations, [RATS]) is None
    bring(database, pests=PESTS, trees=TREES)
    assert await quote(quotations, [RATS]) is not None
    database.write_now(lambda session: forget(session, "folder"))
    assert await quote(quotations, [RATS]) is None


async def test_pages_that_keep_changing_are_not_read_all_the_time(database: Database, rasa: FakeRasa) -> None:
    now = iter([0.0, 1.0, 5.0, 22.0, 23.0, 24.0])
    quotations = Quotations(database, rasa.assistant(), clock=lambda: next(now))
    assert await quote(quotations, [RATS]) is None  # read from 0 to 1: not again before 21
    bring(database, pests=PESTS, trees=TREES)
    assert await quote(quotations, [RATS]) is None
    assert await quote(quotations, [RATS]) is not None


async def test_vectors_of_two_encoders_are_not_compared(database: Database, rasa: FakeRasa) -> None:
    bring(database, pests=PESTS, trees=TREES)
    quotations = Quotations(database, rasa.assistant())
    assert await quote(quotations, [RATS]) is not None
    rasa.encoder = "encoder-2"
    assert await quote(quotations, [RATS, RATS + " please"]) is None


@pytest.mark.parametrize("mode", ["down", "hang", "error", "garbage", "loading"])
async def test_an_engine_that_cannot_be_asked_means_no_quotation(database: Database, rasa: FakeRasa, mode: str) -> None:
    bring(database, pests=PESTS, trees=TREES)
    rasa.mode = mode
    assert await quote(Quotations(database, rasa.assistant()), [RATS]) is None


async def test_a_slow_engine_is_not_waited_for(
    database: Database, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(database, pests=PESTS, trees=TREES)
    monkeypatch.setattr(answering, "LONGEST_SECONDS", 0.05)
    assistant = rasa.assistant()
    rasa.encode_delay = 1.0
    assert await quote(Quotations(database, assistant), [RATS]) is None
    assert not assistant.engines[0].slow  # it was we who did not wait


async def test_many_at_once_read_the_pages_once(
    database: Database, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(database, pests=PESTS, trees=TREES)
    read, times = answering.read_index, []
    monkeypatch.setattr(answering, "read_index", lambda session: times.append(1) or read(session))
    quotations = Quotations(database, rasa.assistant())
    assert all(await asyncio.gather(*(quote(quotations, [RATS]) for _ in range(5))))
    assert len(times) == 1


async def test_nothing_said_and_strange_words_do_no_harm(database: Database, rasa: FakeRasa) -> None:
    bring(database, pests=PESTS)
    quotations = Quotations(database, rasa.assistant())
    for said in ([], [" "], ["x" * 100_000], ["\x00 ' OR 1=1 --"], ["rats"] * 200):
        await quote(quotations, said)
