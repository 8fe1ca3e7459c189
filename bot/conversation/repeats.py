"""Nobody is told the same in the same words twice in a conversation: how an answer is put that was given before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.answers import Answers, Button, Rendered
from bot.assistant import Answer
from bot.council import Council
from language import taxonomy
from language.facets import FACETS
from language.intent_kinds import CONTROL, CONVERSATION
from language.links import Kind, find_links

FORGOTTEN_AFTER = timedelta(days=1)
"""What was said yesterday may be said again as it was."""
MOST_KEPT = 40
"""Texts remembered of one conversation, the latest: what is kept costs the same however long it gets."""
DIGEST_CHARACTERS = 12
ENOUGH_CHARACTERS = 40
"""A first sentence shorter than this ("It is free.") takes the next one along."""
HINTS = 3
OTHER_WORDINGS = ("again", "once_more")
"""`utter_thanks` is put as `utter_thanks_again` the second time and as `utter_thanks_once_more` the third."""
SPEAK_TO_PERSON = "speak_to_person"
GOES_BACK = "utter_errand_back"
OF_A_FORM = ("utter_errand_", "utter_ask_")
"""Keys of what a form says beside its question."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bSt\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bNo\.)\s+(?=[\"'(A-Z0-9£])")

Said = Sequence[Sequence[Any]]
"""What the resident was told, the latest last: a digest of each text, and when (seconds since 1970)."""


class Role(StrEnum):
    """What one message of an answer is in it."""

    ANSWER = "answer"
    QUESTION = "question"  # of the form that was open before: it still waits for what it asked
    NEW_QUESTION = "new question"  # of a form that has just begun
    REMARK = "remark"  # words beside a question or a handoff, which other words may replace and nothing shorten
    WHOLE = "whole"  # a report's confirmation, or an action's own text: always as it is


def roles(answer: Answer, texts: Sequence[str], *, open_before: str | None) -> list[Role]:
    """What each message of an answer is in it. `open_before` is the errand whose form was open when the resident wrote;
    a form asks last, after whatever else is said."""
    asks = next((at for at in reversed(range(len(texts))) if texts[at]), -1) if answer.open_errand else -1
    goes_back = any(reply.key == GOES_BACK for reply in answer.replies)
    old = open_before == answer.open_errand or goes_back
    found = []
    for at, reply in enumerate(answer.replies):
        if reply.key is None or any(each.report for each in answer.replies):
            found.append(Role.WHOLE)
        elif at == asks:
            found.append(Role.QUESTION if old else Role.NEW_QUESTION)
        elif answer.handoff is not None or reply.key.startswith(OF_A_FORM):
            found.append(Role.REMARK)
        else:
            found.append(Role.ANSWER)
    return found


@dataclass(frozen=True)
class Words:
    """One message of an answer, as it would be said if it were the first time."""

    rendered: Rendered
    role: Role
    key: str = ""
    values: Mapping[str, Any] | None = None
    intent: str | None = None
    """What the resident was understood to want, for a key that names no intent itself."""


