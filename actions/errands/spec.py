"""What each errand asks, tells and ends with, read from the YAML files of this folder (README.md describes them)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
COMMON = HERE / "common.yml"
CALLED = {
    "place": "where|place|street|road|address|location|postcode|house number",
    "postcode": "postcode|post code|address|house|street|road",
    "address": "address|postcode|post code|house|house number|flat|street|road",
    "updates": "updates?|e-?mail(?: address)?",
    "photo": "photos?|pictures?",
    "date": "dates?|days?",
    "time": "times?|when",
    "reference": "references?|numbers?|postcode",
}
"""What residents call the answers to questions of these types, beside the label and the field."""
TYPES = frozenset(CALLED) | {"choice", "yes_no", "words"}

SKIPPED = "none"
"""The answer to a question that was left out: not filed, and not said back."""
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """One choice: its value in the service request, its title on the button, and a pattern of words that mean it.
    `faintly` is a pattern that counts only where no other option is named: "I need one for my mum" is not for me.
    `kind` and `called` replace the errand's own where this choice makes it another kind of request."""

    value: str
    title: str
    words: str = ""
    faintly: str = ""
    kind: str = ""
    called: str = ""

    @cached_property
    def named(self) -> re.Pattern[str] | None:
        """The pattern of words that name it."""
        return re.compile(rf"\b(?:{self.words})", re.IGNORECASE) if self.words else None

    @cached_property
    def hinted(self) -> re.Pattern[str] | None:
        """The pattern of words that may mean it."""
        return re.compile(rf"\b(?:{self.faintly})", re.IGNORECASE) if self.faintly else None


@dataclass(frozen=True)
class Question:
    """One thing to find out. It is asked only `when` earlier answers are as it says. Where it `reads` a postcode, that
    is found in place of a `pattern`. `lists` says that the pattern finds things of a list, which is taken whole. One
    that is `optional` may be skipped."""

    field: str
    type: str
    ask: str
    label: str
    options: tuple[Option, ...] = ()
    pattern: str = ""
    reads: str = ""
    lists: bool = False
    optional: bool = False
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def called(self) -> re.Pattern[str]:
        """What residents call it when they want to change its answer."""
        words = filter(None, (re.escape(self.label), self.field.replace("_", " "), CALLED.get(self.type, "")))
        return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)

    @property
    def again(self) -> str:
        """The answer's key of the question in other, shorter words."""
        return f"{self.ask}_again"

    @cached_property
    def looks_like(self) -> re.Pattern[str] | None:
        """The pattern of a reference."""
        return re.compile(self.pattern, re.IGNORECASE) if self.pattern else None

    @cached_property
    def anywhere(self) -> re.Pattern[str] | None:
        """The pattern of what is said in passing."""
        return re.compile(rf"\b(?:{self.pattern})\b", re.IGNORECASE) if self.pattern else None

    def option(self, value: object) -> Option | None:
        """The option with this value."""
        return next((option for option in self.options if option.value == value), None)

    def applies(self, answers: Answers) -> bool:
        """Whether it is to be asked at all."""
        return holds(self.when, answers)


@dataclass(frozen=True)
class Consequence:
    """Something said once its condition holds: `say` is an answer's key, `look_up` names one of lookups/."""

    when: tuple[tuple[str, tuple[str, ...]], ...]
    say: str = ""
    look_up: str = ""


