"""What a message is that somebody writes while they wait for a person."""

from __future__ import annotations

import pytest

from language.waiting import Writes, writes

HOW_LONG = """
how long | how long will it be | how much longer? | how long do i have to wait | how long til someone answers me
is anyone there | hello?? | ? | ??? | anyone | u there | are you still there? | any update? | is there anybody there
still waiting | been waiting an hour | ive been waiting 20 mins is anyone there | this is taking ages | come on
where am i in the queue | whats my place in the queue | how many people are ahead of me | am i still in the queue
there is still nobody | still nobody | no one has replied | have you forgotten me | has anyone seen my message
when will someone reply | when will i hear back | can anyone help | hello? im still waiting | do you know how long
"""
WHAT_NEXT = """
what next | I'm safe now, what next | im safe now | what happens now? | ok what do i do now | now what | and then
we are all out of the house | were ok now | what happens next
"""
DETAILS = """
my number is 07700 900123 | 07700900123 | its flat 3 | my name is Sue Jones | FB1 2CD | ring me after 5 on 01632 960001
my email is sue@example.org | call me on 07700 900123 please | reference is FER-AB12CD | number 12a
"""
THANKS = "thanks | ok | ok thanks | thank you so much | all good"
QUESTION = """
how long does a blue badge take | how long have i got to appeal | can i also ask about my bin | do you take cards
is there any help | how much do i owe | is the tip open today | what can i do about the rats | plasterboard?
is there anyone who speaks welsh | is there a bin collection tomorrow | and what about the recycling
when will my bin be collected | is it open on sunday | are you open on christmas eve
"""
OTHER = """
my boiler has been broken for weeks | ive got 2 kids and lost my job | there are 3 of us and its really cold
the landlord says it is not his problem | i have sent the form twice already | it is the blue one not the black one
"""
CASES = [
    (text.strip(), written)
    for texts, written in (
        (HOW_LONG, Writes.HOW_LONG),
        (WHAT_NEXT, Writes.WHAT_NEXT),
        (DETAILS, Writes.DETAILS),
        (THANKS, Writes.THANKS),
        (QUESTION, Writes.QUESTION),
        (OTHER, Writes.OTHER),
    )
    for line in texts.strip().splitlines()
    for text in line.split("|")
]


@pytest.mark.parametrize(("text", "written"), CASES)
def test_what_a_waiting_resident_writes(text: str, written: Writes) -> None:
    assert writes(text) == written


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000, "how long " * 600, "is anyone there still " * 200])
def test_long_and_empty_texts_are_read_quickly_and_as_something_else(text: str) -> None:
    assert writes(text) in (Writes.OTHER, Writes.QUESTION)
