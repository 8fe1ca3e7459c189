"""Who waits for a person and wants none any more; whoever may still want one keeps their place."""

from __future__ import annotations

import time

import pytest

from language.never_mind import asks_for_a_person, needs_no_person

WISHES = [
    "never mind", "Nevermind", "Never mind!", "oh never mind, thanks", "nvm", "ok never mind then", "forget it",
    "actually forget about it", "don’t worry about it", "don't bother", "leave it", "just leave it there", "cancel",
    "please cancel that", "cancel my request please", "I don't need a person", "I dont need to talk to anyone anymore",
    "no longer need help", "I do not want to speak to a person any more", "a person is not needed",
    "it's no longer needed thanks", "no need", "no need for a person", "No person needed.", "I don't want to wait",
    "I do not want to wait any longer", "Go on without a person", "carry on without anyone", "continue with the bot",
    "I'd like to go on with the assistant", "back to the assistant", "take me back to the bot please",
    "I'll ask the assistant instead", "can i talk to the bot again", "leave the queue", "take me out of the queue",
    "how do I leave the queue?", "I've changed my mind", "I changed my mind, sorry", "I've sorted it myself",
    "we have sorted it out now", "it's sorted now thanks", "all sorted", "no it's ok, never mind", "NEVER MIND 🙂",
    "never​ mind", "dim ots", "dim ots, diolch", "peidiwch â phoeni", "anghofiwch o",
    "does dim angen person arna i mwyach", "dw i ddim eisiau siarad â rhywun bellach", "ymlaen heb berson",
    "never mind I found it", "it's ok, never mind, I've sorted it", "don't bother, it's sorted", "forget it, dim ots",
    "changed my mind", "it doesn't matter", "doesnt matter now, thanks", "not to worry", "scrap that", "ignore that",
    "no need to reply", "leave queue", "let me out of the queue", "sdim ots", "canslwch", "gadewch o",
]  # fmt: skip
STILL_WAITING = [
    "", "ok", "okay thanks", "thanks", "no", "no worries", "no problem, I'll wait", "I don't mind",
    "I do not mind waiting", "never mind, can I talk to someone?", "never mind. will a person answer tomorrow?",
    "never mind the queue, I need somebody", "never mind I will wait", "never mind, I'll wait", "don't worry",
    "don't forget me", "don't leave it too long", "please don't cancel", "do not cancel it", "I need a person",
    "I need to talk to someone", "I don't need a bot, I need a person", "I can't wait any longer",
    "no need to rush", "no need to apologise", "are you there?", "forget it you lot are useless",
    "cancel my direct debit", "I want to cancel my garden waste subscription", "leave it by the gate",
    "is a person coming?", "sorted",
    "it is not sorted", "it's no longer safe here", "I don't need help with bins but with my rent",
    "when is my bin day?",
    "can I speak to the assistant manager", "never mind, I will just end it", "I want to end it all",
    "no longer want to live", "changed my mind about moving house", "my life doesn't matter",
    "never mind I still need a person", "nothing matters",
    "it doesn't matter how long it takes", "do not ignore me", "dwi angen person", "diolch", "iawn",
]  # fmt: skip
WITH_A_QUESTION = {
    "never mind. when is my bin day?": "when is my bin day?",
    "Never mind, how do I pay my council tax": "how do I pay my council tax",
    "forget it - what time does the tip open?": "what time does the tip open?",
    "never mind - when’s my bin day?": "when’s my bin day?",
    "no need. where's the tip": "where's the tip",
    "ok, never mind! I want to report a pothole": "I want to report a pothole",
}


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_no_person(text: str) -> None:
    assert needs_no_person(text) == ""


@pytest.mark.parametrize("text", STILL_WAITING)
def test_whoever_may_want_one_waits_on(text: str) -> None:
    assert needs_no_person(text) is None


@pytest.mark.parametrize(("text", "asked"), WITH_A_QUESTION.items())
def test_a_question_instead(text: str, asked: str) -> None:
    assert needs_no_person(text) == asked


@pytest.mark.parametrize(
    "hostile", ["ok " * 1300, "never mind, " * 300, "thank you " * 90 + "x", ". " * 2000, "its ok " * 20]
)
def test_no_text_takes_long(hostile: str) -> None:
    began = time.process_time()
    needs_no_person(hostile[:4000])
    assert time.process_time() - began < 0.02


@pytest.mark.parametrize(
    "text",
    [
        "a person please",
        "yes a person",
        "Human!",
        "can I speak to someone",
        "I still need a person",
        "get me a human",
        "put me through to a person please",
        "I’d like to talk to somebody",
        "agent",
    ],
)
def test_nothing_but_a_wish_for_a_person(text: str) -> None:
    assert asks_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "can someone tell me when my bin day is",
        "I need someone to empty my bin",
        "is anyone there?",
        "hello",
        "",
        "talk to my landlord",
        "a person fell over in the street",
        "I need a person, my roof leaks",
    ],
)
def test_what_says_more_than_that(text: str) -> None:
    assert not asks_for_a_person(text)
