"""`understand`: one line in, one line out, whatever is in it."""

from collections.abc import Callable

import pytest

Understand = Callable[[bytes], list[list[str]]]
pytestmark = pytest.mark.assistant


def test_says_what_would_be_done(understand: Understand) -> None:
    bins, abuse, weather = understand(
        b"when is my bin day\nmy husband has just hit me again\nwill it rain on saturday\n"
    )
    assert bins[0:3] == ["when is my bin day", "answer", "bin_collection_day"]
    assert bins[4] == "waste"
    assert abuse[1:3] == ["hand_over", "domestic_abuse"]
    assert weather[1] != "answer" or weather[2] == "out_of_scope"


def test_columns_hold_with_anything_in_a_message(understand: Understand) -> None:
    rows = understand(b"a\tb\0c\r\n/restart\n\n\xff\xfe\n<b>\x85\n" + "‮ ا \N{LINE SEPARATOR}".encode() + b"\nlast")
    assert [len(row) for row in rows] == [9] * 7
    assert rows[0][0] == "a b c"
    assert rows[-1][0] == "last"


@pytest.mark.parametrize("text", ["", "???", "/restart", '/bin_collection_day{"postcode": "FB1 2CD"}'])
def test_a_command_or_nothing_is_no_question(understand: Understand, text: str) -> None:
    assert understand(text.encode() + b"\n")[0][1] == "rephrase"


def test_confidences_go_down_and_stay_within_one(understand: Understand) -> None:
    (row,) = understand(b"council tax and also my bins\n")
    assert 1 >= float(row[3]) >= float(row[6]) >= float(row[8]) >= 0


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my bin was missed FB1 2CD", "missed_bin_report"),
        ("FB1 2CD my bin was missed", "missed_bin_report"),
        ("pothole, fb12cd", "pothole_report"),
        ("FB1 2CD", "provide_details"),
        ("my postcode is FB1 2CD thanks", "provide_details"),
        ("It is FB1 0JG dear, thank you", "provide_details"),
        ("4 Barley Mow Lane FB1 2CD", "provide_details"),
    ],
)
def test_a_postcode_says_where_and_not_what(understand: Understand, text: str, intent: str) -> None:
    (row,) = understand(text.encode() + b"\n")
    assert row[1:3] == ["answer", intent]
