"""Missing vectors are made by the engine, and made again when its encoder is another one."""

from __future__ import annotations

import pytest

from bot.database import Database
from bot.knowledge import encoding
from bot.knowledge.encoding import AT_ONCE, PassageVectors
from bot.knowledge.importing import import_pages, list_sources
from bot.knowledge.index import read_index
from bot.knowledge.page import Page, Pages
from bot.knowledge.passages import Passage
from tests.flows.conftest import House, house

__all__ = ["house"]


@pytest.fixture
def worker(house: House, monkeypatch: pytest.MonkeyPatch) -> PassageVectors:
    monkeypatch.setattr(encoding, "PAUSE_SECONDS", 0.0)
    return PassageVectors(house.context, house.rasa.assistant())


def bring(database: Database, count: int, words: str = "Words") -> None:
    found = Pages()
    for number in range(count):
        found.add(Page(f"https://x.example/{number}", f"{words} {number}", "", (Passage("", words),)), str(number))
    database.write_now(lambda session: import_pages(session, "folder", found))


def missing(database: Database) -> int:
    return sum(source.without_vector for source in database.read_now(list_sources))


async def looks(worker: PassageVectors) -> int:
    count = 1
    while await worker.look():
        count += 1
    return count


async def test_an_import_is_completed(house: House, worker: PassageVectors) -> None:
    assert await looks(worker) == 1  # no pages, nothing to do
    bring(house.database, AT_ONCE + 1)
    assert await looks(worker) == 3
    assert missing(house.database) == 0
    index = house.database.read_now(read_index)
    assert index.with_vector.all() and index.vectors.any(axis=1).all() and index.encoder == "encoder-1"
    asked = len(house.rasa.encoded)
    await looks(worker)
    assert len(house.rasa.encoded) == asked == AT_ONCE + 1
    bring(house.database, AT_ONCE + 1, "Others")
    await looks(worker)
    assert missing(house.database) == 0


async def test_another_encoder_makes_them_again(house: House, worker: PassageVectors) -> None:
    bring(house.database, 3)
    await looks(worker)
    house.rasa.encoder = "encoder-2"
    await looks(worker)
    assert len(house.rasa.encoded) == 6
    assert house.database.read_now(read_index).encoder == "encoder-2"


@pytest.mark.parametrize("mode", ["down", "error", "garbage", "loading"])
async def test_without_an_engine_it_waits(house: House, worker: PassageVectors, mode: str) -> None:
    bring(house.database, 1)
    house.rasa.mode = mode
    assert await looks(worker) == 1
    assert missing(house.database) == 1


async def test_a_passage_that_changed_meanwhile_is_asked_again(house: House, worker: PassageVectors) -> None:
    bring(house.database, 1)
    house.rasa.on_encode = lambda: bring(house.database, 1, "Others")
    await looks(worker)
    assert missing(house.database) == 0
    assert house.rasa.encoded == ["Words 0. \nWords", "Others 0. \nOthers"]
