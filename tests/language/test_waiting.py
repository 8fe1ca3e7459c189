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
when will someone reply | can anyone help | hello? im still waiting | do you know how long
how long do you normally take | any idea how long ill be waiting | how long do people usually wait
how long am i waiting | are you there?? | r u there
"""
OF_EITHER = """
how long does it take | how long does it usually take tho | when can someone come | how soon can u come out
how long till i hear back | when will i hear back
how long before someone comes to look | how long will it take to fix | how long do u have to reply
"""
WHAT_NEXT = """
what next | I'm safe now, what next | im safe now | what happens now? | ok what do i do now | now what | and then
we are all out of the house | were ok now | what happens next
"""
DETAILS = """
my number is 07700 900123 | 07700900123 | its flat 3 | my name is Sue Jones | FB1 2CD | ring me after 5 on 01632 960001
can someone ring me 07700 900456 | i have to go to work at 2 can someone ring me 07700 900456 | i start work at 2
im at work till 5 | best time is after 6pm | call me back please | my names Sandra Pike 22 Elm Rd FB4 1JJ
my email is sue@example.org | call me on 07700 900123 please | reference is FER-AB12CD | number 12a
"""
THANKS = "thanks | ok | ok thanks | thank you so much | all good"
NUMBER = """
whats the number in case i get cut off | whats ur number | is there a number i can call | can i just ring you
"""
HELP = """
is there any help | is there any help with this | can u help with any of this | what help can i get
"""
NO_MONEY = """
ive got 2 kids and lost my job | i cant afford it | my hours got cut from 30 to 12 | we got no food in
my rents short by 40
"""
TROUBLE = """
no heating and a newborn | 2 kids and im pregnant | there are 3 of us and its freezing | no one cares | im so stressed
"""
SORRY = "sorry | im sorry for going on | sorry to bother you"
QUESTION = """
do i have to give my name | how much do i owe on mine account no 40023318 | does she get the bus free btw its 4 miles
the grass is a disgrace whos in charge of that | my rents due friday what am i meant to do | and i need a form or what
how long does a blue badge take | how long have i got to appeal | can i also ask about my bin | do you take cards
how much do i owe | is the tip open today | what can i do about the rats | plasterboard?
is there anyone who speaks welsh | is there a bin collection tomorrow | and what about the recycling
while im here what bin do pizza boxes go in | he said we have to be out is that right | im on uc if that matters
and if i am not happy with it | im 62 is that too old | can i speak to someone about my bins
when will my bin be collected | is it open on sunday | are you open on christmas eve
"""
TOLD = """
my boiler has been broken for weeks | there are 3 of us and its really cold | she came on tuesday
the landlord says it is not his problem | i have sent the form twice already | it is the blue one not the black one
"""
OTHER = "so annoying | absolute joke"
HOURS = "when are you back | what time are you open till today | what time do you shut | until when are u there"
PERSON = """
can i speak to someone pls | i want to talk to a real person | put me through to someone | agent | human please
"""
CASES = [
    (text.strip(), written)
    for texts, written in (
        (HOW_LONG, Writes.HOW_LONG),
        (OF_EITHER, Writes.HOW_LONG_OF_EITHER),
        (WHAT_NEXT, Writes.WHAT_NEXT),
        (DETAILS, Writes.DETAILS),
        (NUMBER, Writes.NUMBER),
        (HELP, Writes.HELP),
        (NO_MONEY, Writes.NO_MONEY),
        (TROUBLE, Writes.TROUBLE),
        (SORRY, Writes.SORRY),
        (THANKS, Writes.THANKS),
        (QUESTION, Writes.QUESTION),
        (HOURS, Writes.HOURS),
        (PERSON, Writes.PERSON),
        (TOLD, Writes.TOLD),
        (OTHER, Writes.OTHER),
    )
    for line in texts.strip().splitlines()
    for text in line.split("|")
]


@pytest.mark.parametrize(("text", "written"), CASES)
def test_what_a_waiting_resident_writes(text: str, written: Writes) -> None:
    assert writes(text) == written


def test_who_complains_asks_after_the_answer_to_that_and_of_a_place_after_its_hours() -> None:
    assert writes("how long before you reply") is Writes.HOW_LONG
    assert writes("how long before you reply", ("complaint_feedback",)) is Writes.HOW_LONG_OF_EITHER
    assert writes("how long til someone answers", ("complaint_feedback",)) is Writes.HOW_LONG
    assert writes("what time do you close", ("recycling_centre",)) is Writes.QUESTION


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000, "how long " * 600, "is anyone there still " * 200])
def test_long_and_empty_texts_are_read_quickly_and_as_something_else(text: str) -> None:
    assert writes(text) in (Writes.OTHER, Writes.TOLD, Writes.QUESTION)
