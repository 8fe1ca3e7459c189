"""Edited answers in use: at once here, a second later on other replicas, and whole whatever a release changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answers import Answers, Wording
from bot.context import Context
from bot.database import Database
from bot.database.models import AnswerEdit, Staff
from bot.editing import AnswersRefresher, Draft, Editor, load_edits
from bot.errors import AnswerChanged
from bot.live import Listener
from bot.staff import Officer, officer_of
from connectors.discovery import all_connectors
from tests.fakes.assistant import message
from tests.flows.conftest import House
from tests.gateways import whole_gateway

KEY = "utter_sent_for_what"
NEW = "I read words only. Write a few."


@pytest.fixture
async def there(house: House, database_url: str) -> AsyncIterator[House]:
    """Another gateway on the same database."""
    other = House(Database(database_url))
    yield other
    await other.assistant.http.aclose()
    other.database.close()


def editor(house: House) -> Editor:
    return Editor(house.context, all_connectors())


async def boss(house: House, name: str = "Bo Lead") -> Officer:
    return await house.officer(name)


async def edit(house: House, text: str = NEW, version: int = 0, sms: str = "", key: str = KEY) -> bool:
    """Save the words of an answer, whatever the checks doubt."""
    drawn = await editor(house).page(key, Draft({"": text, "sms": sms}, version))
    ticks = frozenset(f"{finding.field}:{finding.code}" for finding in drawn.found)
    by = (await house.rows(Staff) or [None])[0]
    officer = officer_of(by) if by else await boss(house)
    return await editor(house).save(key, Draft({"": text, "sms": sms}, version, ticks), officer)


async def answered(house: House, who: str) -> str:
    """What a resident is told whose message has the edited answer."""
    house.rasa.answers["a picture"] = [message("Rasa's own words", KEY)]
    await house.write("a picture", who, reference=who)
    await house.work()
    return (await house.texts(who))[-1]


async def test_an_edit_is_the_next_answer_here_and_on_another_gateway(house: House, there: House) -> None:
    listening = Listener(there.context.database, there.context.live)
    following = asyncio.gather(AnswersRefresher(there.context).run(), listening.run())
    try:
        assert (await answered(there, "ada")).startswith("Thank you, we have that.")
        await edit(house)
        assert await answered(house, "bob") == NEW
        async with asyncio.timeout(3):
            while there.context.answers.render(KEY, {}, "webchat").text != NEW:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await answered(there, "cat") == NEW
        assert (await there.texts("ada"))[-1].startswith("Thank you, we have"), "what was said stays said"
    finally:
        following.cancel()


async def test_a_look_reads_the_words_only_when_something_was_saved(house: House, there: House) -> None:
    following = AnswersRefresher(there.context)
    await following.look()
    used: list[object] = []
    there.context.answers.use = used.append  # type: ignore[method-assign,assignment]
    await following.look()
    assert used == []
    await edit(house)
    there.context.answers.use = lambda edits: used.append(edits) or []  # type: ignore[method-assign,func-returns-value]
    await following.look()
    await following.look()
    assert used == [{KEY: {"": NEW}}]


async def test_a_version_that_is_committed_late_is_seen_too(house: House, there: House) -> None:
    """On PostgreSQL a lower id may become visible after a higher one."""
    officer, following = await boss(house), AnswersRefresher(there.context)

    def add(number: int, key: str) -> None:
        row = AnswerEdit(
            id=number, key=key, version=1, wordings={"": NEW}, shipped={}, staff_id=officer.id, at=house.time
        )
        house.database.write_now(lambda session: session.add(row))

    add(2, "utter_gateway_holding")
    await following.look()
    add(1, KEY)
    await following.look()
    assert there.context.answers.render(KEY, {}, "webchat").text == NEW


async def test_of_many_who_save_at_once_one_is_first(house: House, there: House) -> None:
    await boss(house)
    drafts = [edit((house, there)[n % 2], f"Words {n}.") for n in range(10)]
    outcomes = await asyncio.gather(*drafts, return_exceptions=True)
    assert outcomes.count(True) == 1
    assert sum(isinstance(outcome, AnswerChanged) for outcome in outcomes) == 9
    assert [row.version for row in await house.rows(AnswerEdit)] == [1]


def released(house: House, answers: dict[str, tuple[Wording, ...]]) -> Context:
    """The same database under another release of the files, or under another council.toml."""
    return Context(house.database, house.council, Answers(answers, house.council.fact), house.context.channels)


async def test_an_edit_outlives_a_release_that_words_the_answer_anew(house: House) -> None:
    await edit(house, sms="Words please.")
    context = released(house, {KEY: (Wording("Other words.", None),)})
    await asyncio.to_thread(load_edits, context)
    assert context.answers.render(KEY, {}, "webchat").text == NEW
    assert context.answers.render(KEY, {}, "sms").text == "Words please."
    page = await Editor(context, all_connectors()).page(KEY)
    assert page.outdated
    assert page.shipped[""] == "Other words."


async def test_an_edit_of_an_answer_that_is_gone_is_shown_and_stops_nothing(house: House) -> None:
    await edit(house)
    context = released(house, {"utter_other": (Wording("Other.", None),)})
    await asyncio.to_thread(load_edits, context)
    assert KEY not in context.answers
    orphan = Editor(context, all_connectors())
    assert [(line.key, line.state) for line in await orphan.lines()] == [("utter_other", "shipped"), (KEY, "unused")]
    page = await orphan.page(KEY)
    assert (page.texts[""], len(page.versions)) == (NEW, 1)


async def test_an_edit_that_names_what_is_gone_is_left_aside(house: House) -> None:
    await edit(house, "Call [[council.phone]].")
    council = {"council.phone": None}
    shipped = {KEY: (Wording("Words of the release.", None),)}
    context = Context(house.database, house.council, Answers(shipped, council.get), house.context.channels)
    await asyncio.to_thread(load_edits, context)
    assert context.answers.render(KEY, {}, "webchat").text == "Words of the release."
    (line,) = await Editor(context, all_connectors()).lines()
    assert line.state == "aside"


async def test_a_gateway_starts_with_what_was_saved(
    house: House, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await edit(house)
    with whole_gateway(database_url, tmp_path, monkeypatch) as gateway:
        assert gateway.context.answers.render(KEY, {}, "webchat").text == NEW
