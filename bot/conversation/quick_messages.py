"""Several quick messages of a resident are one turn: which of them belong together, and how long an answer waits for
more. Decided from when they came and nothing else (decision 0036)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.database.models import EventRow
from connectors.messages import MAX_TEXT

APART = timedelta(seconds=30)
"""Who pauses for longer between two messages has begun something else."""
BREATH_SECONDS = 1.2
"""On every channel: a greeting, or half a sentence that is not understood, is often followed by the rest at once."""
LONGEST_SECONDS = 8.0
"""However much more comes, the first message is answered after this: before a holding message would be due."""
LONG_AGO = float("inf")
BESIDES_WORDS = ("payload", "alone", "location", "attachments")
UNFINISHED = frozenset(
    {
        "utter_affirm",
        "utter_details_for_what",
        "utter_did_you_mean",
        "utter_greet",
        "utter_help_menu",
        "utter_menu",
        "utter_person_or_not",
        "utter_postcode_for_what",
        "utter_rephrase",
        "utter_which_one",
    }
)
"""Answers that only ask what somebody wants: the next message may say it."""


@dataclass(frozen=True)
class Arrivals:
    """When a turn's messages came, seen from the moment at which their answer is there."""

    since_first: float = LONG_AGO
    since_latest: float = LONG_AGO
    """Seconds."""
    more_came: bool = False
    """The resident has gone on meanwhile, in words that belong to the same turn."""
    other_waits: bool = False
    """Something of theirs that is a turn of its own waits for this one."""
    pause: float = 0.0
    """How long people on the channel pause between two messages that belong together, in seconds."""


def run_of(messages: Sequence[EventRow]) -> list[EventRow]:
    """The first of a resident's unanswered messages and those after it that are one turn with it. A choice, a place or
    a picture is a turn of its own."""
    run = list(messages[:1])
    length = len(run[0].text) if run else 0
    for message in messages[1:]:
        length += 1 + len(message.text)
        apart = message.at - run[-1].at > APART
        if apart or length > MAX_TEXT or not _is_words(run[-1]) or not _is_words(message):
            break
        run.append(message)
    return run


def seconds_to_wait(arrivals: Arrivals, *, is_unfinished: bool) -> float | None:
    """How long to wait before asking again with all that has come since; 0 for at once, None where the answer is said
    now."""
    left = LONGEST_SECONDS - arrivals.since_first
    if left <= 0:
        return None
    if arrivals.more_came:
        return 0.0
    pause = max(arrivals.pause, BREATH_SECONDS if is_unfinished else 0.0)
    wait = min(pause - arrivals.since_latest, left)
    return wait if wait > 0 and not arrivals.other_waits else None


def _is_words(message: EventRow) -> bool:
    return bool(message.text) and not any(what in message.data for what in BESIDES_WORDS)