@dataclass(frozen=True)
class Errand:
    """One errand. It ends with the first of its ends that holds; one with a `request` is else said back, confirmed and
    filed."""

    intent: str
    title: str
    questions: tuple[Question, ...]
    request: str = ""
    sent: str = "utter_errand_sent"
    tells: tuple[Consequence, ...] = ()
    ends: tuple[Consequence, ...] = field(default=())

    def question(self, name: str | None) -> Question | None:
        """The question about a field."""
        return next((question for question in self.questions if question.field == name), None)

    def option_of_another_kind(self, answers: Answers) -> Option | None:
        """The chosen option that makes this another kind of request, if one does."""
        options = (question.option(answers.get(question.field)) for question in self.questions)
        return next((option for option in options if option and option.kind), None)

    def called(self, answers: Answers) -> str:
        """Its title, or what the chosen option calls it."""
        options = (question.option(answers.get(question.field)) for question in self.questions)
        return next((option.called for option in options if option and option.called), self.title)

    def end(self, answers: Answers) -> Consequence | None:
        """How it ends: the first end whose condition holds. One that says something without a condition waits for every
        question; a look-up is tried at once and says itself what it needs to know."""
        done = self.next_question(answers) is None
        return next((e for e in self.ends if (e.when or e.look_up or done) and holds(e.when, answers)), None)

    def answered(self, answers: Answers) -> list[Question]:
        """The questions that have an answer, except those that a later answer made pointless."""
        return [q for q in self.questions if q.field in answers and q.applies(answers)]

    def next_question(self, answers: Answers) -> Question | None:
        """The first question without an answer."""
        return next((q for q in self.questions if q.field not in answers and q.applies(answers)), None)


def holds(when: tuple[tuple[str, tuple[str, ...]], ...], answers: Answers) -> bool:
    """Whether every named answer is one of those given for it."""
    return all(answers.get(name) in values for name, values in when)


@cache
def errands() -> dict[str, Errand]:
    """Every errand by its intent. Raises ValueError for a file that says something else than README.md allows."""
    common = _load(COMMON)
    found: dict[str, Errand] = {}
    for path in sorted(HERE.glob("*.yml")):
        if path != COMMON:
            found |= {intent: _errand(intent, raw, common) for intent, raw in _load(path).items()}
    return found


def _load(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}


def _errand(intent: str, raw: Mapping[str, Any], common: Mapping[str, Any]) -> Errand:
    known = {"title", "request", "questions", "tells", "ends", "sent"}
    if raw.keys() - known or not ((raw.get("request") and raw.get("questions")) or raw.get("ends")):
        raise ValueError(f"{intent}: an errand has a title, and questions and a request, or ends")
    questions = tuple(_question(intent, each, common) for each in raw.get("questions", ()))
    names = {"subtopic", *(question.field for question in questions)}
    follows = {name: tuple(_consequence(each) for each in raw.get(name, ())) for name in ("tells", "ends")}
    conditional: list[Question | Consequence] = [*questions, *follows["tells"], *follows["ends"]]
    conditions = [name for each in conditional for name, _ in each.when]
    if unknown := set(conditions) - names:
        raise ValueError(f"{intent}: no question finds out {', '.join(sorted(unknown))}")
    return Errand(
        intent=intent,
        title=raw["title"],
        questions=questions,
        request=raw.get("request", ""),
        sent=raw.get("sent", Errand.sent),
        **follows,
    )


def _question(intent: str, raw: str | Mapping[str, Any], common: Mapping[str, Any]) -> Question:
    given = {"field": raw, **common[raw]} if isinstance(raw, str) else {**common.get(raw["field"], {}), **raw}
    options = tuple(Option(**option) for option in given.get("options", ()))
    kind = given.get("type", "choice")
    if kind not in TYPES or (kind == "choice" and not options) or (options and kind not in ("choice", "reference")):
        raise ValueError(f"{intent}: {given['field']} has no such type, or lacks its options")
    if given.get("reads", "postcode") != "postcode":
        raise ValueError(f"{intent}: {given['field']} can read a postcode and nothing else")
    found = {name: given[name] for name in ("pattern", "reads", "lists", "optional") if name in given}
    return Question(
        field=given["field"],
        type=kind,
        ask=given.get("ask", f"utter_ask_{intent}_{given['field']}"),
        label=given["label"],
        options=options,
        when=_when(given),
        **found,
    )


def _consequence(raw: Mapping[str, Any]) -> Consequence:
    return Consequence(_when(raw), raw.get("say", ""), raw.get("look_up", ""))


def _when(raw: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`when: {alone: no}` or `when: {who: [carer, student]}`. YAML's yes and no count as the words."""
    return tuple((name, tuple(_word(v) for v in _list(values))) for name, values in (raw.get("when") or {}).items())


def _list(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
