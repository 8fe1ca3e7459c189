"""Answers what is asked of a service: "how much is it", "do I have to book"."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, Events, Turn, answers_said, button, earlier_turns, read_turn
from actions.errands.progress import change_link
from actions.errands.spec import errands
from actions.handover import mentioned_topic
from actions.pages import give, nothing_found, says_whether_it_helped, search
from actions.subtopics import SUBTOPIC
from language.facets import CONTACT, ENTITY, FACETS, OTHER
from language.intent_kinds import CONVERSATION, LOOKUP, SIGNPOST
from language.normalise import fold
from language.questions import asks_of_own_case, asks_within
from language.taxonomy import intents, kind, titles

CUSTOMER_SERVICES = "contact_governance"
"""The topic whose contacts are those of the council as a whole."""
TELLING_CHARACTERS = 6
"""A word that any service may be asked with says something of this one if it is long: "how do i appeal"."""
LEAST_CHARACTERS = 3
WHEN, DURATION = "when", "duration"
LIKELY_TO_SAY = sorted(FACETS, key=lambda facet: facet in ("cost", DURATION, "deadline", WHEN, CONTACT))
"""The facets in the order in which their answers are looked at for a question that names none: it would be known if it
asked for a price or a time."""
FURTHER = ("next", "needed", "change", "help")
"""What helps further whoever tells us something, the likeliest first."""
_OFFICE = re.compile(
    r"\b(?:open|opens|opening|close|closes|closed|closing|shut|shuts|hours|hrs)\b|\[\[(?:place|hours)\."
)
"""Asked of a service that is no place, this asks when its team answers. An answer says so, or names the fact."""
_COUNCIL = re.compile(r"\bcouncil\b|\btown hall\b")


@dataclass(frozen=True)
class Asked:
    """The service, its errand where one was named, what is asked of it, and the keys of all answers there are."""

    intent: str
    subtopic: str
    facet: str
    answers: Mapping[str, Any]
    own_words: tuple[str, ...] = ()
    """The words of the message that are not asked of any service."""
    text: str = ""
    is_new: bool = False
    """Whether the service is named for the first time, and no form is open."""
    nearest: tuple[Mapping[str, str], ...] = ()
    """The answers whose words come nearest, one to each question, with their sentence."""

    @classmethod
    def of(cls, turn: Turn, answers: Mapping[str, Any], *, in_form: bool) -> Asked:
        named, facet = turn.entities.get(SUBTOPIC, ""), turn.entities.get(ENTITY, "")
        is_new = not in_form and turn.subject != turn.errand
        return cls(
            turn.errand,
            named,
            facet,
            answers,
            own_words=turn.own_words,
            text=fold(turn.text),
            is_new=is_new,
            nearest=turn.answers,
        )

    @property
    def begins(self) -> list[dict[str, str]]:
        """The choice to begin the service's form, for whom it was new."""
        has_form = kind(self.intent) != LOOKUP and (self.intent in errands() or self.intent == "missed_bin_report")
        return [button(titles()[self.intent], self.intent)] if self.is_new and has_form else []

    def key(self, facet: str) -> str | None:
        """What is written for this question about this errand, else about the service."""
        keys = (f"utter_{self.intent}_{self.subtopic}_{facet}", f"utter_{self.intent}_{facet}")
        return next((key for key in keys if key in self.answers), None)

    def further(self, told: Collection[str]) -> str | None:
        """What is written that helps further and was not told yet."""
        return next((key for facet in FURTHER if (key := self.key(facet)) and key not in told), None)

    @property
    def asks_for_the_team(self) -> bool:
        """Whether its number, or its hours, are what is asked for: of a service that has no hours of its own."""
        if self.facet == WHEN:
            return bool(_OFFICE.search(self.text)) and not _OFFICE.search(self.wording(self.key(WHEN)))
        return self.facet == CONTACT and self.key(CONTACT) is None

    def wording(self, key: str | None) -> str:
        """All that the answer may say, as comparisons take it."""
        return " ".join(fold(str(each.get("text", ""))) for each in self.answers.get(key or "") or ())

    def names_all(self, key: str) -> bool:
        """Whether the answer has each of the message's own words, in the plural or not."""
        wording = self.wording(key)
        words = self.own_words or tuple(word for word in self.text.split() if len(word) >= TELLING_CHARACTERS)
        telling = [word for word in words if len(word) >= LEAST_CHARACTERS]
        return bool(telling) and all(f" {word.rstrip('s')}" in f" {wording}" for word in telling)

    @property
    def contact(self) -> str:
        """The answer that says whom to contact: for somebody else's service its own, which names them."""
        if kind(self.intent) == SIGNPOST:
            return f"utter_{self.intent}"
        service = intents().get(self.intent)
        return contact_of(service.topic if service else "", self.answers)


Source = Callable[[Asked, CollectingDispatcher], Awaitable[bool]]
"""Gives an answer and says so, or gives none."""


def contact_of(topic: str, answers: Collection[str]) -> str:
    """The answer with a team's name, number, hours and page."""
    own = f"utter_contact_{topic}"
    return own if own in answers else f"utter_contact_{CUSTOMER_SERVICES}"


