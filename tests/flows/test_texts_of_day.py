"""A day's texts: counted, warned about, and at their end people answer; nobody is left without a word unseen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import structlog

from bot.casework.resident_updates import tell
from bot.council.file import Limits
from bot.database import Database
from bot.database.models import Handoff, InboundRow, ServiceRequest, TextsOfDay
from bot.outbox.budget import today
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

MOST = 5


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """A council that may send five texts a day."""
    built = House(database)
    built.council.limits = Limits(texts_a_day={"sms": MOST})
    yield built
    await built.assistant.http.aclose()


async def spend(house: House, texts: int = MOST) -> None:
    for number in range(texts):
        await house.write(f"hello {number}", who=f"r{number}", channel="sms")
        await house.work()


async def used_up(house: House) -> None:
    row = TextsOfDay(channel="sms", account="ours", day="2026-11-23", number=MOST)
    await house.database.write(lambda session: session.add(row))


async def test_at_the_limit_the_assistant_is_not_asked_and_people_have_it(house: House) -> None:
    await spend(house)
    await house.write("when is my bin day", channel="sms")
    await house.work()
    assert len(house.phone.sent) == MOST
    assert [body["text"] for body in house.rasa.asked][-1] == "hello 4"
    ada = await house.conversation(MOST + 1)
    assert (ada.state, ada.queue) == ("waiting", house.council.first_queue)
    (handoff,) = await house.rows(Handoff)
    assert handoff.reason == "texts_spent"
    assert await house.clock("first_human", MOST + 1) == [("began", "handoff")]


async def test_it_goes_to_the_queue_of_what_it_was_about(house: House) -> None:
    house.rasa.understandings["my bin was missed"] = understood("missed_bin_report", "waste")
    await house.write("my bin was missed", channel="sms")
    await house.work()
    await spend(house, MOST - 1)
    await house.write("any news", channel="sms")
    assert (await house.conversation(1)).queue == "waste"


async def test_officers_and_danger_go_all_the_same(house: House) -> None:
    sam = await house.officer()
    await spend(house)
    await house.write("hello", channel="sms")
    await house.work()
    await house.desk.claim(MOST + 1, sam)
    seen = (await house.conversation(MOST + 1)).last_number
    await house.desk.reply(MOST + 1, sam, "Hello, Sam here.", seen=seen)
    house.rasa.understandings["he hits me"] = understood("domestic_abuse", "social_care", urgent=True)
    await house.write("he hits me", channel="sms")
    await house.work()
    signpost = house.context.answers.render("utter_domestic_abuse", {}, "sms").text
    assert [outbound.text for outbound in house.phone.sent][MOST:] == ["Hello, Sam here.", signpost]


async def test_an_answer_that_was_under_way_is_kept_and_people_have_it(house: House) -> None:
    await house.write("hello", channel="sms")
    await used_up(house)
    await house.work()
    conversation = await house.conversation()
    assert conversation.state == "waiting"
    assert [row.error for row in await house.outbox()] == ["Today’s texts on this channel are used up."]
    assert house.phone.sent == []
    assert [row.settled for row in await house.rows(InboundRow)] == [None], "it is owed still"


async def test_an_urgent_answer_of_the_dialogue_goes(house: House) -> None:
    await house.write("he hits me", channel="sms")
    await used_up(house)
    handoff = {"reason": "urgent", "topic": "social_care", "intent": "domestic_abuse"}
    house.rasa.answers["he hits me"] = [message(key="utter_domestic_abuse"), message(custom={"handoff": handoff})]
    await house.work()
    assert house.context.answers.render("utter_domestic_abuse", {}, "sms").text in [m.text for m in house.phone.sent]


async def test_news_of_a_report_that_cannot_be_told_is_for_people(house: House) -> None:
    await house.write("hello", channel="sms")
    await house.work()
    await spend(house, MOST - 1)

    def step(session: object) -> None:
        row = ServiceRequest(
            reference="FER-1", conversation_id=1, kind="missed_bin", topic="waste", intent="missed_bin_report",
            lgsl="524", queue="waste", state="closed", fields={}, at=house.time, notes="Emptied.",
        )  # fmt: skip
        session.add(row)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        tell(session, house.context, row, key="utter_gateway_request_closed", now=house.time)  # type: ignore[arg-type]

    await house.database.write(step)
    conversation = await house.conversation()
    assert (conversation.state, conversation.queue) == ("waiting", "waste")


async def test_the_web_chat_has_no_such_limit(house: House) -> None:
    await spend(house)
    await house.write("hello")
    await house.work()
    assert (await house.texts())[-1] == "You said: hello"
    assert {row.channel for row in await house.rows(TextsOfDay)} == {"sms"}


async def test_the_next_day_begins_at_the_councils_midnight(house: House) -> None:
    await spend(house)
    house.time += timedelta(hours=14)
    await house.write("good morning", channel="sms")
    await house.work()
    assert house.phone.sent[-1].text == "You said: good morning"


async def test_it_is_counted_as_the_provider_is_asked_and_warned_about_once(house: House) -> None:
    house.phone.parts = 2
    with structlog.testing.capture_logs() as logs:
        await spend(house, 4)
    warned = [(line["event"], line["used"], line["most"]) for line in logs if line["event"].startswith("texts.")]
    assert warned == [("texts.nearly_spent", 4, MOST), ("texts.spent", 6, MOST)]
    (budget,) = await house.database.read(lambda session: today(session, house.context, house.time))
    assert (budget.used, budget.most, budget.spent) == (6, MOST, True)
