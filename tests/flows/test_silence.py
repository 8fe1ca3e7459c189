"""Two machines that talk: silence at the limit, nothing lost, danger read, a mark; and no person is silenced."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.database import Database
from bot.database.models import InboundRow
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House


class SameAnswer(dict[str, list[dict[str, Any]]]):
    """Rasa's fake echoes what it does not know, and would be quoting the resident."""

    def get(self, text: str, default: Any = None) -> list[dict[str, Any]]:
        return self[text] if text in self else [message("We have made a note of it.")]


@pytest.fixture(autouse=True)
def answers_the_same(house: House) -> None:
    house.rasa.answers = SameAnswer()


AUTOMATIC = "This is an automated message. We will reply as soon as we can."
CHANNELS = pytest.mark.parametrize("channel", ["sms", "webchat"])


async def answered(house: House, texts: list[str], channel: str = "sms", apart: float = 2.0) -> int:
    """How many messages of ours these drew, one after the other, with some seconds between them."""
    before = len(await ours(house, channel))
    for text in texts:
        await house.write(text, channel=channel)
        await house.work()
        house.time += timedelta(seconds=apart)
    return len(await ours(house, channel)) - before


async def ours(house: House, channel: str = "sms") -> list[str]:
    return [event.text for event in await house.seen_by(channel=channel) if event.author != "resident"]


def quiet(house: House, channel: str = "sms") -> str:
    return house.context.answers.render("utter_gateway_quiet", {}, channel).text


@CHANNELS
async def test_the_same_text_again_and_again(house: House, channel: str) -> None:
    said = await answered(house, ["the gate of our yard is shut for lunch"] * 20, channel, 4)
    assert said == 5, "four answers, and one word that we have stopped"
    assert (await ours(house, channel))[-1] == quiet(house, channel)
    assert len(await house.rows(InboundRow)) == 20, "all of them are kept"
    conversation = await house.conversation()
    assert (conversation.state, conversation.machine) == ("assistant", "repeats")


async def test_nearly_the_same_text(house: House) -> None:
    texts = [f"Yard shut until {hour}:30 on day {hour}. Gate code {hour}A, ask for Bo" for hour in range(10, 30)]
    assert await answered(house, texts) == 5


async def test_six_texts_in_turn(house: House) -> None:
    words = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")
    turn = [f"{word} squad will get to {word} street with the {word} lorry" for word in words]
    assert await answered(house, turn * 10, apart=20) <= 6 * 4 + 1


@CHANNELS
async def test_our_own_words_sent_back(house: House, channel: str) -> None:
    await house.write("hello", channel=channel)
    await house.work()
    for number in range(20):
        house.rasa.answers.clear()
        latest = (await ours(house, channel))[-1]
        reply = (
            f"Number {number}: the {chr(97 + number)}{chr(107 - number % 9)} lorry comes by way of market lane {number}"
        )
        house.rasa.answers[f"You wrote: {latest}"] = [message(reply)]
        house.rasa.answers[latest] = [message(reply)]
        await answered(house, [latest if number else f"You wrote: {latest}"], channel)
    assert len(await ours(house, channel)) < 10


async def test_more_than_anybody_writes(house: House) -> None:
    texts = [" ".join(f"{chr(97 + n % 26)}{chr(97 + k)}{n}x" for k in range(3)) for n in range(60)]
    assert await answered(house, texts, apart=1) == 21, "twenty in a minute, and one word that we have stopped"
    assert (await house.conversation()).machine == "rate"
    house.time += timedelta(minutes=31)
    assert await answered(house, ["when is my bin day"]) == 1, "the silence ends by itself"


async def test_who_presses_buttons_is_faster(house: House) -> None:
    texts = [" ".join(f"{chr(97 + n % 26)}{chr(97 + k)}{n}x" for k in range(3)) for n in range(70)]
    assert await answered(house, texts, "webchat", apart=0.5) == 61


