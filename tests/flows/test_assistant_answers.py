"""A resident writes, the assistant answers: saved once, in order, timed."""

from __future__ import annotations

import asyncio

import pytest

from bot.database.models import Conversation, InboundRow
from connectors.messages import MessageRefused
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House


async def test_a_message_is_answered_and_timed(house: House) -> None:
    receipt = await house.write("when is my bin day")
    await house.work()
    assert receipt.new and receipt.number == 1
    assert await house.texts() == ["when is my bin day", "You said: when is my bin day"]
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]
    assert await house.clock("delivery") == [("began", "reply"), ("ended", "accepted")]


async def test_a_hundred_repeats_are_one_row(house: House) -> None:
    receipts = await asyncio.gather(*(house.write("hello", reference="same") for _ in range(100)))
    assert [receipt.new for receipt in receipts].count(True) == 1
    assert {receipt.number for receipt in receipts} == {1}
    assert len(await house.rows(InboundRow)) == 1


async def test_quick_first_messages_open_one_conversation(house: House) -> None:
    await asyncio.gather(*(house.write(f"message {n}") for n in range(20)))
    assert len(await house.rows(Conversation)) == 1
    assert [event.number for event in await house.seen_by()] == list(range(1, 21))


async def test_messages_of_a_conversation_are_answered_one_at_a_time_in_order(house: House) -> None:
    house.rasa.delay = 0.01
    for number in range(5):
        await house.write(f"message {number}")
        await house.write("hello", who="ben")
        house.pause()
    await house.work()
    asked = [body["text"] for body in house.rasa.asked if body["sender"] == "1.1"]
    assert asked == [f"message {number}" for number in range(5)]
    assert max(house.rasa.most_at_once.values()) == 1
    replies = [text for text in await house.texts() if text.startswith("You said")]
    assert replies == [f"You said: message {number}" for number in range(5)]


async def test_several_messages_before_the_answer_are_one_interval(house: House) -> None:
    await house.write("one")
    await house.write("two")
    await house.work()
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]


async def test_an_answer_is_our_words_for_its_key_with_the_councils_facts(house: House) -> None:
    house.rasa.answers["hi"] = [message("rasa's own words", "utter_gateway_assistant_down")]
    await house.write("hi")
    await house.work()
    assert (await house.texts())[-1].endswith("call 01632 960 001.")


async def test_a_value_from_the_resident_is_never_a_fact(house: House) -> None:
    reply = message("x", "utter_gateway_reference", values={"reference": "[[council.phone]]"})
    house.rasa.answers["hi"] = [reply]
    await house.write("hi")
    await house.work()
    assert (await house.texts())[-1] == "Your reference is [[council.phone]]. Please keep it."


async def test_text_that_looks_like_an_intent_is_sent_as_text(house: House) -> None:
    for text in ("/restart", '/inform{"uprn": "1"}', " /greet"):
        await house.write(text)
        house.pause()
    await house.work()
    assert all("payload" not in body for body in house.rasa.asked)
    assert [body["text"] for body in house.rasa.asked] == ["/restart", '/inform{"uprn": "1"}', "/greet"]


async def offer(house: House, channel: str = "webchat") -> str:
    buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
    house.rasa.answers["report it"] = [message("Report it?", buttons=buttons)]
    await house.write("report it", channel=channel)
    await house.work()
    return (await house.seen_by(channel=channel))[-1].choices[0].id


async def test_a_choice_we_offered_becomes_its_payload(house: House) -> None:
    choice = await offer(house)
    await house.write(choice=choice)
    await house.work()
    assert house.rasa.asked[-1]["payload"] == "/affirm"
    assert "Yes" in await house.texts()


async def test_a_number_takes_the_last_offer_where_choices_were_sent_as_numbers(house: House) -> None:
    house.phone.parts = 2  # split as SMS is: no buttons left
    await offer(house, "sms")
    await house.write("2", channel="sms")
    await house.work()
    assert house.rasa.asked[-1]["payload"] == "/deny"
    await house.write("1", channel="sms")  # nothing is on offer any more
    await house.work()
    assert house.rasa.asked[-1]["text"] == "1"


async def test_beside_buttons_a_number_is_text_and_a_title_is_the_choice(house: House) -> None:
    await offer(house)
    await house.write("2")  # a house number, for all we know
    await house.work()
    assert house.rasa.asked[-1]["text"] == "2"
    await offer(house)
    await house.write("no")
    await house.work()
    assert house.rasa.asked[-1]["payload"] == "/deny"


@pytest.mark.parametrize("title", ["“No”", "ＮＯ", "n\u200bo", "no\u00a0👎"])
async def test_a_title_is_the_choice_in_whatever_signs_a_phone_puts_round_it(house: House, title: str) -> None:
    await offer(house)
    await house.write(title)
    await house.work()
    assert house.rasa.asked[-1]["payload"] == "/deny"
    assert (await house.seen_by())[-2].text.casefold() == "no"


@pytest.mark.parametrize("number", ["２", "2️⃣", "“2”", "2\u200b", "٢"])
async def test_a_number_is_one_in_whatever_digits_it_is_written(house: House, number: str) -> None:
    house.phone.parts = 2
    await offer(house, "sms")
    await house.write(number, channel="sms")
    await house.work()
    assert house.rasa.asked[-1]["payload"] == "/deny"


async def test_a_choice_of_somebody_elses_conversation_is_refused(house: House) -> None:
    choice = await offer(house)
    with pytest.raises(MessageRefused) as refusal:
        await house.write(choice=choice, who="mallory")
    assert refusal.value.code == "unknown_choice"
    assert await house.seen_by("mallory") == []


async def test_text_is_cleaned_and_cut(house: House) -> None:
    await house.write("a\x00b \ud800 \u202e" + "x" * 5000)
    await house.work()
    first, notice = (await house.seen_by())[:2]
    assert first.text.startswith("ab ? \u202e") and len(first.text) == 4000
    assert "4000" in notice.text and notice.author == "system"


async def test_what_was_understood_is_kept_for_the_desk(house: House) -> None:
    house.rasa.understandings["bins"] = understood("help_menu")
    await house.write("bins")
    await house.work()
    kept = (await house.events("message"))[0].data["understanding"]
    assert kept["intent"] == "help_menu" and kept["ranking"][0]["confidence"] == 0.9
    assert "understanding" not in (await house.seen_by())[0].data
