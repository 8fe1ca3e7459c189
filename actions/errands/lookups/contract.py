"""What a look-up goes by, and how it ends: answered, or with what it still needs to know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import Turn
from actions.errands.state import State


@dataclass(frozen=True)
class Asked:
    """What a look-up may go by: the answers so far, the message, the shared slots, Rasa's id of the conversation."""

    state: State
    turn: Turn
    slots: dict[str, Any]
    sender: str

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by field."""
        return self.state.answers

    def told(self, note: str) -> bool:
        """Whether an earlier question already came with this note."""
        return note in self.state.told


@dataclass(frozen=True)
class Outcome:
    """`ask` is the field that has to be asked, or asked again; without one the resident has been answered. `note` says
    why (utter_errand_<note>), `choices` are title and answer (field=value) of what may be pressed instead. `person`
    passes the resident on."""

    ask: str = ""
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    person: bool = False


ANSWERED = Outcome()

Row = dict[str, Any]
"""One thing of the records, as actions/records.py gives it."""

LookUp = Callable[[CollectingDispatcher, Asked], Awaitable[Outcome]]
"""Tried after every message that answers something, with what is known by then. Raises RecordsDown."""


def general(dispatcher: CollectingDispatcher, asked: Asked, **values: Any) -> Outcome:
    """The answer with the council's own page, as given where there is nothing to look up."""
    dispatcher.utter_message(response=f"utter_{asked.state.intent}", **values)
    return ANSWERED
