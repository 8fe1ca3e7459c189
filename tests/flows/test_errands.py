"""What an errand's form tells the gateway: that a message only answered its question, and what is to be filed."""

from __future__ import annotations

import pytest

from bot.database.models import Conversation, Errand, Handoff, ServiceRequest
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

SAID = "outside my house"
QUESTION = "Could it hurt someone?"
REQUEST = {"kind": "pothole", "topic": "roads", "intent": "pothole_report", "lgsl": "1", "fields": {"size": "large"}}


@pytest.fixture(autouse=True)
def looks_like_danger(house: House) -> None:
    """The words alone are above the threshold of an urgent intent."""
    house.rasa.understandings[SAID] = understood("homelessness_now", "housing", urgent=True)


async def test_an_answer_to_a_question_stays_with_the_assistant(house: House) -> None:
    house.rasa.answers[SAID] = [message(custom={"answered": True}), message(QUESTION)]
    await house.write(SAID)
    await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent) == ("assistant", False)
    assert await house.texts() == [SAID, QUESTION]
    assert await house.rows(Handoff) == [] and await house.events("urgent") == []
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]
    assert await house.rows(Errand) == [], "nobody asked for a home"


async def test_the_same_words_without_that_are_danger(house: House) -> None:
    house.rasa.answers[SAID] = [message(QUESTION)]
    await house.write(SAID)
    await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", True, "housing")
    signpost = house.context.answers.render("utter_homelessness_now", {}, "webchat").text
    assert (await house.texts())[1] == signpost and QUESTION not in await house.texts()
    assert [errand.intent for errand in await house.rows(Errand)] == ["homelessness_now"]


async def test_it_counts_for_one_message_only(house: House) -> None:
    house.rasa.answers[SAID] = [message(custom={"answered": True}), message(QUESTION)]
    await house.write(SAID)
    await house.work()
    house.rasa.answers[SAID] = [message(QUESTION)]
    await house.write(SAID)
    await house.work()
    assert (await house.conversation()).urgent


async def test_a_handover_that_comes_with_it_is_still_carried_out(house: House) -> None:
    handoff = {"reason": "not_understood", "topic": "roads", "intent": None}
    house.rasa.answers[SAID] = [message(custom={"answered": True}), message("Sorry.", custom={"handoff": handoff})]
    await house.write(SAID)
    await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", False, "streets")


async def test_while_a_person_owns_it_no_form_answers(house: House) -> None:
    house.rasa.answers[SAID] = [message(custom={"answered": True}), message(QUESTION)]
    await house.claimed(await house.officer())
    await house.write(SAID)
    await house.work()
    assert (await house.conversation()).urgent and QUESTION not in await house.texts()


async def test_a_reference_follows_the_reply_that_filed_it(house: House) -> None:
    house.rasa.answers["yes"] = [
        message(key="utter_errand_sent", values={"title": "a pothole"}),
        message(custom={"service_request": REQUEST}),
        message(key="utter_errand_back", values={"title": "dumped rubbish"}),
        message("Where is it?"),
    ]
    await house.write("yes")
    await house.work()
    (row,) = await house.rows(ServiceRequest)
    assert await house.texts() == [
        "yes",
        "Thank you. We have passed your report of a pothole to the team.",
        f"Your reference is {row.reference}. Please keep it.",
        "Now back to what you asked about first: dumped rubbish.",
        "Where is it?",
    ]
    assert (row.kind, row.fields, row.queue) == ("pothole", {"size": "large"}, "streets")
    (conversation,) = await house.rows(Conversation)
    assert conversation.state == "assistant"
