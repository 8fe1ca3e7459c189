"""A plain wish to hear no more is one in any words: recorded, and confirmed with the last text that goes."""

from __future__ import annotations

import pytest

from bot.database.models import InboundRow, OptOut
from connectors.messages import DeliveryFailed
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

STOPPED = "You will get no more texts from us. Text START to get them again."


async def sent(house: House) -> list[str]:
    await house.work()
    return [outbound.text for outbound in house.phone.sent]


@pytest.mark.parametrize(
    "text", ["Stop texting me!", "please remove my number", "peidiwch â thecstio fi", "opt out 🛑"]
)
async def test_a_sentence_stops_what_we_send_and_is_confirmed_once(house: House, text: str) -> None:
    await house.write("hello", channel="sms")
    await house.work()
    await house.write(text, channel="sms")
    await house.write("hello again", channel="sms")
    assert await sent(house) == ["You said: hello", STOPPED]
    assert [row.word for row in await house.rows(OptOut)] == [text]
    assert (await house.conversation()).close_reason == "opted_out"
    assert [event.text for event in await house.seen_by(channel="sms") if event.author == "resident"][1] == text


async def test_whoever_has_the_conversation_nothing_is_owed_any_more(house: House) -> None:
    await house.claimed(await house.officer(), channel="sms")
    await house.write("no more texts please", channel="sms")
    assert (await sent(house))[-1] == STOPPED
    assert (await house.conversation()).state == "closed"
    assert await house.clock("first_human") == [("began", "handoff"), ("ended", "resident_left")]
    assert all(row.todo is None for row in await house.rows(InboundRow))


async def test_what_was_queued_before_is_not_sent(house: House) -> None:
    await house.write("hello", channel="sms")
    await house.converse()
    await house.write("dont text me again", channel="sms")
    assert await sent(house) == [STOPPED]


async def test_out_of_the_blue(house: House) -> None:
    await house.write("please unsubscribe me", channel="sms")
    assert await sent(house) == [STOPPED]
    assert (await house.conversation()).state == "closed"


async def test_twice_is_confirmed_once(house: House) -> None:
    await house.write("opt out", channel="sms")
    await house.work()
    await house.write("I said opt out", channel="sms")
    await house.write("opt me out", channel="sms")
    assert await sent(house) == [STOPPED]


async def test_a_carrier_that_has_blocked_us_is_believed(house: House) -> None:
    house.phone.failures = [DeliveryFailed("Twilio 21610", opted_out=True)]
    await house.write("stop please", channel="sms")
    assert await sent(house) == []
    assert [row.status for row in await house.outbox()] == ["failed"]


@pytest.mark.parametrize("confirm", [True, False])
async def test_the_word_alone(house: House, confirm: bool) -> None:
    """A carrier confirms the words it knows; round which there are quotes or a sign, we do."""
    await house.write("hello", channel="sms")
    await house.work()
    await house.inbox("sms").opt_out("ours", "ada", "STOP", confirm=confirm)
    assert await sent(house) == ["You said: hello", *([STOPPED] if confirm else [])]


async def test_starting_again_in_words(house: House) -> None:
    await house.write("start texting me again", channel="sms")
    assert await sent(house) == ["You said: start texting me again"], "nobody had stopped anything"
    await house.write("stop texting me", channel="sms")
    await house.work()
    await house.write("start texting me again", channel="sms")
    assert (await sent(house))[-1].startswith("You will get texts from us again.")
    assert await house.rows(OptOut) == []
    await house.write("when is my bin day", channel="sms")
    assert (await sent(house))[-1] == "You said: when is my bin day"


async def test_no_to_news_about_a_report_is_an_answer(house: House) -> None:
    house.rasa.answers["pothole"] = [message("Shall we send you updates here?", key="utter_errand_updates")]
    await house.write("pothole", channel="sms")
    await house.work()
    await house.write("dont text me", channel="sms")
    assert (await sent(house))[-1] == "You said: dont text me"
    assert await house.rows(OptOut) == []


async def test_the_word_stops_us_whatever_was_asked(house: House) -> None:
    house.rasa.answers["pothole"] = [message("Shall we send you updates here?", key="utter_errand_updates")]
    await house.write("pothole", channel="sms")
    await house.work()
    await house.write("STOP", channel="sms")
    assert (await sent(house))[-1].startswith("You will get no more texts")
    assert len(await house.rows(OptOut)) == 1


async def test_a_page_of_ours_is_not_stopped(house: House) -> None:
    house.rasa.answers["stop messaging me"] = [message("Choose End or save this chat.", key="utter_stop_messages")]
    house.rasa.understandings["stop messaging me"] = understood("stop_messages")
    await house.write("stop messaging me")
    await house.work()
    assert (await house.texts())[-1].startswith("We only write here when you have written")
    assert (await house.conversation()).state == "assistant" and await house.rows(OptOut) == []


@pytest.mark.parametrize(
    ("text", "confidence", "stops"),
    [
        ("sick of my phone buzzing all day, leave it alone", 0.95, True),
        ("sick of my phone buzzing all day, leave it alone", 0.5, False),
        ("how do I end these messages", 0.99, False),
        ("stop sending me letters", 0.99, False),
        ("can these texts be switched off?", 0.99, False),
    ],
)
async def test_as_the_assistant_understands_it(house: House, text: str, confidence: float, stops: bool) -> None:
    house.rasa.answers[text] = [message(key="utter_stop_messages")]
    house.rasa.understandings[text] = understood("stop_messages") | {"confidence": confidence}
    await house.write(text, channel="sms")
    told = await sent(house)
    assert bool(await house.rows(OptOut)) is stops
    assert told == [STOPPED] if stops else "text the word STOP" in told[0]
