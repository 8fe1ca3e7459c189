"""Danger is read whoever owns the conversation: the signpost at once, the front of the topic's queue, a mark."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.database.models import Conversation, Handoff, ServiceRequest
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

DANGER = "he hits me"


@pytest.fixture(autouse=True)
def knows_danger(house: House) -> None:
    """The assistant understands what is wrong, whether in a dialogue or when it only reads."""
    house.rasa.understandings[DANGER] = understood("domestic_abuse", "social_care", urgent=True)


def signpost(house: House, channel: str = "webchat") -> str:
    return house.context.answers.render("utter_domestic_abuse", {}, channel).text


async def urgent_marks(house: House) -> list[object]:
    return [event.data["intent"] for event in await house.events("urgent")]


async def test_while_waiting(house: House) -> None:
    await house.waits("ben", topic="social_care")
    await house.waits(topic="waste")
    await house.write(DANGER)
    await house.work()
    ada = await house.conversation(2)
    assert (ada.state, ada.urgent, ada.queue) == ("waiting", True, "care")
    assert (await house.texts())[-1] == signpost(house)
    assert await urgent_marks(house) == ["domestic_abuse"]
    assert await house.clock("first_human", 2) == [("began", "handoff"), ("moved", "transferred")]
    standing = await house.inbox().standing("ours", "ada")
    assert standing.waiting is not None and standing.waiting.position == 1, "before Ben, who came first"


async def test_with_an_officer(house: House) -> None:
    sam = await house.officer()
    await house.claimed(sam)
    version = (await house.conversation()).version
    await house.write(DANGER)
    await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.officer_id, conversation.urgent) == ("officer", sam.id, True)
    assert (conversation.queue, conversation.version) == ("waste", version), "it stays with its officer"
    assert (await house.texts())[-1] == signpost(house)
    assert await urgent_marks(house) == ["domestic_abuse"]


async def test_the_officers_clock_goes_on_after_a_signpost(house: House) -> None:
    await house.claimed(await house.officer())
    await house.write(DANGER)
    await house.work()
    assert await house.clock("first_human") == [("began", "handoff")]


async def test_while_waiting_because_the_assistant_was_down(house: House) -> None:
    house.rasa.mode = "down"
    await house.write("hello")
    await house.work()
    await house.later(61)
    await house.write(DANGER)
    await house.work()
    assert await urgent_marks(house) == []
    house.rasa.mode = "ready"
    await house.later(20)
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", True, "care")
    assert signpost(house) in await house.texts()


async def test_the_dialogue_hands_it_over(house: House) -> None:
    handoff = {"reason": "urgent", "topic": "social_care", "intent": "domestic_abuse"}
    house.rasa.answers[DANGER] = [message(key="utter_domestic_abuse"), message(custom={"handoff": handoff})]
    await house.write(DANGER)
    await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", True, "care")
    texts = await house.texts()
    assert texts.count(signpost(house)) == 1 and "front of the queue" in texts[-1]


async def test_only_who_is_there_is_told_of_the_front_of_the_queue(house: House) -> None:
    handoff = {"reason": "urgent", "topic": "social_care", "intent": "domestic_abuse"}
    house.rasa.answers[DANGER] = [message(key="utter_domestic_abuse"), message(custom={"handoff": handoff})]
    told = {}
    for who in ("ben", "ada"):
        await house.write(DANGER, who=who)
        await house.work()
        told[who] = (await house.texts(who))[-1]
    assert "front of the queue" in told["ben"] and "in the queue." not in told["ben"]
    assert "front of the queue" not in told["ada"] and "You are second in the queue." in told["ada"]
    standing = await house.inbox().standing("ours", "ada")
    assert standing.waiting is not None and standing.waiting.said in told["ada"], "the page says the same"


async def test_in_the_middle_of_a_form_that_did_not_notice(house: House) -> None:
    house.rasa.answers[DANGER] = [message("That is not a postcode. What is your postcode?")]
    await house.write(DANGER)
    await house.work()
    texts = await house.texts()
    assert texts[1] == signpost(house), "first whom to call now"
    assert not any("postcode" in text for text in texts)
    (handoff,) = await house.rows(Handoff)
    assert (handoff.reason, handoff.queue, handoff.intent) == ("urgent", "care", "domestic_abuse")


async def test_a_form_that_was_finished_by_it_is_still_filed(house: House) -> None:
    request = {"kind": "missed_bin", "topic": "waste", "intent": "missed_bin_report", "lgsl": "524", "fields": {}}
    house.rasa.answers[DANGER] = [message("Reported.", custom={"service_request": request})]
    await house.write(DANGER)
    await house.work()
    assert len(await house.rows(ServiceRequest)) == 1
    assert (await house.conversation()).urgent


async def test_a_choice_of_ours_is_never_danger(house: House) -> None:
    house.rasa.answers["menu"] = [message("Which?", buttons=[{"title": "Abuse", "payload": "/domestic_abuse"}])]
    house.rasa.understandings["/domestic_abuse"] = understood("domestic_abuse", "social_care", urgent=True)
    await house.write("menu")
    await house.work()
    await house.write(choice=(await house.seen_by())[-1].choices[0].id)
    await house.work()
    assert (await house.conversation()).state == "assistant"


async def test_a_text_that_was_not_read_before_the_chat_was_ended_brings_it_back(house: House) -> None:
    house.rasa.mode = "down"
    await house.write(DANGER)
    await house.work()
    await house.inbox().leave("ours", "ada")
    house.rasa.mode = "ready"
    await house.later(20)
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", True, "care")
    assert signpost(house) in await house.texts()
    assert await house.clock("close") == [("began", "message"), ("ended", "closed"), ("began", "reopened")]


async def test_the_residents_new_conversation_takes_the_alarm(house: House) -> None:
    house.rasa.mode = "down"
    await house.write(DANGER)
    await house.work()
    await house.inbox().leave("ours", "ada")
    await house.write("hello again")
    house.rasa.mode = "ready"
    await house.later(20)
    old, new = sorted(await house.rows(Conversation), key=lambda row: row.id)
    assert (old.state, new.state, new.urgent) == ("closed", "waiting", True)
    numbers = [event.number for event in await house.seen_by()]
    assert numbers == sorted(set(numbers)), "one line of numbers over both"


async def test_an_urgent_intent_without_words_of_ours_still_goes_to_the_front(house: House) -> None:
    house.rasa.understandings["boom"] = understood("newer_than_we_are", "social_care", urgent=True)
    await house.waits()
    await house.write("boom")
    await house.work()
    assert (await house.conversation()).urgent


@pytest.mark.parametrize(
    ("subtopic", "key"),
    [("gas", "utter_emergency_999_gas"), ("water", "utter_emergency_999_water"), ("bees", "utter_emergency_999")],
)
async def test_the_kind_of_emergency_that_was_named_is_answered(house: House, subtopic: str, key: str) -> None:
    """While staff own the conversation, and when a form had the floor."""
    named = [{"entity": "subtopic", "value": subtopic, "start": 0, "end": 9}]
    emergency = understood("emergency_999", "other_organisation", urgent=True) | {"entities": named}
    house.rasa.understandings["it's here"] = emergency
    said = house.context.answers.render(key, {}, "webchat").text
    await house.write("it's here")
    await house.work()
    assert said in await house.texts(), "a form had the floor: the dialogue only echoed"
    assert (await house.conversation()).state == "waiting"
    await house.waits("ben")
    await house.write("it's here", "ben")
    await house.work()
    assert (await house.texts("ben")).count(said) == 1, "while waiting for a person"


async def test_a_signpost_is_given_once_and_another_danger_has_its_own(house: House) -> None:
    house.rasa.understandings["I cannot go on"] = understood("self_harm_crisis", "social_care", urgent=True)
    other = house.context.answers.render("utter_self_harm_crisis", {}, "webchat").text
    await house.waits()
    for text in (DANGER, DANGER, "I cannot go on", DANGER, "I cannot go on"):
        await house.write(text)
        await house.work()
    texts = await house.texts()
    assert texts.count(signpost(house)) == 1 and texts.count(other) == 1
    assert await urgent_marks(house) == ["domestic_abuse", "self_harm_crisis"]
    assert (await house.conversation()).urgent


async def test_what_the_dialogue_said_is_not_said_again_while_waiting(house: House) -> None:
    handoff = {"reason": "urgent", "topic": "social_care", "intent": "domestic_abuse"}
    house.rasa.answers[DANGER] = [message(key="utter_domestic_abuse"), message(custom={"handoff": handoff})]
    for _ in range(3):
        await house.write(DANGER)
        await house.work()
    assert (await house.texts()).count(signpost(house)) == 1


async def test_a_conversation_that_was_closed_and_is_taken_up_again_is_told_again(house: House) -> None:
    sam = await house.officer()
    conversation = await house.claimed(sam)
    await house.write(DANGER)
    await house.work()
    await house.desk.close(conversation, sam, "sorted")
    house.time += timedelta(days=1)
    await house.write(DANGER)
    await house.work()
    assert (await house.texts()).count(signpost(house)) == 2


MAYBE = "I do not see the point of any of it"


YES = {"title": "Yes", "payload": "/affirm"}


async def back_with_assistant(house: House) -> None:
    """An officer claims the conversation and hands it back."""
    conversation = await house.conversation()
    await house.desk.claim(conversation.id, sam := await house.officer())
    await house.desk.hand_back(conversation.id, sam)


def help_line(house: House) -> str:
    return house.context.answers.render("utter_possible_self_harm_crisis", {}, "webchat").text


@pytest.fixture
def may_be_danger(house: House) -> None:
    """Something that may be danger, and is answered for what else it is."""
    house.rasa.understandings[MAYBE] = understood(
        "complaint_feedback", "contact_governance", possible="self_harm_crisis"
    )
    house.rasa.answers[MAYBE] = [message("We are sorry."), message("Is it about a bin?", buttons=[YES])]


@pytest.mark.usefixtures("may_be_danger")
async def test_possible_danger_is_answered_with_one_line_of_help_below_and_moves_nobody(house: House) -> None:
    for _ in range(3):
        await house.write(MAYBE)
        await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent) == ("assistant", False)
    replies = [event for event in await house.seen_by() if event.author == "assistant"]
    asked = "Is it about a bin?"
    assert [event.text for event in replies] == [
        "We are sorry.",
        f"{asked}\n\n{help_line(house)}",
        *["We are sorry.", asked] * 2,
    ]
    assert [len(event.choices) for event in replies] == [0, 1] * 3, "the line stands above the choices"
    assert [event.data["intent"] for event in await house.events("possible_danger")] == ["self_harm_crisis"]
    assert await urgent_marks(house) == []


@pytest.mark.usefixtures("may_be_danger")
async def test_possible_danger_is_only_marked_while_people_have_it(house: House) -> None:
    await house.waits()
    said = await house.texts()
    for _ in range(2):
        await house.write(MAYBE)
        await house.work()
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent, conversation.queue) == ("waiting", False, "waste")
    heard = [text for text in await house.texts() if text != MAYBE]
    new = heard[len(said) :]
    assert heard[: len(said)] == said and new[0].startswith("Whoever answers you will read that too.")
    assert not any("116 123" in text for text in new), "no helpline"
    assert [event.data["intent"] for event in await house.events("possible_danger")] == ["self_harm_crisis"]


@pytest.mark.usefixtures("may_be_danger")
async def test_who_was_only_given_the_line_is_given_the_signpost_once_it_is_sure(house: House) -> None:
    house.rasa.understandings["I cannot go on"] = understood("self_harm_crisis", "social_care", urgent=True)
    for text in (MAYBE, "I cannot go on"):
        await house.write(text)
        await house.work()
    assert house.context.answers.render("utter_self_harm_crisis", {}, "webchat").text in await house.texts()
    assert (await house.conversation()).urgent


@pytest.mark.usefixtures("may_be_danger")
async def test_who_was_given_the_signpost_needs_no_line_of_help(house: House) -> None:
    house.rasa.understandings["I cannot go on"] = understood("self_harm_crisis", "social_care", urgent=True)
    await house.write("I cannot go on")
    await house.work()
    await back_with_assistant(house)
    await house.write(MAYBE)
    await house.work()
    texts = await house.texts()
    assert "Is it about a bin?" in texts and not any(help_line(house) in text for text in texts)


async def test_a_signpost_is_not_repeated_when_the_assistant_has_the_conversation_again(house: House) -> None:
    """It goes to the front again, which is what the resident is told."""
    handoff = {"reason": "urgent", "topic": "social_care", "intent": "domestic_abuse"}
    house.rasa.answers[DANGER] = [message(key="utter_domestic_abuse"), message(custom={"handoff": handoff})]
    await house.write(DANGER)
    await house.work()
    await back_with_assistant(house)
    await house.write(DANGER)
    await house.work()
    texts = await house.texts()
    assert texts.count(signpost(house)) == 1 and "front of the queue" in texts[-1]
    assert (await house.conversation()).state == "waiting"
