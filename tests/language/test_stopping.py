"""A plain wish to hear no more is one in any words; a wish that something else may stop is none."""

from __future__ import annotations

import time

import pytest

from language.stopping import start_word, stop_word, wants_to_start, wants_to_stop
from tests.language.tables import each

WORDS = each("""
STOP | stop | “STOP” | STOP 🛑 | 'Stop' | Stop. | stop... | STOP!!! | s\u200btop | ＳＴＯＰ | (stop) | *STOP* | \tstop\n
StOp 🙏🏽 | stopall | UNSUBSCRIBE | Cancel | END. | quit | Revoke | OPTOUT | STOPIO | stopio!
""")
SENTENCES = each("""
stop texting me | Stop texting me!! | please stop texting me | STOP TEXTING ME | can you stop texting me please
stop messaging me | stop sending me texts | stop sending these messages | stop sending me text messages
stop all texts | stop the texts please | stop contacting me | just stop texting | please stop | stop please
stop stop stop | STOP NOW | opt out | Opt-out | opt me out | i want to opt out | opt out please
I would like to opt out of these texts | unsubscribe me | please unsubscribe | unsubscribe from these messages
please remove my number | remove my number from your list | remove me from your list | take me off your list
take my number off your list please | delete my number | no more texts please | no more messages
dont text me again | don't text me | Don’t text me again | do not text me any more | do not contact me again
do not send me any more texts | dont message me anymore | never text me again | I don't want any more texts
i dont want these messages | I no longer want texts from you | I do not want to receive any more messages
I don't want to hear from you again | I do not wish to be contacted | cancel text alerts | turn off these texts
pls dont text this number | stop spamming me | quit texting me | no more sms from the council thanks
peidiwch â thecstio | Peidiwch a thecstio fi eto | peidiwch ag anfon mwy o negeseuon ataf | dim mwy o negeseuon
dim rhagor o negeseuon os gwelwch yn dda | stopiwch decstio fi | stopiwch anfon negeseuon
tynnwch fy rhif oddi ar eich rhestr | peidiwch â chysylltu â fi eto | optio allan | plis stopiwch | dad-danysgrifio
STOP ALL | stop-all | S T O P | S.T.O.P. | STOPP | cancel my texts | I don't want my texts any more
""")
OTHERS = each("""
stop the bin lorry | can you stop my council tax direct debit | bus stop | the bus stop is broken | stop it raining
when will you stop digging up the road | stop my neighbour burning rubbish | stop sending me letters
stop sending bailiffs | please stop the noise | my landlord won't stop texting me
he keeps texting me and won't stop | don't stop | can I stop paying council tax | I want to cancel my garden waste
cancel my appointment | end of my tenancy | end? | cancel? | how do I opt out of the open register
opt out of the electoral register | unsubscribe from the newsletter | remove me from the housing list
take me off the waiting list | remove the graffiti | remove my details under GDPR | do not resuscitate form
don't text and drive signs | no more bin collections? | no parking | no bins were emptied
I got no texts about my bin | why did you stop texting me about bin day | stop and search
please stop the bullying at school | the bins stop being collected when | text me when it's done
don't contact my landlord | no text came | non stop barking | I can't stop crying | make it stop
stop smoking service | do you send text alerts | full stop | what does STOP do | i dont want to be here any more
peidiwch â gwagio fy min | ble mae'r arhosfan bws | delete my account
I do not want to receive any more council tax bills | you need to stop fly tipping here
switch off the street light | stop all the building work | cancel my bulky waste | end my tenancy
""")
STARTS = each("""
START | “start” | Unstop | start texting me again | please text me again | opt in | opt me back in | resubscribe
turn texts back on | dechrau | I want to get texts again
""")
NO_STARTS = each("""
when does term start | start of the school year | text me | yes | I want to start a business
what time do you start collecting | start date | my car won't start
""")


@pytest.mark.parametrize("text", WORDS)
def test_one_word_with_whatever_stands_round_it(text: str) -> None:
    assert stop_word(text) is not None
    assert wants_to_stop(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_that_is_nothing_else(text: str) -> None:
    assert wants_to_stop(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_to_stop_is_not_us(text: str) -> None:
    assert stop_word(text) is None
    assert not wants_to_stop(text)


@pytest.mark.parametrize("text", STARTS)
def test_hearing_from_us_again(text: str) -> None:
    assert wants_to_start(text)
    assert not wants_to_stop(text)


@pytest.mark.parametrize("text", NO_STARTS)
def test_what_starts_is_something_else(text: str) -> None:
    assert start_word(text) is None
    assert not wants_to_start(text)


def test_the_word_is_recorded_as_the_carrier_knows_it() -> None:
    assert stop_word("“Stop” 🛑") == "STOP"
    assert start_word("start!") == "START"


@pytest.mark.parametrize("piece", ["stop ", "please ", "no more ", "sto\u200bp", "remove me from your ", "' "])
def test_hostile_text_costs_nothing(piece: str) -> None:
    began = time.perf_counter()
    for length in (155, 4000):
        wants_to_stop((piece * 4000)[:length])
        wants_to_start((piece * 4000)[:length])
    assert time.perf_counter() - began < 0.2
