"""What a reply looks like as SMS."""

from __future__ import annotations

from connectors.messages import Choice, Outbound
from connectors.sms.segments import is_gsm, segments
from connectors.sms.wording import plain, split

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


def outbound(text: str, choices: tuple[Choice, ...] = ()) -> Outbound:
    return Outbound("7", "+441632960999", "+447700900123", text, choices)


def test_offers_choices_as_numbers() -> None:
    [part] = split(outbound("Was it a missed bin?", YES_NO))
    assert part.text == "Was it a missed bin?\n\n1 Yes\n2 No\nReply with a number."
    assert part.choices == ()
    assert (part.id, part.account, part.address) == ("7", "+441632960999", "+447700900123")


def test_keeps_the_choices_together_at_the_end() -> None:
    parts = split(outbound("Your bin is collected on Tuesday. " * 18, YES_NO))
    assert len(parts) == 2
    assert parts[-1].text.endswith("1 Yes\n2 No\nReply with a number.")
    tight = split(outbound("a" * 600, YES_NO))
    assert [len(tight), tight[1].text] == [2, "1 Yes\n2 No\nReply with a number."]


def test_offers_choices_without_a_text() -> None:
    [part] = split(outbound("", (Choice("a", "  Two\nlines "),)))
    assert part.text == "1 Two lines\nReply with a number."


def test_takes_many_choices() -> None:
    choices = tuple(Choice(str(n), f"{n} High Street, Fernley FB1 {n % 10}AA") for n in range(1, 41))
    parts = split(outbound("Which address?", choices))
    text = "\n".join(part.text for part in parts)
    assert all(f"{n} {n} High Street" in text for n in range(1, 41))
    assert all(segments(part.text) <= 4 for part in parts)


def test_keeps_typography_from_making_it_dear() -> None:
    text = plain("“Don’t” – or do… it’s\u00a0fine — • one \u2009two\u200b ‘ok’ → go")
    assert text == "\"Don't\" - or do... it's fine - - one  two 'ok' -> go"
    assert is_gsm(text)
    assert segments("’" + "a" * 150) == 3
    assert segments(plain("’" + "a" * 150)) == 1


def test_composes_accents_and_keeps_names() -> None:
    assert plain("Cafe\u0301 Llŷn Siân 😀") == "Café Llŷn Siân 😀"


def test_leaves_links_alone() -> None:
    link = "https://www.fernley.example/a–b?x=`1`"
    assert plain("See https://www.fernley.example/?x=`1`’s page") == "See https://www.fernley.example/?x=`1`'s page"
    assert plain(link).startswith("https://www.fernley.example/a")


def test_removes_what_cannot_be_sent() -> None:
    assert plain("a\x00b\x07\r\nc\ud800d\te") == "ab\nc\ufffdd e"


def test_an_empty_reply_is_left_to_the_outbox() -> None:
    empty = outbound("  ")
    assert split(empty) == [empty]
