"""How far an errand has come: what the slot `errand` holds between two messages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from actions.errands.spec import Errand, Question, errands

SLOT = "errand"
CONFIRM = "confirm"
"""What is asked last: whether all was understood."""


@dataclass(frozen=True)
class State:
    """One errand under way. `answers` are by field; `said` is what the resident wrote first; `asked` the field asked
    last; `note` why it is asked again; `offered` what a look-up offers to press under the question: title, answer;
    `also` what was added that answers no question; `put` the field that was put last, and how many `times` running."""

    intent: str
    answers: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    told: list[str] = field(default_factory=list)
    asked: str | None = None
    note: str | None = None
    offered: list[list[str]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    put: str | None = None
    times: int = 0

    @classmethod
    def of(cls, saved: dict[str, Any] | None) -> State | None:
        """The state in the slot. One whose errand is no longer there counts as none; what else has changed since it was
        kept (a conversation outlives a new version) is left out or asked again."""
        if not saved or saved.get("intent") not in errands():
            return None
        state = cls(**{each.name: saved[each.name] for each in fields(cls) if each.name in saved})
        if state.asked in (None, CONFIRM) or state.question:
            return state
        question = state.errand.next_question(state.answers)
        return replace(state, asked=question.field if question else CONFIRM)

    @property
    def errand(self) -> Errand:
        """What the errand asks and ends with."""
        return errands()[self.intent]

    @property
    def question(self) -> Question | None:
        """The question asked last, if it was one of the errand's own."""
        return self.errand.question(self.asked)

    def with_answers(self, found: dict[str, Any]) -> State:
        """With these answers; None takes one back, so that it is asked again."""
        answers = {name: value for name, value in (self.answers | found).items() if value is not None}
        return replace(self, answers=answers, note=None)

    def put_once_more(self) -> State:
        """With the open question counted as put."""
        return replace(self, put=self.asked, times=self.times + 1 if self.put == self.asked else 1)

    def as_dict(self) -> dict[str, Any]:
        """For the slot."""
        return asdict(self)
