"""Imports, on both databases: whole or not at all, what has changed replaced, what is gone forgotten."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.assistant import Encoded
from bot.database import Database
from bot.errors import PagesError
from bot.knowledge.blocks import of_plain_text
from bot.knowledge.importing import (
    Changes,
    forget,
    forget_demonstration,
    import_pages,
    keep_vectors,
    known_pages,
    list_pages,
    list_sources,
    list_unread,
    never_imported,
    use_encoder,
)
from bot.knowledge.index import read_index, version
from bot.knowledge.page import Page, Pages, made
from bot.knowledge.vectors import add_vectors
from bot.records import Source

A, B, C = (f"https://x.example/{name}" for name in "abc")


def page(address: str, words: str = "Some words.", date: str = "") -> Page:
    return made(address, "A page", of_plain_text(words), date=date)


def pages(*given: Page, unchanged: Sequence[str] = ()) -> Pages:
    return Pages({one.address: one for one in given}, set(unchanged))


def imported(database: Database, found: Pages, name: str = "folder", source: Source = Source.COUNCIL) -> Changes:
    return database.write_now(lambda session: import_pages(session, name, found, source=source))


def addresses(database: Database) -> list[str]:
    return [address for address, _, _ in database.read_now(list_pages)]


def fake_encode(texts: Sequence[str]) -> Encoded:
    return Encoded("encoder-1", [bytes([len(text) % 100, 60]) * 384 for text in texts])


def test_new_changed_unchanged_and_removed(database: Database) -> None:
    assert database.read_now(never_imported)
    assert imported(database, pages(page(A), page(B))) == Changes(new=2)
    assert imported(database, pages(page(B, "Other words."), page(C))) == Changes(new=1, changed=1, removed=1)
    assert imported(database, pages(page(C), unchanged=[B])) == Changes(unchanged=2)
    assert addresses(database) == [B, C]
    assert not database.read_now(never_imported)
    texts = {known.address: known.text for known in database.read_now(read_index).passages}
    assert texts == {B: "Other words.", C: "Some words."}


def test_a_page_whose_words_are_the_same_keeps_its_vectors(database: Database) -> None:
    imported(database, pages(page(A), page(B)))
    assert add_vectors(database, fake_encode) == 2
    imported(database, pages(page(A, date="2026-04-01"), page(B, "Other words.")))
    (unread,) = database.read_now(lambda session: list_unread(session, 10))
    assert unread.words == "A page. \nOther words."
    (first, _) = database.read_now(list_pages)
    assert first == (A, "A page", "2026-04-01")


def test_vectors_of_another_encoder_are_dropped(database: Database) -> None:
    imported(database, pages(page(A), page(B)))
    add_vectors(database, fake_encode)
    before = database.read_now(version)
    database.write_now(lambda session: use_encoder(session, "encoder-1"))
    assert database.read_now(version) == before
    database.write_now(lambda session: use_encoder(session, "encoder-2"))
    assert len(database.read_now(lambda session: list_unread(session, 10))) == 2
    index = database.read_now(read_index)
    assert (index.encoder, index.version > before) == ("encoder-2", True)


def test_a_vector_of_words_that_have_changed_meanwhile_is_dropped(database: Database) -> None:
    imported(database, pages(page(A)))
    unread = database.read_now(lambda session: list_unread(session, 10))
    imported(database, pages(page(A, "Other words.")))
    database.write_now(lambda session: keep_vectors(session, [(unread[0], bytes(768))], "encoder-1"))
    assert len(database.read_now(lambda session: list_unread(session, 10))) == 1


def test_an_import_that_fails_changes_nothing(database: Database) -> None:
    imported(database, pages(page(A)))
    before = database.read_now(version)
    broken = pages(page(B), page(C))
    object.__setattr__(broken.by_address[C], "title", None)
    with pytest.raises(Exception, match=r"(?i)null|not.null"):
        imported(database, broken)
    assert addresses(database) == [A]
    assert database.read_now(version) == before


def test_an_empty_source_is_rather_a_mistake(database: Database) -> None:
    imported(database, pages(page(A)))
    with pytest.raises(PagesError, match=r"folder has no pages\. To remove those it had, run: townclerk pages forget"):
        imported(database, pages())
    assert addresses(database) == [A]


def test_the_councils_first_import_removes_the_demonstrations(database: Database) -> None:
    imported(database, pages(page(A), page(B)), "the demonstration", Source.DEMONSTRATION)
    imported(database, pages(page(B)), "folder")
    assert addresses(database) == [B]
    assert [one.name for one in database.read_now(list_sources)] == ["folder"]


def test_the_demonstrations_pages_go_without_an_import_too(database: Database) -> None:
    imported(database, pages(page(A)), "the demonstration", Source.DEMONSTRATION)
    database.write_now(forget_demonstration)
    assert addresses(database) == [] and not database.read_now(never_imported)


def test_sources_stand_beside_each_other_and_an_address_goes_to_the_latest(database: Database) -> None:
    imported(database, pages(page(A), page(B)), "one")
    assert imported(database, pages(page(B), page(C)), "two") == Changes(new=1, unchanged=1)
    counts = {one.name: (one.pages, one.passages, one.without_vector) for one in database.read_now(list_sources)}
    assert counts == {"one": (1, 1, 1), "two": (2, 2, 2)}
    assert database.write_now(lambda session: forget(session, "two")) == 2
    assert addresses(database) == [A]
    with pytest.raises(PagesError, match=r"No pages came from two\. Pages came from: one"):
        database.write_now(lambda session: forget(session, "two"))


def test_every_change_raises_the_version(database: Database) -> None:
    seen = [database.read_now(version)]
    imported(database, pages(page(A)))
    seen.append(database.read_now(version))
    add_vectors(database, fake_encode)
    seen.append(database.read_now(version))
    database.write_now(lambda session: forget(session, "folder"))
    seen.append(database.read_now(version))
    assert seen == sorted(set(seen))


def test_what_a_site_said_of_its_pages_is_known_the_next_time(database: Database) -> None:
    said = Page(A, "A", "", page(A).passages, etag='"1"', last_modified="Fri, 27 Nov 2026 10:00:00 GMT")
    imported(database, pages(said), "https://x.example")
    known = database.read_now(lambda session: known_pages(session, "https://x.example"))
    assert known == {A: ('"1"', "Fri, 27 Nov 2026 10:00:00 GMT")}


def test_words_that_a_database_does_not_take_are_kept_without_what_it_refuses(database: Database) -> None:
    imported(database, pages(page(A, "NUL\x00 and a lone \ud800 surrogate.")))
    assert database.read_now(read_index).passages[0].text == "NUL and a lone ? surrogate."
