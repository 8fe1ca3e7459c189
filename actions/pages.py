"""Asks the gateway for a quotation from the council's own pages, and gives it as an answer."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import records
from actions.dialogue import PERSON_OR_NOT, Events, Turn, button, earlier_turns, last_buttons, read_turn
from language.taxonomy import titles
from language.yes_no import Said
from protocol.action_messages import HELPED, NOT_FOUND, QUOTED, Quoted

SURE, VERY_SURE = 0.0, 0.9
"""How sure of a quotation one must be beyond what the gateway gives (bot/knowledge/quoting.py): where there is no other
answer, and where there are two guesses."""
QUOTED_ALREADY = "quoted"
"""The slot with what was quoted in this conversation."""
HELPED_OR_NOT = [button("Yes", "affirm"), button("No", "deny")]
EARLIER_MESSAGES = 6
LONGEST = {"sms": 160}
"""Characters of a quotation, where a channel wants fewer than the others."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Quotation:
    """A page's own words, and where they stand; `page` is its number."""

    text: str
    page: int
    title: str
    heading: str
    address: str
    date: str
    confidence: float

    @property
    def mark(self) -> str:
        """By which the same quotation is known again."""
        return f"{self.page} {self.heading}"[:80]

    @property
    def values(self) -> dict[str, str]:
        """What the answer is filled with."""
        of = f"{datetime.date.fromisoformat(self.date):%-d %B %Y}" if self.date else ""
        return {
            "quotation": self.text,
            "title": f"{self.title}: {self.heading}" if self.heading else self.title,
            "page": self.address,
            "page_date": f" of {of}" if of else "",
        }


@dataclass(frozen=True)
class Search:
    """What came of a search: whether the pages could be searched, and the quotation, where one is sure."""

    done: bool
    quotation: Quotation | None


async def search(turn: Turn, tracker: Tracker, subject: str | None = None) -> Search:
    """What the pages say to a message, in the light of those before it and of the service that it is about, where that
    is known. Whatever goes wrong, nothing is quoted."""
    if turn.pressed or not turn.text:
        return Search(False, None)
    said = {
        "subject": subject,
        "texts": [*_earlier(tracker), turn.text],
        "conversation": _conversation(tracker),
        "longest": LONGEST.get(str(turn.sent.get("channel")), 320),
    }
    try:
        found = await records.records().quotation(said)
        quotation = _quotation(found) if found.get("quotation") else None
        return Search(bool(found.get("searched")), quotation)
    except (records.RecordsDown, KeyError, TypeError, ValueError) as error:
        logger.warning("pages.failed error=%s", type(error).__name__)
        return Search(False, None)


async def quote(dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, sure: float = SURE) -> Events | None:
    """Answers by a quotation and asks whether that helped; None where nothing is quoted. Nothing is quoted twice in a
    conversation."""
    found = (await search(turn, tracker)).quotation
    return give(dispatcher, tracker, turn, quotation=found) if found and found.confidence >= sure else None


def give(dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, *, quotation: Quotation) -> Events | None:
    """Says it, unless it was said before."""
    before = list(tracker.get_slot(QUOTED_ALREADY) or ())
    if quotation.mark in before:
        return None
    quoted: Quoted = {"asked": turn.written, "page": quotation.page, "confidence": quotation.confidence}
    dispatcher.utter_message(
        response="utter_page_quotation", buttons=HELPED_OR_NOT, json_message={QUOTED: quoted}, **quotation.values
    )
    return [SlotSet(QUOTED_ALREADY, [*before, quotation.mark])]


def nothing_found(turn: Turn) -> dict[str, str]:
    """To be carried by the message that says so."""
    return {NOT_FOUND: turn.written}


def says_whether_it_helped(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Takes the latest message as the answer to "did this answer it?", if we asked that and it is one."""
    turn = read_turn(tracker.latest_message)
    said = turn.said
    if last_buttons(tracker.events) != HELPED_OR_NOT or said not in (Said.YES, Said.LIKELY, Said.NO) or turn.asks:
        return False
    if said is Said.NO:
        dispatcher.utter_message(response="utter_page_no_help", buttons=PERSON_OR_NOT, json_message={HELPED: False})
    else:
        dispatcher.utter_message(response="utter_page_helped", json_message={HELPED: True})
    return True


def _quotation(found: dict[str, Any]) -> Quotation:
    return Quotation(
        text=str(found["quotation"]),
        page=int(found["page"]),
        title=str(found["title"]),
        heading=str(found.get("heading") or ""),
        address=str(found["address"]),
        date=str(found.get("date") or ""),
        confidence=float(found["confidence"]),
    )


def _earlier(tracker: Tracker) -> list[str]:
    """What the resident said before, the latest last; of a choice that they pressed, what it is called."""
    said: list[str] = []
    for turn in earlier_turns(tracker.events):
        words = titles().get(turn.intent, "") if turn.pressed else turn.text
        said += [words] if words else []
        if len(said) == EARLIER_MESSAGES:
            break
    return said[::-1]


def _conversation(tracker: Tracker) -> int:
    number = str(tracker.sender_id).partition(".")[0]
    return int(number) if number.isdigit() else 0
