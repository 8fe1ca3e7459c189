"""A waiting resident who wants no person any more is with the assistant again, on every channel."""

from __future__ import annotations

import pytest

from bot.database.models import InboundRow
from bot.ownership import WITHOUT_PERSON_TITLE
from connectors.messages import MessageRefused
from tests.fakes.assistant import understood
from tests.flows.conftest import House

BACK_WITH_ASSISTANT = (
    "You are no longer in the queue. The assistant is answering you. Ask for a person whenever you want one."
)


async def offered(house: House, channel: str = "sms") -> str:
    """The id of the choice below the wait."""
    return next(
        c.id for e in await house.seen_by(channel=channel) for c in e.choices if c.title == WITHOUT_PERSON_TITLE
    )


@pytest.mark.parametrize("channel", ["sms", "webchat"])
@pytest.mark.parametrize(
    "words", ["never mind", "Never mind, thanks", "I don’t need a person any more", WITHOUT_PERSON_TITLE]
)
async def test_said_in_words(house: House, channel: str, words: str) -> None:
    await house.waits(channel=channel)
    asked = len(house.rasa.asked)
    await house.write(words, channel=channel)
    await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.handoff_id, conversation.spell) == ("assistant", None, 2)
    assert await house.clock("first_human") == [("began", "handoff"), ("ended", "handed_back")]
    assert await house.clock("claim") == [("began", "handoff"), ("ended", "handed_back")]
    assert (await house.texts(channel=channel))[-1] == BACK_WITH_ASSISTANT
    assert len(house.rasa.asked) == asked, "the wish is done with"
    assert [row.settled is None for row in await house.rows(InboundRow)] == [False, False]


async def test_pressed_below_the_wait(house: House) -> None:
    await house.waits(channel="sms")
    await house.write(choice=await offered(house), channel="sms")
    assert (await house.conversation()).state == "assistant"
    assert (await house.texts(channel="sms"))[-2:] == [WITHOUT_PERSON_TITLE, BACK_WITH_ASSISTANT]


async def test_a_page_of_ours_offers_it_by_itself(house: House) -> None:
    await house.waits()
    assert [event.choices for event in await house.seen_by()] == [()] * 3


async def test_pressed_late_it_changes_nothing_and_reaches_no_dialogue(house: House) -> None:
    await house.waits(channel="sms")
    choice = await offered(house)
    await house.write("never mind", channel="sms")
    asked = len(house.rasa.asked)
    await house.write(choice=choice, channel="sms")
    await house.work()
    assert (len(house.rasa.asked), (await house.conversation()).spell) == (asked, 2)
    assert await house.clock("assistant") == [("began", "message"), ("ended", "handed_off")]


async def test_what_was_asked_meanwhile_and_beside_it_is_answered(house: House) -> None:
    await house.waits()
    await house.write("it is about my brown bin")
    await house.write("never mind. when is my bin day?")
    await house.work()
    assert (await house.texts())[-2:] == [
        "You said: it is about my brown bin",
        "You said: never mind. when is my bin day?",
    ]
    assert (await house.clock("assistant"))[-2:] == [("began", "handed_back"), ("ended", "answered")]


async def test_a_person_asked_for_once_more_while_waiting_is_taken_back_too(house: House) -> None:
    await house.waits()
    await house.write("a person, please")
    await house.write("it is about my brown bin")
    await house.write("never mind")
    asked = len(house.rasa.asked)
    await house.work()
    assert len(house.rasa.asked) == asked + 1 and (await house.conversation()).state == "assistant"
    assert (await house.texts())[-1] == "You said: it is about my brown bin"
    assert all(row.settled is not None for row in await house.rows(InboundRow))


async def test_an_officer_who_has_claimed_reads_it_as_words(house: House) -> None:
    await house.claimed(await house.officer(), channel="sms")
    await house.write("never mind", channel="sms")
    await house.write(choice=await offered(house), channel="sms")
    await house.work()
    assert (await house.conversation()).state == "officer"


async def test_who_may_be_in_danger_stays_in_front_until_a_person_has_looked(house: House) -> None:
    house.rasa.understandings["help"] = understood("domestic_abuse", "social_care", urgent=True)
    await house.write("help", channel="sms")
    await house.work()
    await house.write("never mind", channel="sms")
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent) == ("waiting", True)
    assert "a person will still look at it" in (await house.texts(channel="sms"))[-1]
    assert not any(event.choices for event in await house.seen_by(channel="sms"))


async def test_a_choice_that_was_never_offered_is_refused(house: House) -> None:
    await house.waits()
    with pytest.raises(MessageRefused):
        await house.write(choice="3.1")


async def test_after_it_silence_closes_and_a_person_can_be_asked_for_again(house: House) -> None:
    await house.waits()
    await house.write("never mind")
    await house.waits()
    assert (await house.conversation()).state == "waiting"
    await house.write("never mind")
    await house.later(25 * 3600)
    assert (await house.conversation()).state == "closed"


async def test_a_form_that_the_assistant_failed_in_goes_on(house: House) -> None:
    house.rasa.open_errand = "pothole_report"
    await house.write("there is a pothole")
    await house.work()
    house.rasa.mode = "error"
    await house.write("on Mill Lane")
    await house.work()
    assert (await house.conversation()).state == "waiting"
    house.rasa.mode = "ready"
    await house.write("never mind")
    await house.work()
    assert house.rasa.asked[-1]["dialogue"] == "there is a pothole" and "returned" not in house.rasa.asked[-1]