async def test_a_hundred_an_hour(house: House) -> None:
    """A machine that takes its time: one message each ten seconds, each in other words."""
    texts = [" ".join(f"{chr(97 + n % 26)}{chr(97 + k)}{chr(97 + n // 26)}" for k in range(5)) for n in range(130)]
    assert await answered(house, texts, apart=10) <= 101


async def test_a_hasty_person(house: House) -> None:
    texts = ["hi", "its about my bin", "the blue one", "they didnt come", "again", "number 14", "hello?", "hello?"]
    assert await answered(house, texts, apart=5) == 8
    assert (await house.conversation()).machine is None


async def test_a_person_with_many_reports(house: House) -> None:
    """Five forms in an hour, with the same answers to the same questions."""
    form = ["I want to report a pothole", "Mill Lane", "{n}", "yes", "no", "yes", "no thank you"]
    texts = [text.format(n=n) for n in range(4) for text in form]
    assert await answered(house, texts, apart=25) == len(texts)


@CHANNELS
async def test_a_message_that_a_machine_wrote(house: House, channel: str) -> None:
    assert await answered(house, ["hello", AUTOMATIC, AUTOMATIC, "when is my bin day"], channel) == 2
    assert house.rasa.asked[-1]["text"] == "when is my bin day"
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")] * 2
    assert (await house.conversation()).machine == "automatic"


async def test_it_opens_nothing(house: House) -> None:
    assert await answered(house, [AUTOMATIC]) == 0
    conversation = await house.conversation()
    assert (conversation.state, conversation.close_reason) == ("closed", "automatic")
    assert await house.clock("close") == [] and await house.clock("assistant") == []
    assert [event.text for event in await house.seen_by(channel="sms")] == [AUTOMATIC]
    assert await answered(house, ["hello"]) == 1, "a person's message opens a conversation"


@pytest.mark.parametrize("text", [AUTOMATIC, "thanks", "Ok, thank you!"])
async def test_it_reopens_nothing(house: House, text: str) -> None:
    sam = await house.officer()
    conversation = await house.claimed(sam, channel="sms")
    await house.desk.close(conversation, sam, "sorted")
    await house.work()
    before = len(house.phone.sent)
    await answered(house, [text] * 3)
    assert (await house.conversation()).state == "closed"
    assert await house.clock("first_human") == [("began", "handoff"), ("ended", "closed_unanswered")]
    assert len(house.phone.sent) == before
    assert [event.text for event in await house.seen_by(channel="sms")].count(text) == 3, "they are in the thread"
    await answered(house, ["but it is not sorted at all"])
    assert (await house.conversation()).state == "waiting"


async def test_an_officer_owes_a_machine_nothing(house: House) -> None:
    sam = await house.officer()
    conversation = await house.claimed(sam, channel="sms")
    seen = (await house.conversation()).last_number
    await house.desk.reply(conversation, sam, "Your bin comes on Tuesday.", seen=seen)
    await answered(house, [AUTOMATIC])
    assert await house.clock("next_human") == []
    await answered(house, ["and the blue one"])
    assert await house.clock("next_human") == [("began", "message")]


async def test_danger_is_read_in_what_is_not_answered(house: House) -> None:
    crisis = f"{AUTOMATIC} If you are in despair call the Samaritans on 116 123."
    house.rasa.understandings[crisis] = understood("self_harm_crisis", "social_care", urgent=True)
    assert await answered(house, ["hello", *[crisis] * 10]) == 3, "an answer, one signpost, one word about the queue"
    conversation = await house.conversation()
    assert (conversation.state, conversation.urgent) == ("waiting", True)


async def test_danger_beyond_the_limit(house: House) -> None:
    text = "I am writing the very same thing again"
    await answered(house, [text] * 8)
    house.rasa.understandings["he has a knife"] = understood("emergency_999", "other_organisation", urgent=True)
    await answered(house, ["he has a knife"])
    assert (await house.conversation()).urgent