@dataclass(frozen=True)
class Rewording:
    """Puts answers in other words: as the files (or an administrator) word them for the second and third time, else as
    their first sentence with what else can be asked, then with whom to turn to."""

    answers: Answers
    council: Council
    channel: str

    def reworded(self, spoken: Sequence[Words], said: Said | None, now: datetime) -> list[Rendered]:
        """What to say instead, message by message; an empty text where the same stands twice in one answer."""
        known = [mark for mark, _ in fresh(said, now)]
        latest = known[-1] if known else None
        out: list[Rendered] = []
        for words in spoken:
            if words.rendered.text and words.rendered.text in (each.text for each in out) and words.role != Role.WHOLE:
                out.append(Rendered(""))
                continue
            chosen = self._first_unsaid(words, known, latest)
            known.append(digest(chosen.text))
            out.append(chosen)
        return out

    def _first_unsaid(self, words: Words, known: Sequence[str], latest: str | None) -> Rendered:
        """The first wording that was not said; where all were, the one that was said longest ago."""
        if words.role == Role.NEW_QUESTION and digest(words.rendered.text) != latest:
            return words.rendered
        wordings = list(self._wordings(words)) if digest(words.rendered.text) in known else [words.rendered]
        said_last = {mark: at for at, mark in enumerate(known)}
        return min(wordings, key=lambda wording: said_last.get(digest(wording.text), -1))

    def _wordings(self, words: Words) -> Iterator[Rendered]:
        yield words.rendered
        if words.role in (Role.QUESTION, Role.NEW_QUESTION):
            yield from self._asked_again(words.rendered)
        elif words.role != Role.WHOLE:
            own = [found for name in OTHER_WORDINGS if (found := self._render(f"{words.key}_{name}", words))]
            yield from own
            if words.role == Role.ANSWER and not (own and self._is_about_the_chat(words)):
                yield from self._told_again(words, shortened=not own)

    def _asked_again(self, question: Rendered) -> Iterator[Rendered]:
        for key in ("utter_gateway_still_needed", "utter_gateway_needed_to_go_on"):
            lead = self.answers.render(key, {"question": question.text}, self.channel)
            yield Rendered(lead.text, question.buttons)

    def _told_again(self, words: Words, *, shortened: bool) -> Iterator[Rendered]:
        """Shorter with what else can be asked; with whom to turn to; and where that is told again, shorter still."""
        if shortened:
            yield self._as_said(words)
        turned_to = self._turned_to(words)
        about = "utter_gateway_told_twice" if turned_to["service"] else "utter_gateway_said_twice"
        for key in (about, "utter_gateway_told_before"):
            told = self.answers.render(key, turned_to, self.channel)
            yield Rendered(told.text, _with_person(words.rendered.buttons))

    def _as_said(self, words: Words) -> Rendered:
        said = self.answers.render("utter_gateway_as_said", {"said": first_sentence(words.rendered.text)}, self.channel)
        others = self._other_facets(words)
        if others:
            hint = self.answers.render("utter_gateway_also_ask", {"facets": _listed(others)}, self.channel)
            return Rendered(f"{said.text} {hint.text}", words.rendered.buttons)
        hint = self.answers.render("utter_gateway_other_words", {}, self.channel)
        return Rendered(f"{said.text} {hint.text}", words.rendered.buttons or _with_person(()))

    def _other_facets(self, words: Words) -> list[str]:
        """What else of the service has an answer of its own, as a question is put in a sentence."""
        intent = self._intent(words)
        found = [
            facet
            for facet in FACETS
            if f"utter_{intent}_{facet}" in self.answers and words.key != f"utter_{intent}_{facet}"
        ]
        return [self.answers.render(f"utter_gateway_facet_{facet}", {}, self.channel).text for facet in found[:HINTS]]

    def _is_about_the_chat(self, words: Words) -> bool:
        intent = self.council.intents.get(self._intent(words) or "")
        return intent is None or intent.kind == CONTROL

    def _turned_to(self, words: Words) -> dict[str, str]:
        """What it is about and whose it is, for the words that name the team."""
        intent = self.council.intents.get(self._intent(words) or "")
        topic = intent.topic if intent else CONVERSATION
        facts = {name: self.council.fact(f"contact.{topic}.{name}") for name in ("name", "phone")}
        return {
            "service": self.council.service_title(intent.name) if intent and intent.kind != CONTROL else "",
            "team": facts["name"] or self.council.facts.name,
            "phone": facts["phone"] or self.council.facts.phone,
        }

    def _intent(self, words: Words) -> str | None:
        """The intent whose answer this is, by the answer's key: `utter_bus_pass_cost` is of `bus_pass`."""
        parts = words.key.removeprefix("utter_").split("_")
        names = ("_".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((name for name in names if name in self.council.intents), words.intent)

    def _render(self, key: str, words: Words) -> Rendered | None:
        if key not in self.answers:
            return None
        found = self.answers.render(key, words.values or {}, self.channel)
        return replace(found, buttons=found.buttons or words.rendered.buttons)


def remembered(said: Said | None, texts: Iterable[str], now: datetime) -> list[list[Any]]:
    """With these texts as the latest; what is older than a day, or too much, is forgotten."""
    new = {digest(text): int(now.timestamp()) for text in texts}
    kept = [[mark, at] for mark, at in fresh(said, now) if mark not in new]
    return [*kept, *([mark, at] for mark, at in new.items())][-MOST_KEPT:]


def fresh(said: Said | None, now: datetime) -> list[tuple[str, int]]:
    """What was said within the day, the latest last."""
    since = int((now - FORGOTTEN_AFTER).timestamp())
    return [(mark, at) for mark, at in said or () if at >= since]


def digest(text: str) -> str:
    """Tells one text from another without keeping it."""
    return hashlib.blake2s(" ".join(text.split()).encode()).hexdigest()[:DIGEST_CHARACTERS]


def first_sentence(text: str) -> str:
    """The first sentence that says something, with the list that it announces and with the text's link."""
    first, _, rest = text.partition("\n")
    if first.endswith(":") and rest:
        return f"{first} {rest.partition(chr(10))[0]}"
    sentences = _SENTENCE_END.split(first.strip())
    taken = sentences.pop(0)
    while sentences and len(taken) < ENOUGH_CHARACTERS:
        taken = f"{taken} {sentences.pop(0)}"
    links = [text[link.start : link.end] for link in find_links(text) if link.kind is Kind.WEB]
    return taken if not links or links[0] in taken else f"{taken} {links[0]}"


def _listed(things: Sequence[str]) -> str:
    """ "what it costs, how long it takes or where it is"."""
    return " or ".join(filter(None, [", ".join(things[:-1]), things[-1]]))


def _with_person(buttons: Sequence[Button]) -> tuple[Button, ...]:
    person = Button(taxonomy.titles()[SPEAK_TO_PERSON], f"/{SPEAK_TO_PERSON}")
    return (*(each for each in buttons if each.payload != person.payload), person)
