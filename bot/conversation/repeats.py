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
from language.answer_keys import ABOUT, AGAIN, service_of
from language.cleaning import one_line
from language.facets import FACETS
from language.intent_kinds import CONTROL, CONVERSATION, LOOKUP
from language.links import Kind, find_links

FORGOTTEN_AFTER = timedelta(days=1)
"""What was said yesterday may be said again as it was."""
MOST_KEPT = 40
"""Texts remembered of one conversation, the latest: what is kept costs the same however long it gets."""
DIGEST_CHARACTERS = 12
ENOUGH_CHARACTERS = 40
"""A first sentence shorter than this ("It is free.") takes the next one along."""
ASKED_FIRST = ("cost", "needed", "duration", "eligibility", "when", "where")
HINTS = 2
"""What else can be asked, of what residents ask most."""
SPEAK_TO_PERSON = "speak_to_person"
GOES_BACK = "utter_errand_back"
CONTACTS = "utter_contact_"
ASKS = "utter_ask_"
"""Keys of questions. `utter_ask_postcode_again` is what an action asks where it could not read the answer."""
OF_A_QUESTION = (
    ASKS,
    "utter_errand_",
    "utter_confirm_",
    "utter_what_to_change",
    "utter_postcode_",
    "utter_address_",
    "utter_did_you_mean_or_postcode",
)
"""Keys of what a form may ask or say back as its last word; any other is an answer beside it."""
OF_A_FACET = tuple(f"_{facet}" for facet in FACETS)
"""Ends of keys of what is said of one question about a service."""
OF_A_FORM = ("utter_errand_", ASKS)
"""Keys of what a form says beside its question."""
SENTENCE = "sentence"
"""The value with the sentence of an answer that is nearest to what was asked."""
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bSt\.)(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bNo\.)\s+(?=[\"'(A-Z0-9£])")

Said = Sequence[Sequence[Any]]
"""What the resident was told, the latest last: a digest of each text, and when (seconds since 1970)."""


class Role(StrEnum):
    """What one message of an answer is in it."""

    ANSWER = "answer"
    ASIDE = "aside"  # an answer beside the question of a form
    QUESTION = "question"  # of a form
    OLD_QUESTION = "old question"  # of a form that was interrupted: it goes back to what it asked then
    REMARK = "remark"  # words beside a question or a handoff, which other words may replace and nothing shorten
    WHOLE = "whole"  # a report's confirmation, or an action's own text: always as it is


QUESTIONS = (Role.QUESTION, Role.OLD_QUESTION)


def roles(answer: Answer, texts: Sequence[str]) -> list[Role]:
    """What each message of an answer is in it. An open form asks last, after whatever else is said; it may also leave
    an answer beside it as the last word."""
    asks = _asks(answer, texts) if answer.open_errand else -1
    question = Role.OLD_QUESTION if any(reply.key == GOES_BACK for reply in answer.replies) else Role.QUESTION
    found = []
    for at, reply in enumerate(answer.replies):
        if reply.key is None or any(each.report for each in answer.replies):
            found.append(Role.WHOLE)
        elif at == asks:
            found.append(question)
        elif answer.handoff is not None or reply.key.startswith(OF_A_FORM):
            found.append(Role.REMARK)
        else:
            found.append(Role.ASIDE if answer.open_errand else Role.ANSWER)
    return found


def _asks(answer: Answer, texts: Sequence[str]) -> int:
    """Which message is the form's question; -1 for none."""
    worded = [at for at, (reply, text) in enumerate(zip(answer.replies, texts, strict=True)) if text and reply.key]
    questions = [at for at in worded if (answer.replies[at].key or "").startswith(OF_A_QUESTION)]
    return questions[-1] if questions else -1


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
        """What to say instead, message by message; an empty text where the same stands twice in one answer, or where
        a remark that was made before stands before a question that is asked once more."""
        known = [mark for mark, _ in fresh(said, now)]
        latest = known[-1] if known else None
        asked_again = any(words.role in QUESTIONS and digest(words.rendered.text) == latest for words in spoken)
        out: list[Rendered] = []
        for words in spoken:
            if words.role != Role.WHOLE and words.rendered.text in [each.text for each in out]:
                out.append(Rendered(""))
                continue
            chosen = self._chosen(words, known, latest)
            if asked_again and words.role == Role.REMARK and digest(chosen.text) in known:
                chosen = Rendered("")
            known.append(digest(chosen.text))
            out.append(chosen)
        return out

    def _chosen(self, words: Words, known: Sequence[str], latest: str | None) -> Rendered:
        """The first wording that was not said; where all were, the one that was said longest ago, but for the whole
        answer."""
        mark = digest(words.rendered.text)
        if mark not in known or (words.role == Role.QUESTION and mark != latest):
            return words.rendered
        others = [wording for wording in self._others(words, known) if wording.text != words.rendered.text]
        said_last = {mark: at for at, mark in enumerate(known)}
        return min(others or [words.rendered], key=lambda wording: said_last.get(digest(wording.text), -1))

    def _others(self, words: Words, known: Sequence[str]) -> Iterator[Rendered]:
        """The wordings that may take the place of one that was said, the best first."""
        own = self._own(words)
        if words.role in QUESTIONS:
            yield from own
            yield from self._asked_again(words.rendered)
        elif words.role != Role.WHOLE:
            yield from own
            if words.role != Role.REMARK and not (own and self._is_about_the_chat(words)):
                yield from self._told_again(words, known, shortened=not own)

    def _own(self, words: Words) -> list[Rendered]:
        """The words that the files have for the times after the first. What an action asks where it could not read the
        answer is called `again` too, so that a question's own words are those for later."""
        names = AGAIN[1:] if words.key.startswith(ASKS) else AGAIN
        return [found for name in names if (found := self._render(f"{words.key}_{name}", words))]

    def _asked_again(self, question: Rendered) -> Iterator[Rendered]:
        for key in ("utter_gateway_still_needed", "utter_gateway_needed_to_go_on"):
            lead = self.answers.render(key, {"question": only_asked(question.text)}, self.channel)
            yield Rendered(lead.text, question.buttons)

    def _told_again(self, words: Words, known: Sequence[str], *, shortened: bool) -> Iterator[Rendered]:
        """Shorter with what else can be asked; with whom to turn to; and where that is told again, shorter still."""
        if shortened:
            yield self._as_said(words, known)
        turned_to = self._turned_to(words)
        about = "utter_gateway_told_twice" if turned_to["service"] else "utter_gateway_said_twice"
        for key in (about, "utter_gateway_told_before", "utter_gateway_in_short"):
            values = turned_to | {"said": first_sentence(words.rendered.text)}
            told = self.answers.render(key, values, self.channel)
            yield Rendered(told.text, _with_person(words.rendered.buttons))

    def _as_said(self, words: Words, known: Sequence[str]) -> Rendered:
        text, sentence = words.rendered.text, str((words.values or {}).get(SENTENCE) or "")
        of_a_service = words.key.removeprefix("utter_") in self.council.intents
        particular = words.key.endswith(OF_A_FACET) or ABOUT in words.key
        whole = particular and not of_a_service  # it is short, and any of it may be what was asked
        shortened = text if whole else (from_sentence(text, sentence) if sentence else first_sentence(text))
        said = self.answers.render("utter_gateway_as_said", {"said": shortened}, self.channel)
        if sentence or words.role == Role.ASIDE or words.key.startswith(CONTACTS):  # an aside's question follows
            return Rendered(said.text, words.rendered.buttons)
        others = self._other_facets(words, known)
        if others:
            hint = self.answers.render("utter_gateway_also_ask", {"facets": _listed(others)}, self.channel)
            return Rendered(f"{said.text} {hint.text}", words.rendered.buttons)
        hint = self.answers.render("utter_gateway_other_words", {}, self.channel)
        return Rendered(f"{said.text} {hint.text}", words.rendered.buttons or _with_person(()))

    def _other_facets(self, words: Words, known: Sequence[str]) -> list[str]:
        """What else of the service has an answer of its own that was not given yet, as a question is put in a
        sentence. What was looked up is the answer to all that can be asked of it."""
        name = self._intent(words) or ""
        intent = self.council.intents.get(name)
        if intent is None or intent.kind == LOOKUP:
            return []
        found = [
            facet for facet in sorted(FACETS, key=_asked) if self._is_untold(f"utter_{intent.name}_{facet}", known)
        ]
        return [self.answers.render(f"utter_gateway_facet_{facet}", {}, self.channel).text for facet in found[:HINTS]]

    def _is_untold(self, key: str, known: Sequence[str]) -> bool:
        return key in self.answers and digest(self.answers.render(key, {}, self.channel).text) not in known

    def _is_about_the_chat(self, words: Words) -> bool:
        intent = self.council.intents.get(self._intent(words) or "")
        return intent is None or intent.kind == CONTROL

    def _turned_to(self, words: Words) -> dict[str, str]:
        """What it is about and whose it is, for the words that name the team."""
        intent = self.council.intents.get(self._intent(words) or "")
        topic = self._topic_of_contacts(words.key) or (intent.topic if intent else CONVERSATION)
        facts = {name: self.council.fact(f"contact.{topic}.{name}") for name in ("name", "phone")}
        return {
            "service": self.council.service_title(intent.name) if intent and intent.kind != CONTROL else "",
            "team": facts["name"] or self.council.facts.name,
            "phone": facts["phone"] or self.council.facts.phone,
        }

    def _topic_of_contacts(self, key: str) -> str | None:
        """Whose contacts an answer gives: `utter_contact_waste`."""
        topic = key.removeprefix(CONTACTS)
        return topic if topic != key and self.council.fact(f"contact.{topic}.phone") else None

    def _intent(self, words: Words) -> str | None:
        """The intent whose answer this is, by the answer's key, else by what the resident wants."""
        return service_of(words.key, self.council.intents) or words.intent

    def _render(self, key: str, words: Words) -> Rendered | None:
        if key not in self.answers:
            return None
        found = self.answers.render(key, words.values or {}, self.channel)
        return replace(found, buttons=found.buttons or words.rendered.buttons)


def told(spoken: Sequence[Words], put: Sequence[Rendered]) -> list[str]:
    """The texts that were said; a question also as it stands, last, because it is open in whatever words."""
    open_question = [words.rendered.text for words in spoken if words.role in QUESTIONS]
    return [*(each.text for each in put if each.text), *open_question]


def remembered(said: Said | None, texts: Iterable[str], now: datetime) -> list[list[Any]]:
    """With these texts as the latest; what is older than a day, or too much, is forgotten."""
    new: dict[str, int] = {}
    for text in texts:
        mark = digest(text)
        new.pop(mark, None)
        new[mark] = int(now.timestamp())
    kept = [[mark, at] for mark, at in fresh(said, now) if mark not in new]
    return [*kept, *([mark, at] for mark, at in new.items())][-MOST_KEPT:]


def fresh(said: Said | None, now: datetime) -> list[tuple[str, int]]:
    """What was said within the day, the latest last."""
    since = int((now - FORGOTTEN_AFTER).timestamp())
    return [(mark, at) for mark, at in said or () if at >= since]


def digest(text: str) -> str:
    """Tells one text from another without keeping it."""
    return hashlib.blake2s(one_line(text).encode()).hexdigest()[:DIGEST_CHARACTERS]


def first_sentence(text: str) -> str:
    """The first sentence that says something, with the list that it announces and with the text's link."""
    first, _, rest = text.partition("\n")
    if first.endswith(":") and rest:
        return f"{first} {rest.partition(chr(10))[0].rstrip('.')}."
    sentences = _SENTENCE_END.split(first.strip())
    taken = sentences.pop(0)
    while sentences and len(taken) < ENOUGH_CHARACTERS:
        taken = f"{taken} {sentences.pop(0)}"
    links = [text[link.start : link.end] for link in find_links(text) if link.kind is Kind.WEB]
    return taken if not links or links[0] in taken else f"{taken} {links[0]}"


def from_sentence(text: str, sentence: str) -> str:
    """The sentence of a text that has most words of this one, with the text's link, where the text is worded anew."""
    wanted = set(_WORD.findall(sentence.lower()))
    sentences = _SENTENCE_END.split(text.strip())
    at = max(range(len(sentences)), key=lambda number: len(wanted & set(_WORD.findall(sentences[number].lower()))))
    return first_sentence(" ".join([*sentences[at:], *sentences[:at]]))


def only_asked(text: str) -> str:
    """A question without what was said before it the first time: "We can report that for you. How big is it?"."""
    sentences = _SENTENCE_END.split(text)
    first = next((at for at, sentence in enumerate(sentences) if sentence.endswith("?")), 0)
    return text if "\n" in text else " ".join(sentences[first:])


def _asked(facet: str) -> int:
    """Its place among what residents ask most."""
    return ASKED_FIRST.index(facet) if facet in ASKED_FIRST else len(ASKED_FIRST)


def _listed(things: Sequence[str]) -> str:
    """ "what it costs, how long it takes or where it is"."""
    return " or ".join(filter(None, [", ".join(things[:-1]), things[-1]]))


def _with_person(buttons: Sequence[Button]) -> tuple[Button, ...]:
    person = Button(taxonomy.titles()[SPEAK_TO_PERSON], f"/{SPEAK_TO_PERSON}")
    return (*(each for each in buttons if each.payload != person.payload), person)
