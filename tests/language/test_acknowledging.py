"""What needs no answer after our closing words, and what does."""

from __future__ import annotations

import time

import pytest

from language.acknowledging import acknowledges
from tests.language.tables import each

TAKEN = each("""
thanks | Thanks! | THANK YOU | thank you so much | thx | ta | cheers mate | ok | Okay. | ok thanks | great, thank you
thanks for your help | thank you for letting me know | perfect thanks x | 👍 | 🙏🏽 | 👍👍 | ok 👍 | lovely xx | noted
got it, thanks | will do | bye | goodbye | have a nice day | you too | no thanks | that's all | no problem
brilliant cheers
diolch | Diolch yn fawr | Iawn, diolch | hwyl fawr | thank u | many thanks for your quick reply | that's great thanks
""")
MORE = each("""
thanks but it is still broken | ok when | thank you, and when is my bin day | ok but I need the other one | thanks?
ok what now | no it was not | thanks for nothing | yes | 12 Mill Lane | great, another missed bin | that is not fine
good morning | it is not sorted | thank you I also want to report a pothole | ok I will hurt myself | 🆘 | ???
... | help
thanks a person please | not ok | cheers for ignoring me | please help me bye
""")


@pytest.mark.parametrize("text", TAKEN)
def test_nothing_but_an_acknowledgement(text: str) -> None:
    assert acknowledges(text)


@pytest.mark.parametrize("text", MORE)
def test_something_else(text: str) -> None:
    assert not acknowledges(text)


@pytest.mark.parametrize("piece", ["thanks ", "for your ", "ok so ", "x", "👍"])
def test_hostile_text_costs_nothing(piece: str) -> None:
    began = time.perf_counter()
    for length in (99, 4000):
        acknowledges((piece * 4000)[:length] + "z")
    assert time.perf_counter() - began < 0.1
