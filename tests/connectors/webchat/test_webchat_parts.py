"""The parts that are easier to calculate than to watch: words, links, limits."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors.messages import Event, Standing, Waiting
from connectors.webchat.links import linked
from connectors.webchat.schemas import Whereabouts
from connectors.webchat.settings import WebChatSettings
from connectors.webchat.thread import groups
from connectors.webchat.widget import text_on
from connectors.webchat.wording import ago, exact, who_answers

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=LONDON)  # a Friday


def test_the_wait_is_said_as_every_channel_says_it() -> None:
    told = "Most people are answered within 6 minutes. You are third in the queue."
    standing = Standing("waiting", None, Waiting(3, 352, None, told))
    assert who_answers(standing) == f"You are waiting for a person. {told}"
    assert Whereabouts.of(standing).said == f"You are waiting for a person. {told}"


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(), "The assistant is answering you. Ask for a person at any time."),
        (Standing("officer", "Sam"), "Sam is answering you."),
        (Standing("officer"), "An officer is answering you."),
        (Standing("waiting"), "You are waiting for a person."),
        (Standing("closed"), "This chat is closed. Write again if you need us."),
    ],
)
def test_who_answers_in_words(standing: Standing, said: str) -> None:
    assert who_answers(standing) == said


def test_times_are_those_of_the_councils_zone() -> None:
    event = Event(1, "message", "assistant", "Hello.", (), datetime(2026, 7, 1, 11, 0, tzinfo=UTC))
    [group] = groups([event], Standing(), datetime(2026, 7, 3, 9, 0, tzinfo=ZoneInfo("Europe/Gibraltar")))
    assert (group.exact, group.ago) == ("Wednesday 1 July 2026 at 1pm", "Wednesday 1 July at 1pm")


def test_an_hour_is_an_hour_in_the_night_when_clocks_go_back() -> None:
    now = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert ago((now - timedelta(hours=1)).astimezone(LONDON), now.astimezone(LONDON)) == "1 hour ago"


def test_times_are_told_in_local_time_and_relative_to_now() -> None:
    summer = datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
    assert exact(summer.astimezone(LONDON)) == "Wednesday 1 July 2026 at 12pm"
    told = [ago(NOW - timedelta(minutes=minutes), NOW) for minutes in (-1, 0, 1, 59, 60, 179, 60 * 17, 60 * 19)]
    assert told == ["Just now", "Just now", "1 minute ago", "59 minutes ago", "1 hour ago", "2 hours ago",
                    "17 hours ago", "Thursday 19 November at 11pm"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("https://a.example", ["https://a.example"]),
        ("(see https://a.example/b).", ["https://a.example/b"]),
        ("https://a.example/b_(c).", ["https://a.example/b_(c)"]),
        ("https://a.example/x, https://b.example/y!", ["https://a.example/x", "https://b.example/y"]),
        ("HTTPS://a.example ftp://a.example javascript:alert(1) //a.example", []),
        ("https:// https://. https://[ https://a@b.example", []),
        ("call 0800 1111 or 020 7946 0000 or 999", ["tel:08001111", "tel:02079460000"]),
        ("reference 010001234567, 12345678, A01632960001", []),
        ("https://xn--pple-43d.example https://аpple.example", ["https://xn--pple-43d.example"]),
    ],
)
def test_what_becomes_a_link(text: str, leads_to: list[str]) -> None:
    shown = str(linked(text))
    assert [part.split('"')[0] for part in shown.split('href="')[1:]] == leads_to


@pytest.mark.parametrize(
    "text", ["https://" * 500, "0" * 4000, "https://a" + ")" * 4000, "01632 " * 700, "http:/" * 700]
)
def test_links_are_found_in_linear_time(text: str) -> None:
    begun = time.perf_counter()
    linked(text)
    assert time.perf_counter() - begun < 0.05


@pytest.mark.parametrize("value", ["'self'; script-src *", "'self', *", "'self'\nx", "é"])
def test_frame_ancestors_cannot_smuggle_another_directive(value: str) -> None:
    with pytest.raises(ValueError, match="list of origins"):
        WebChatSettings(frame_ancestors=value)


def test_the_widgets_word_can_be_read_on_any_colour() -> None:
    assert [text_on(colour) for colour in ("#1b5e57", "#000000", "#767676", "#ffdd00", "#ffffff")] == [
        "#ffffff", "#ffffff", "#ffffff", "#000000", "#000000",
    ]  # fmt: skip
