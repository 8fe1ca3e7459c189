"""Waiting is not silence: what can be answered for sure is, everything else is acknowledged once, and nothing of the
wait changes by either."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.council.file import Limits
from bot.database.models import ClockRow, Errand, EventRow, Handoff, InboundRow, ServiceRequest
from connectors.messages import Attachment
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

COST, ASKED = "It costs £38.", "how much is a garden bin"
MEANWHILE = f"While you wait: {COST}"
KEPT, PLACE = "Whoever answers you will read that too", "You are still in the queue"


@pytest.fixture
def sure(house: House) -> House:
    """The assistant knows one thing for sure."""
    house.rasa.sure[ASKED] = [message(COST)]
    return house


async def standing(house: House) -> dict[str, Any]:
    """All of a wait that a text of ours must not change."""
    row, handoffs = await house.conversation(), await house.rows(Handoff)
    clock = [each for each in await house.rows(ClockRow) if each.kind != "delivery"]
    return {
        "conversation": (row.state, row.queue, row.version, row.spell, row.urgent, row.handoff_id),
        "handoffs": [(each.id, each.reason, each.ended_at) for each in handoffs],
        "clock": [(each.kind, each.what, each.cause, each.at) for each in clock],
        "side effects": (len(await house.rows(ServiceRequest)), len(await house.rows(Errand))),
    }


async def owed(house: House) -> list[int]:
    return sorted(row.number for row in await house.rows(InboundRow) if row.settled is None)


async def said(house: House, text: str, who: str = "ada", channel: str = "webchat") -> list[str]:
    """What came in answer to this message."""
    before = len(await house.texts(who, channel))
    await house.write(text, who, channel)
    await house.work()
    return (await house.texts(who, channel))[before + 1 :]


async def test_a_sure_answer_is_said_and_nothing_of_the_wait_changes(sure: House) -> None:
    await sure.waits()
    before = await standing(sure)
    assert await said(sure, ASKED) == [MEANWHILE]
    assert await standing(sure) == before
    assert len(await owed(sure)) == 1, "the officer still owes an answer"
    (told,) = [event for event in await sure.events("message") if event.text == MEANWHILE]
    assert (told.author, told.data["while_waiting"]) == ("assistant", "answer")


async def test_what_is_not_sure_is_acknowledged_in_other_words_each_time_and_then_kept(house: House) -> None:
    await house.waits()
    before = await standing(house)
    assert await said(house, "my boiler is broken as well") == [f"{KEPT}."], "their place was told just before"
    told = ["the man came on tuesday", "he said it is the pump", "it was new in 2019", "it stands in the loft"]
    heard = [text for each in told for text in await said(house, each)]
    assert len(set(heard)) == 4 and not any("queue" in text for text in heard)
    assert await said(house, "it is all a bit much") == []
    assert await standing(house) == before
    assert len(await owed(house)) == 6


async def test_a_while_later_the_place_is_told_with_it(house: House) -> None:
    await house.waits()
    house.time += timedelta(minutes=5)
    (first,) = await said(house, "my boiler is broken as well")
    assert first.startswith(KEPT) and "You are first in the queue" in first


async def test_who_asks_for_a_person_once_more_is_in_the_queue_already(house: House) -> None:
    await house.waits()
    (first,) = await said(house, "can i speak to someone pls")
    assert first.startswith("You are already in the queue for a person") and "You are first in the queue" in first
    (again,) = await said(house, "i need a real person")
    assert again.startswith(PLACE)


async def test_who_asks_how_long_is_told_their_place_and_never_in_the_same_words(house: House) -> None:
    await house.waits()
    heard = [*await said(house, "how long"), *await said(house, "is anyone there")]
    assert all("first in the queue" in text for text in heard) and len(set(heard)) == 2
    assert await said(house, "hello??") == [], "no oftener than twice a minute"
    house.time = house.time.replace(minute=house.time.minute + 2)
    assert len(await said(house, "?")) == 1


async def test_every_kind_of_message_has_its_word(house: House) -> None:
    await house.waits()
    assert await said(house, "my number is 07700 900123") == ["Thank you, the officer who answers you will see that."]
    assert await said(house, "its flat 3") == ["Thank you, we have noted that too, for the officer who answers you."]
    assert (await said(house, "what happens next"))[0].startswith("What happens next: ")
    assert (await said(house, "do you even know my landlord"))[0].startswith(KEPT)
    assert await said(house, "can you look at my rent?") == [
        "That is one for the person who answers you: we have kept your question for them."
    ]
    assert await said(house, "ok thanks") == []


async def test_after_danger_the_resident_hears_what_happens_next(house: House) -> None:
    house.rasa.understandings["I can smell gas"] = understood("gas_leak", "emergencies", urgent=True)
    house.rasa.understandings["the smell is stronger"] = understood("gas_leak", "emergencies", urgent=True)
    await house.waits()
    await said(house, "I can smell gas")
    assert (await house.conversation()).urgent
    house.rasa.understandings["im safe now, what next"] = understood("self_harm_crisis", "social_care", urgent=True)
    (next_step,) = await said(house, "im safe now, what next")
    assert next_step.startswith("Thank you for telling us. A person reads this before")
    (again,) = await said(house, "the smell is stronger")
    assert "call 999" in again, "known danger gets no second signpost, and no silence"


async def test_danger_goes_before_any_answer(sure: House) -> None:
    sure.rasa.understandings[ASKED] = understood("gas_leak", "emergencies", urgent=True)
    await sure.waits()
    heard = await said(sure, ASKED)
    assert MEANWHILE not in heard and (await sure.conversation()).urgent


async def test_an_officer_who_claims_meanwhile_is_not_talked_over(sure: House) -> None:
    await sure.waits()
    sam = await sure.officer()
    sure.rasa.read_delay = 0.5
    await sure.write(ASKED)
    await sure.turns.start_due()
    await sure.desk.claim(1, sam)
    await sure.turns.finish()
    await sure.work()
    assert MEANWHILE not in await sure.texts()
    assert await said(sure, ASKED) == [], "nor while the officer has it"


async def test_twenty_claims_race_twenty_answers(house: House) -> None:
    house.rasa.sure[ASKED] = [message(COST)]
    sam = await house.officer()
    for number in range(20):
        await house.waits(f"resident {number}")
        await house.write(ASKED, who=f"resident {number}")
    await house.turns.start_due()
    await asyncio.gather(house.turns.finish(), *(house.desk.claim(number, sam) for number in range(1, 21)))
    for number in range(1, 21):
        events = [row for row in await house.rows(EventRow) if row.conversation_id == number]
        claimed = next(row.number for row in events if row.data.get("officer"))
        assert all(row.number < claimed for row in events if row.text == MEANWHILE)
        assert (await house.conversation(number)).state == "officer"


async def test_an_assistant_that_is_away_or_fails_reads_for_danger_as_before(sure: House) -> None:
    await sure.waits()
    sure.rasa.mode = "error"
    assert await said(sure, ASKED) == []
    assert [row.todo for row in await sure.rows(InboundRow)] == [None, None], "it was read all the same"


async def test_a_hand_back_does_not_ask_again_what_was_answered_meanwhile(sure: House) -> None:
    await sure.waits()
    await said(sure, ASKED)
    await said(sure, "my boiler is broken")
    sam = await sure.officer()
    await sure.desk.claim(1, sam)
    await sure.desk.hand_back(1, sam)
    await sure.work()
    assert [body["text"] for body in sure.rasa.asked[1:]] == ["my boiler is broken"]
    assert await owed(sure) == []


async def test_on_a_phone_nothing_is_said_once_the_days_texts_are_used_up(sure: House) -> None:
    await sure.waits(channel="sms")
    assert await said(sure, ASKED, channel="sms") == [MEANWHILE]
    sure.council.limits = Limits(texts_a_day={"sms": 1})
    assert await said(sure, ASKED, channel="sms") == []
    assert {row.status for row in await sure.outbox()} == {"sent"}, "and nothing failed for it"
    assert all(row.todo is None for row in await sure.rows(InboundRow)), "it was read for danger"


async def test_a_machines_messages_are_not_acknowledged(house: House) -> None:
    await house.waits(channel="sms")
    assert await said(house, "Automatic reply: I am driving and will answer later.", channel="sms") == []


async def test_a_choice_below_an_answer_can_be_taken_while_waiting(house: House) -> None:
    button = {"title": "1 Barley Mow Lane", "payload": '/inform{"uprn": "1"}'}
    house.rasa.sure["bin day"] = [message("Which address?", buttons=[button])]
    house.rasa.sure[button["payload"]] = [message("Wednesday.")]
    await house.waits(channel="sms")
    assert await said(house, "bin day", channel="sms") == ["While you wait: Which address?"]
    assert await said(house, "1 Barley Mow Lane", channel="sms") == ["While you wait: Wednesday."]
    assert (await house.conversation()).state == "waiting"


async def test_a_picture_is_acknowledged_like_details(house: House) -> None:
    await house.waits()
    before = len(await house.texts())
    await house.write(None, attachments=(Attachment("https://files.example/1", "image/png"),))
    await house.work()
    assert (await house.texts())[before + 1 :] == ["Thank you, the officer who answers you will see that."]


async def test_what_was_just_said_is_not_said_again_to_another_question(house: House) -> None:
    for text, likeness in (("who do i tell", 0.9), ("do i get money off", 0.6), ("who else do i tell", 0.9)):
        house.rasa.sure[text] = [message(COST, "utter_bin_order_cost")]
        house.rasa.understandings[text] = understood("bin_order", "waste") | {"likeness": likeness}
    await house.waits()
    assert [text.startswith("While you wait:") for text in await said(house, "who do i tell")] == [True]
    assert (await said(house, "do i get money off"))[0].startswith(KEPT)
    assert [text.startswith("While you wait:") for text in await said(house, "who else do i tell")] == [True]
