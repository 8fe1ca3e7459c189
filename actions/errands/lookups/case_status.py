"""Looks up how far a report has come that a resident made earlier."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk.executor import CollectingDispatcher

from actions.days import say_date
from actions.dialogue import PERSON, Turn, button
from actions.errands.interpretation import reference_in
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome, Row, general
from actions.errands.spec import errands
from actions.errands.wording import shortened
from actions.records import records

INTENT = "case_status"


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
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


def _tell_case(dispatcher: CollectingDispatcher, asked: Asked, row: Row, *, given: bool) -> None:
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


def is_named_in(turn: Turn) -> bool:
    """Whether a message has the reference of a report in it; never where nobody asks for one."""
    errand = errands().get(INTENT)
    questions = errand.questions if errand else ()
    return any(q.type == "reference" and reference_in(q, turn.text) for q in questions)


def title_of(kind: str) -> str:
    """What a report of this kind is called: "a pothole"."""
    for errand in errands().values():
        if errand.request == kind:
            return errand.title
    options = (o for errand in errands().values() for q in errand.questions for o in q.options)
    called = next((option.called for option in options if option.kind == kind and option.called), "")
    return called or {"missed_bin": "a missed bin"}.get(kind, kind.replace("_", " "))
