"""What residents say about the form that they fill in; what only looks like it is an answer."""

from __future__ import annotations

import pytest

from language.steering import Steer, steer
from tests.language.tables import each

WISHES = {
    Steer.SO_FAR: """
        what do you have so far | what have you got | whats so far | what have i told you | can you read it back
        wait what have you got so far | show me what you have | summary please | where are we | remind me what i said
    """,
    Steer.BACK: """
        go back | can we go back a step | back | previous question | i pressed the wrong button | I made a mistake
        no go back | change my last answer | that was wrong | go to the previous question please | ok back
    """,
    Steer.RESTART: "start again | can we start again please | restart | start over",
    Steer.SKIP: """
        skip | skip this | pass | id rather not say | i dont want to say | next question | prefer not to say
        none of your business | next
    """,
    Steer.SEND: """
        just send it | go ahead | yes submit | submit | thats all send it | can you just send it please | ok send it
        cant you just report it | go ahead and send it | done
    """,
    Steer.LEAVE: """
        cancel | forget it | stop | forget it, start again | i dont want to do this anymore | never mind | i give up
        actually forget it, cancel
    """,
}
ANSWERS = each("""
    by the back of the shop | send updates | next to the shop | stop it barking | back of the co-op | at the back | yes
    i want to go back and change the street | what do you need | start of the road | no thanks | the bus stop
    pass road
    end of mill lane | how much is it | 14 mill lane | a bin that was left | the last one | leave it by the gate
""")


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WISHES.items() for text in each(texts)])
def test_a_wish_about_the_form(kind: Steer, text: str) -> None:
    assert steer(text) is kind


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_none(text: str) -> None:
    assert steer(text) is None
