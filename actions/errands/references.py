"""Looks up what has a reference: a planning application, and the report that a resident made earlier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, Turn, button
from actions.errands.looking import ANSWERED, Asked, Outcome, general
from actions.errands.reading import reference_in
from actions.errands.spec import errands
from actions.errands.state import State
from actions.records import records

CASE_STATUS = "case_status"
PLANNING = "planning_search_comment"
_LONGEST_NOTE = 120

Row = dict[str, Any]


async def planning_application(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """An application by its number. Who has none gets the search page, and may still give one."""
    reference = asked.answers.get("reference", "")
    found = await records().planning(reference)
    if not found["kept"] or reference == "none":
        return general(dispatcher, asked)
    if not reference:
        number = button("I have its number", asked.state.intent, answer="reference=wanted")
        return general(dispatcher, asked, buttons=[number])
    if reference == "wanted":
        return Outcome(ask="reference")
    if found["applications"]:
        _tell_application(dispatcher, asked, found["applications"][0])
        return ANSWERED
    if asked.told("unknown_application"):
        return general(dispatcher, asked)
    return Outcome(ask="reference", note="unknown_application")


def _tell_application(dispatcher: CollectingDispatcher, asked: Asked, row: Row) -> None:
    decided = row["decision_date"]
    dispatcher.utter_message(
        response="utter_planning_application",
        reference=row["reference"],
        description=shortened(row["description"]),
        address=row["address"],
        status=row["status"],
        decision=f" Decision date: {say_date(date.fromisoformat(decided))}." if decided else "",
        page=row["link"],
        buttons=[button("Another application", asked.state.intent, answer="reference=wanted")],
    )


async def case_status(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """How far a report has come: by its reference, else the latest one of this very resident. One that we do not find
    is asked for once more; then a person looks. Claims and applications have another page."""
    reference = asked.answers.get("reference")
    if reference == "none":
        dispatcher.utter_message(response="utter_case_without_reference")
        return Outcome(person=True)
    if reference == "wanted":
        return Outcome(ask="reference")
    if not reference and asked.answers.get("what") == "claim":
        given = button("I have a reference", asked.state.intent, answer="reference=wanted")
        return general(dispatcher, asked, buttons=[given])
    row = await (records().request(reference) if reference else records().latest_request(asked.sender))
    if row:
        _tell_case(dispatcher, asked, row, given=bool(reference))
        return ANSWERED
    if asked.told("unknown_reference"):
        dispatcher.utter_message(response="utter_case_not_found")
        return Outcome(person=True)
    return Outcome(ask="reference", note="unknown_reference" if reference else "")


def _tell_case(dispatcher: CollectingDispatcher, asked: Asked, row: Row, given: bool) -> None:
    another = button("Another report", asked.state.intent, answer="reference=wanted")
    dispatcher.utter_message(
        response=f"utter_case_{row['status']}",
        title=title_of(row["kind"]),
        reference=row["reference"],
        filed=say_date(datetime.fromisoformat(row["filed_at"]).date()),
        changed=say_date(datetime.fromisoformat(row["status_at"]).date()),
        team_says=f' The team says: "{shortened(row["notes"])}"' if row["notes"] else "",
        buttons=[PERSON] if given else [another, PERSON],
    )


def names_a_case(turn: Turn) -> bool:
    """Whether a message has the reference of a report in it; never where nobody asks for one."""
    errand = errands().get(CASE_STATUS)
    questions = errand.questions if errand else ()
    return any(q.type == "reference" and reference_in(q, turn.text) for q in questions)


async def by_reference(dispatcher: CollectingDispatcher, turn: Turn, sender: str) -> bool:
    """Answers a message that is no more than a reference, of whichever kind; False where it has none."""
    for intent, look_up in ((PLANNING, planning_application), (CASE_STATUS, case_status)):
        errand = errands().get(intent)
        for question in errand.questions if errand else ():
            found = reference_in(question, turn.text)
            if question.type == "reference" and found:
                asked = Asked(State(intent, {"reference": found}), turn, {}, sender)
                outcome = await look_up(dispatcher, asked)
                if outcome.ask:
                    again = button("Type it again", intent, answer="reference=wanted")
                    dispatcher.utter_message(response=f"utter_errand_{outcome.note}", buttons=[again, PERSON])
                return True
    return False


def title_of(kind: str) -> str:
    """What a report of this kind is called: "a pothole"."""
    for errand in errands().values():
        if errand.request == kind:
            return errand.title
    options = (o for errand in errands().values() for q in errand.questions for o in q.options)
    called = next((option.called for option in options if option.kind == kind and option.called), "")
    return called or {"missed_bin": "a missed bin"}.get(kind, kind.replace("_", " "))


def say_date(day: date) -> str:
    """ "3 December 2026"."""
    return f"{day.day} {day:%B} {day.year}"


def shortened(text: str) -> str:
    """At most a line or two of it, for a text message."""
    return text if len(text) <= _LONGEST_NOTE else text[: _LONGEST_NOTE - 1].rsplit(" ", 1)[0] + "…"