async def nearest(asked: Asked, dispatcher: CollectingDispatcher) -> bool:
    """What comes nearest to the question of all that is written about the service; where it was said before, the
    sentence is said again and not the beginning (bot/conversation/repeats.py)."""
    found = [each for each in asked.nearest if each["key"] in asked.answers]
    for each in found:
        buttons = asked.begins if each is found[-1] else None
        dispatcher.utter_message(response=each["key"], buttons=buttons, sentence=each["sentence"])
    return bool(found)


async def own_words(asked: Asked, dispatcher: CollectingDispatcher) -> bool:
    """What is written for this question."""
    found = asked.key(asked.facet)
    if found:
        dispatcher.utter_message(response=found, buttons=asked.begins)
    return found is not None


async def said_of_it(asked: Asked, dispatcher: CollectingDispatcher) -> bool:
    """Where no facet was understood: the answer about this service that has all of the message's own words."""
    keys = [f"utter_{asked.intent}_{facet}" for facet in LIKELY_TO_SAY] if asked.facet == OTHER else []
    found = next((key for key in keys if asked.names_all(key)), None)
    if found:
        dispatcher.utter_message(response=found)
    return found is not None


async def team(asked: Asked, dispatcher: CollectingDispatcher) -> bool:
    """Whom to contact and when, where that is the question."""
    if asked.asks_for_the_team:
        dispatcher.utter_message(response=asked.contact)
    return asked.asks_for_the_team


async def how_long(asked: Asked, dispatcher: CollectingDispatcher) -> bool:
    """ "When?", of what has no day or hour of its own: how long it takes."""
    found = asked.key(DURATION) if asked.facet == WHEN else None
    if found:
        dispatcher.utter_message(response=found)
    return found is not None


def what_follows(asked: Asked, dispatcher: CollectingDispatcher, told: Collection[str]) -> bool:
    """Where something was told and not asked: what helps further, of what was not told yet."""
    found = asked.further(told) if not asks_within(asked.text) and asked.facet == OTHER else None
    if found:
        dispatcher.utter_message(response=found)
    return found is not None


def not_known(asked: Asked, dispatcher: CollectingDispatcher, missed: dict[str, str] | None = None) -> None:
    """Says that we do not have it, and who does; the search that found nothing goes along. What was told and not asked
    is for the team to know."""
    whose = "utter_facet_unknown" if asks_within(asked.text) or asked.facet != OTHER else "utter_facet_told"
    if asks_of_own_case(asked.text):
        whose = "utter_facet_own_case"
    if kind(asked.intent) == SIGNPOST:
        whose = "utter_facet_not_ours"
    dispatcher.utter_message(response=whose, json_message=missed)
    dispatcher.utter_message(response=asked.contact, buttons=[PERSON])


async def from_pages(asked: Asked, dispatcher: CollectingDispatcher, tracker: Tracker, *, turn: Turn) -> Events:
    """What the council's own pages say of it, or that we do not have it."""
    found = await search(turn, tracker, subject=titles().get(asked.intent))
    quoted = give(dispatcher, tracker, turn, quotation=found.quotation) if found.quotation else None
    if quoted is None and not what_follows(asked, dispatcher, answers_said(tracker.events)):
        not_known(asked, dispatcher, nothing_found(turn) if found.done else None)
    return quoted or []


SOURCES: tuple[Source, ...] = (nearest, team, own_words, said_of_it, how_long)
"""Asked in this order, until one has an answer; then the council's pages."""


class AnswerFacet(Action):
    """Gives what the first of SOURCES has to say, else a page, else whom to ask."""

    def name(self) -> str:
        return "action_answer_facet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if says_whether_it_helped(dispatcher, tracker):
            return []
        turn = read_turn(tracker.latest_message)
        in_form = bool((tracker.active_loop or {}).get("name"))
        changed = None if in_form or asks_within(turn.text) else await change_link(turn, dispatcher, tracker)
        if changed is not None:
            return changed
        asked = Asked.of(turn, domain.get("responses") or {}, in_form=in_form)
        for source in SOURCES:
            if await source(asked, dispatcher):
                return []
        if kind(asked.intent) == SIGNPOST:
            not_known(asked, dispatcher)
            return []
        return await from_pages(asked, dispatcher, tracker, turn=turn)


class ContactCouncil(Action):
    """The contacts of the team that is meant, else the council's own."""

    def name(self) -> str:
        return "action_contact_council"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        topic = _team_meant(read_turn(tracker.latest_message), tracker.events)
        answers = domain.get("responses") or {}
        dispatcher.utter_message(response=contact_of(topic, answers) if topic else "utter_contact_council")
        return []


def _team_meant(turn: Turn, events: Events) -> str | None:
    """The topic of the team that a message names; where it names neither a team nor the council, of the one that was
    talked of before: "are they open now"."""
    named = mentioned_topic(turn.text)
    if named or _COUNCIL.search(fold(turn.text)):
        return named
    for earlier in earlier_turns(events):
        service = intents().get(earlier.errand)
        if service and service.topic not in (CONVERSATION, CUSTOMER_SERVICES):
            return service.topic
        if named := mentioned_topic(earlier.text):
            return named
    return None