async def test_the_signpost_that_a_waiting_machine_draws(house: House) -> None:
    await house.waits(channel="sms")
    house.rasa.understandings["gone driving, no idea why I live"] = understood("self_harm_crisis", "social_care", True)
    assert await answered(house, ["gone driving, no idea why I live"] * 59, apart=1) == 4
    assert (await house.conversation()).urgent, "one signpost, three kind words, and no more"


async def test_it_is_counted_for_an_address_whatever_becomes_of_its_conversation(house: House) -> None:
    for _ in range(6):
        await answered(house, ["the gate of our yard is shut for lunch"] * 2, "webchat")
        await house.inbox().leave("ours", "ada")
    said = [event.text for event in await house.events("message") if event.author == "assistant"]
    assert len(said) == 4, "though their pages show no chat that was ended"
    assert await answered(house, ["something else altogether"], "webchat") == 1


async def test_another_gateway_counts_on(house: House, database: Database) -> None:
    await answered(house, ["the gate of our yard is shut for lunch"] * 3)
    other = House(database)
    other.time, other._reference, other.rasa.answers = house.time, 1000, SameAnswer()
    assert await answered(other, ["the gate of our yard is shut for lunch"] * 5) == 2
    await other.assistant.http.aclose()


async def test_we_say_once_a_day_that_we_have_stopped(house: House) -> None:
    text = "the gate of our yard is shut for lunch"
    for _ in range(5):
        await answered(house, [text] * 6)
        house.time += timedelta(hours=2)
    assert (await ours(house)).count(quiet(house)) == 1


async def test_thanks_for_thanks(house: House) -> None:
    thanks: list[dict[str, Any]] = [message("You are welcome.", key="utter_thanks")]
    house.rasa.answers |= {"thanks": thanks, "ok": [message("All right.")], "thank you": thanks}
    assert await answered(house, ["thanks", *["thanks", "ok", "thank you", "👍"] * 14], apart=0.5) == 1
    assert (await house.conversation()).machine is None, "a person's thanks are no machine's"
    assert await house.clock("assistant") == [("began", "message"), ("ended", "answered")]
    assert await answered(house, ["thanks, and when is the next one"]) == 1


async def test_thanks_without_end_are_told_once_that_we_have_stopped(house: House) -> None:
    """What we said last is looked for among the latest messages only; beyond them the other limits hold."""
    house.rasa.answers["thanks"] = [message("You are welcome.", key="utter_thanks")]
    assert await answered(house, ["thanks"] * 200, apart=0.5) == 2


async def test_thanks_in_the_middle_of_a_form(house: House) -> None:
    """The form asks again below our answer; and "ok" may be the answer to that."""
    welcome = [message("You are welcome.", key="utter_thanks"), message("Is that right?", key="utter_errand_confirm")]
    house.rasa.answers |= {"thanks": welcome, "cheers": welcome, "ok": [message("Reported.")]}
    assert await answered(house, ["thanks"]) == 2
    assert await answered(house, ["ok"]) == 1, "an answer to the question"
    assert await answered(house, ["thanks"]) == 2
    assert await answered(house, ["thanks", "cheers"] * 6, apart=10) == 0


async def test_a_goodbye_after_thanks_has_its_answer_once(house: House) -> None:
    house.rasa.answers["thanks"] = [message("You are welcome.", key="utter_thanks")]
    house.rasa.answers["bye"] = [message("Goodbye.", key="utter_goodbye")]
    assert await answered(house, ["thanks", *["bye"] * 10, "thanks bye"]) == 2


async def test_a_choice_is_never_taken_for_a_repeat(house: House) -> None:
    house.rasa.answers["menu"] = [message("Which?", buttons=[{"title": "thanks", "payload": "/thanks"}])]
    house.rasa.answers["/thanks"] = [message("Which?", key="utter_thanks", buttons=[])]
    await house.write("menu")
    await house.work()
    choice = (await house.seen_by())[-1].choices[0].id
    for _ in range(8):
        await house.write(choice=choice)
        await house.work()
    assert len(await ours(house, "webchat")) == 9
