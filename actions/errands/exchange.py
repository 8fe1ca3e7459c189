"""One message to an errand that is open, and what it says to each of the errand's questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.addresses import find_address
from actions.dialogue import Events, Turn
from actions.errands import additions, exact_places, interpretation, places, wording
from actions.errands.asides import is_aside
from actions.errands.spec import Question, errands
from actions.errands.state import CONFIRM, State
from actions.interrupted import ERRAND_FORM, interrupted
from actions.records import records, today
from language.normalise import bare

FROM_RECORDS = ("postcode", "address")
"""Types of questions that the records answer, by the slots that all forms share."""


@dataclass(frozen=True)
class Exchange:
    """The message, the errand as it stood when it came, and what Rasa gives an action."""

    turn: Turn
    state: State
    dispatcher: CollectingDispatcher
    tracker: Tracker
    domain: dict[str, Any] = field(default_factory=dict)

    @property
    def question(self) -> Question | None:
        """The question that is open; None where all that was understood was said back."""
        return self.state.question

    @property
    def confirms(self) -> bool:
        """Whether all that was understood was said back, to be confirmed."""
        return self.state.asked == CONFIRM

    @property
    def asked_of_records(self) -> bool:
        """Whether the open question is one that the records answer."""
        return self.question is not None and self.question.type in FROM_RECORDS

    @property
    def needs_records(self) -> bool:
        """Whether any question of the errand is one that the records answer."""
        return any(question.type in FROM_RECORDS for question in self.state.errand.questions)

    @cached_property
    def aside(self) -> bool:
        """Whether the message is about something else than the open question."""
        return is_aside(self.turn, self.question, self.state.intent)

    @cached_property
    def answers_nothing(self) -> bool:
        """Whether its words are no answer: it is an aside, or about an errand that this one interrupted."""
        return self.aside or any(entry.is_of(ERRAND_FORM, self.turn.intent) for entry in interrupted(self.tracker))

    @property
    def may_correct(self) -> bool:
        """Whether its words may correct an earlier answer."""
        about_this = self.turn.unspecific or self.turn.intent == self.state.intent or self.confirms
        return about_this and not self.answers_nothing and not self.asked_of_records

    def pressed(self) -> dict[str, Any]:
        """The answer of a button, also of one further up the page; None takes an answer back. A button of another
        errand may name a question that this one has as well: there only what it may be answered with counts."""
        name, _, value = self.turn.entities.get("answer", "").partition("=")
        question = self.state.errand.question(name)
        if question is None or not value:
            return {}
        if value == wording.CHANGE:
            return {name: None}
        if question.type == "photo":
            return {name: []}
        return {name: value} if wording.offers(question, value) else {}

    def sent(self, before: Turn | None = None) -> dict[str, Any]:
        """A place or photos that came with this message, or, to begin with, just before it."""
        found: dict[str, Any] = {}
        for question in self.state.errand.questions:
            for spoken in filter(None, (self.turn, before)):
                if question.type == "place" and spoken.sent.get("location"):
                    known = self.state.answers.get(question.field)
                    place = exact_places.combined(known, places.shared(spoken.sent["location"]), "")
                    found.setdefault(question.field, place)
                if question.type == "photo" and spoken.sent.get("photos"):
                    photos = [*self.state.answers.get(question.field, []), *spoken.sent["photos"]]
                    found.setdefault(question.field, photos)
        return found

    async def caption(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What the words beside photos or a position answer."""
        question = self.question
        if not self.turn.text or question is None or self.asked_of_records:
            return {}
        if question.type == "place" and question.field in sent:
            words = await self._beside(sent[question.field])
            return {question.field: words} if words else {}
        if question.field in sent:
            return {}
        if question.type == "place":
            found = await interpretation.place_volunteered(self.turn)
        else:
            found, _ = await self.answer()
        return {} if found is None else {question.field: found}

    async def answer(self) -> tuple[Any, str | None]:
        """What the words answer to the open question, else None and a note why it is asked again."""
        if self.question is None or not self.turn.text:
            return None, "missed" if self.question else "unclear"
        if self.question.type == "place" and self._names_a_choice():
            return None, "vague_place"
        return await interpretation.answer(
            self.question, self.turn, slots=self.tracker.slots, note=self.state.note, today=await self.today()
        )

    async def volunteered(self) -> dict[str, Any]:
        """What the words say about any of the questions, in the light of what is known."""
        questions, today = self.state.errand.questions, await self.today()
        found = {q.field: interpretation.volunteered(q, self.turn, today) for q in questions}
        for question in questions:
            if question.lists:
                known = self.state.answers.get(question.field)
                found[question.field] = additions.to_list(known, found[question.field], self.turn)
        if self.where:
            place = await interpretation.place_volunteered(self.turn)
            known = self.state.answers.get(self.where)
            if place is None and known is None and self.turn.unspecific and self.question is not None:
                alone = exact_places.landmark_alone(self.turn.text)
                place = {"words": self.turn.restored(alone)} if alone else None
            found[self.where] = exact_places.combined(known, place, self.turn.text) if place else None
        return {name: value for name, value in found.items() if value is not None}

    async def changed_to(self, question: Question) -> dict[str, Any]:
        """What "change the street to Mill Lane" gives in the place of an answer; nothing where it says no new one."""
        found = await self.volunteered()
        if question.type == "place":
            new = await interpretation.place_changed_to(self.turn)
            return {question.field: new} if new else {}
        return {name: value for name, value in found.items() if value != self.state.answers.get(name)}

    async def today(self) -> date:
        """The council's day, asked of the gateway only where a question is about one."""
        if not any(question.type in ("date", "time") for question in self.state.errand.questions):
            return date.min
        return await today()

    async def only_corrects(self) -> bool:
        """Whether a "no sorry, …" takes back an earlier answer, and is none to the question."""
        if self.question is None or self.question.type not in ("yes_no", "updates"):
            return False
        if not interpretation.TAKES_BACK.match(self.turn.text):
            return False
        known = self.state.answers
        return any(name in known and value != known[name] for name, value in (await self.volunteered()).items())

    def home_beside(self) -> dict[str, Any]:
        """The home in "7 Orchard Way FB6 3DN, 2 june", where the day was asked."""
        if self.question is None or self.question.type != "date":
            return {}
        homes = [q for q in self.state.errand.questions if q.reads and q.field not in self.state.answers]
        return {q.field: told for q in homes if (told := interpretation.reference_in(q, self.turn.text))}

    async def corrected_place(self) -> dict[str, Any]:
        """The place in "no, it's outside number 5", where something else was asked."""
        if self.where is None or self.question is None or self.question.type not in ("yes_no", "updates"):
            return {}
        place = await interpretation.corrected_place(self.turn)
        return {self.where: place} if place else {}

    async def addresses(self, asked: str | None) -> Events:
        """The shared slots that a postcode or an address in it sets. `asked` is the slot that was asked for."""
        about = self.turn.unspecific or self.turn.intent in errands()
        changes = await find_address(self.turn, self.tracker, about_form=about, records=records(), asked=asked)
        return [SlotSet(name, value) for name, value in changes.items()]

    @property
    def where(self) -> str | None:
        """The field of the question about a place."""
        questions = self.state.errand.questions
        return next((question.field for question in questions if question.type == "place"), None)

    def _names_a_choice(self) -> bool:
        """Whether it only says once more what it is: "smoke", where that was asked before."""
        said = bare(self.turn.text)
        options = [option for question in self.state.errand.questions for option in question.options]
        return any(option.named and option.named.fullmatch(said) for option in options)

    async def _beside(self, place: dict[str, Any]) -> dict[str, Any] | None:
        """A shared position with the words that came beside it."""
        words, _ = await self.answer()
        return exact_places.combined(place, words, "") if words else None


def lists_addresses(tracker: Tracker) -> bool:
    """Whether the postcode is known and which of its addresses is not."""
    return bool(tracker.get_slot("postcode") and tracker.get_slot("addresses") and not tracker.get_slot("uprn"))
