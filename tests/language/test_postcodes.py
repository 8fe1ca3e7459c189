"""Postcodes as residents type them, and what only looks like one."""

from __future__ import annotations

import pytest

from language.postcodes import find_postcode, postcodes, with_postcode, without_postcode


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("FB1 2CD", "FB1 2CD"),
        ("fb12cd", "FB1 2CD"),
        ("its fb12cd i think", "FB1 2CD"),
        ("FB11  2CD.", "FB11 2CD"),
        ("FB112CD", "FB11 2CD"),
        ("we moved to sw1a1aa in may", "SW1A 1AA"),
        ("EC1A 1BB please", "EC1A 1BB"),
        ("im at fb1  2cd, the green gate", "FB1 2CD"),
        ("not FB1 2CD, it is FB2 9BN", "FB2 9BN"),
        ("fb1.2cd", "FB1 2CD"),
        ("fb1-2cd", "FB1 2CD"),
        ("fb1–2cd", "FB1 2CD"),
        ("fb 12cd", "FB1 2CD"),
        ("fb 1 2cd", "FB1 2CD"),
        ("fb 112cd", "FB11 2CD"),
        ("FB12 CD", "FB1 2CD"),
        ("fb1 2 cd", "FB1 2CD"),
        ("F B 1 2 C D", "FB1 2CD"),
        ("f.b.1.2.c.d.", "FB1 2CD"),
        ("m1 1a a", "M1 1AA"),
        ("my postcode is f b 1 2 c d thanks", "FB1 2CD"),
        ("it's fb1 2 cd please", "FB1 2CD"),
        ("when is my bin day at fb 12cd", "FB1 2CD"),
        ("bins at ec 1a 1bb please", "EC1A 1BB"),
        ("FB1 OJG", "FB1 0JG"),
        ("fb1 ocd", "FB1 0CD"),
        ("fb1ocd", "FB1 0CD"),
        ("FB1O 2CD", "FB10 2CD"),
        ("fbo 2cd1", None),
        ("FB2O9BN", "FB20 9BN"),
        ("S01 7BJ", "SO1 7BJ"),
        ("S017 1BJ", "SO17 1BJ"),
        ("0X1 2AB", "OX1 2AB"),
        ("CRO 2AB", None),
        ("CR0 2AB", "CR0 2AB"),
        ("FB1\u200b2CD", "FB1 2CD"),
        ("F\u200cB1 2\u2060CD", "FB1 2CD"),
        ("\ufeffFB1 2CD", "FB1 2CD"),
        ("FB1\u00a02CD", "FB1 2CD"),
        ("ＦＢ１　２ＣＤ", "FB1 2CD"),
        ("ｆｂ１２ｃｄ", "FB1 2CD"),
        ("fb\n12cd", "FB1 2CD"),
        ("FB1\n2CD", "FB1 2CD"),
        ("“FB1 2CD”", "FB1 2CD"),
        ("(FB1 2CD)", "FB1 2CD"),
    ],
)
def test_it_is_found_however_it_was_typed(text: str, postcode: str | None) -> None:
    assert find_postcode(text) == postcode


@pytest.mark.parametrize(
    "text",
    ["", "12 Mill Lane", "FB1", "its number 12", "call 01632 960123", "the b12 to town", "FB1 2C", "FB1 2CDE",
     "AFB1 2CD", "a12 at the junction", "by 10 5pm", "on 12 4th street", "no 10th", "at 1 2nd floor", "hello",
     "too late", "two 4 me", "it is 12ft", "about 1 2kg", "the m1 2 up", "in 3 2mm", "yes", "20 20", "fb12 is flooded",
     "moved 3 march, left 5 may", "é1 2ab"],
)  # fmt: skip
def test_none_is_seen_where_there_is_none(text: str) -> None:
    assert postcodes(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("its fb12cd i think", "fb12cd"),
        ("“FB1\u200b 2CD” ok", "FB1\u200b 2CD"),
        ("at  ＦＢ１　２ＣＤ.", "ＦＢ１　２ＣＤ"),
        ("at fb 12cd now", "fb 12cd"),
        ("my postcode is f b 1 2 c d thanks", "f b 1 2 c d"),
    ],
)
def test_it_is_pointed_to_in_the_text_as_written(text: str, written: str) -> None:
    (found,) = postcodes(text)
    assert text[found.start : found.end] == written
    assert without_postcode(text) == text.replace(written, " ")


def test_another_postcode_in_the_place_of_each() -> None:
    assert with_postcode("bins at qx1 1aa, or WB12 3CD?", "FB1 2CD") == "bins at FB1 2CD, or FB1 2CD?"
    assert with_postcode("no 12 at 5pm", "FB1 2CD") == "no 12 at 5pm"
