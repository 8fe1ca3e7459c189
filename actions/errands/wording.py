"""The words of an errand: its questions with their choices, and what it understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, button
from actions.errands.spec import SKIPPED, Errand, Question
from actions.errands.state import State
from protocol.action_messages import WANTS

YES_NO = (("Yes", "yes"), ("No", "no"), ("Not sure", "not sure"))
UPDATES = (("Yes, tell me here", "yes"), ("No, thank you", "no"))
SHOWN_CHARACTERS = 120
TIMES_UNTIL_A_PERSON = 3
"""The same question running, before a person is offered beside it."""
CHANGE = "?"
"""In a button's entity `answer`: take this answer back and ask again."""


def ask(dispatcher: CollectingDispatcher, state: State, question: Question) -> None:
    """One question, with its choices and what else answers it, and before it why it is asked again."""
    if state.note:
        dispatcher.utter_message(response=f"utter_errand_{state.note}")
    buttons = [*_choices(question), *(button(title, "provide_details", answer=value) for title, value in state.offered)]
    wants = {WANTS: ["location"]} if question.type == "place" else None
    titles = _titles(state.errand, state.answers)
    words = question.ask if state.times <= 1 else question.again
    if state.times >= TIMES_UNTIL_A_PERSON:
        buttons = [*buttons, PERSON]
    dispatcher.utter_message(response=words, buttons=buttons, json_message=wants, **titles)


def _choices(question: Question) -> list[dict[str, str]]:
    match question.type:
        case "choice" | "reference":
            return [_answer(o.title, question.field, o.value) for o in question.options]
        case "yes_no":
            return [_answer(title, question.field, value) for title, value in YES_NO]
        case "updates":
            return [_answer(title, question.field, value) for title, value in UPDATES]
        case "photo":
            return [_answer("No photo", question.field, "none")]
        case _:
            return []


def _answer(title: str, name: str, value: str) -> dict[str, str]:
    return button(title, "provide_details", answer=f"{name}={value}")


def offers(question: Question, value: str) -> bool:
    """Whether a button may answer the question with this value."""
    match question.type:
        case "choice":
            return question.option(value) is not None
        case "yes_no":
            return value in dict(YES_NO).values()
        case "updates":
            return value in dict(UPDATES).values()
        case _:
            return question.type in ("words", "reference")


def confirm(dispatcher: CollectingDispatcher, state: State) -> None:
    """Says back what was understood; or, after a "no", asks what to change."""
    if state.note == "change":
        known = [q for q in state.errand.answered(state.answers) if q.type != "photo"]
        changes = [_answer(q.label, q.field, CHANGE) for q in known]
        leave = button("Leave it, do not report", "start_over")
        dispatcher.utter_message(response="utter_what_to_change", buttons=[*changes, leave])
        return
    if state.note:
        dispatcher.utter_message(response=f"utter_errand_{state.note}")
    dispatcher.utter_message(
        response="utter_errand_confirm" if state.times <= 1 else "utter_errand_confirm_again",
        lines=lines(state.errand, state.answers, state.also),
        buttons=[button("Yes, send it", "affirm"), button("No, change something", "deny")],
        **_titles(state.errand, state.answers),
    )


def so_far(dispatcher: CollectingDispatcher, state: State) -> None:
    """Says back what was understood by now, in the middle of it."""
    known = lines(state.errand, state.answers, state.also)
    response = "utter_errand_so_far" if known else "utter_errand_nothing_yet"
    dispatcher.utter_message(response=response, lines=known, **_titles(state.errand, state.answers))


def _titles(errand: Errand, answers: dict[str, Any]) -> dict[str, str]:
    return {"title": errand.called(answers)}


def lines(errand: Errand, answers: dict[str, Any], also: Sequence[str] = ()) -> str:
    """What was understood, a line for each answer, and what was added to them."""
    said = [(q.label, in_words(q, answers[q.field])) for q in errand.answered(answers)]
    said += [("Also", shortened(each)) for each in also]
    return "\n".join(f"{label}: {words}" for label, words in said if words)


def in_words(question: Question, value: Any) -> str:
    """An answer as the resident reads it."""
    if question.type == "choice":
        option = question.option(value)
        return option.title if option else str(value)
    if question.type == "place":
        return str(value["words"])
    if question.optional and value == SKIPPED:
        return ""
    if question.type == "photo":
        return {0: "", 1: "1 photo"}.get(len(value), f"{len(value)} photos")
    if question.type == "updates":
        return {"yes": "in this chat", "no": "none"}.get(value, str(value))
    return shortened(str(value))


def shortened(text: str) -> str:
    """At most a line or two of it, for a text message."""
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
