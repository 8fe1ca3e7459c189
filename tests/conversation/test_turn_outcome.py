"""What becomes of a turn: every kind of answer against every state of a conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.assistant import Answer, Reply, Report, Understanding
from bot.conversation.quick_messages import Arrivals
from bot.conversation.turn_outcome import (
    Answered,
    Dropped,
    Facts,
    NothingToSay,
    Outcome,
    Says,
    Stopped,
    Then,
    WaitsForMore,
    decide,
    decide_unsent,
)
from bot.database.states import HandoffReason
from bot.ownership import HandoffRequest

BINS = Understanding("answer", "bin_day", 0.9, "waste", urgent=False, raw={})
MAY_BE_GAS = Understanding("answer", "bin_day", 0.9, "waste", urgent=False, raw={}, possible_danger="gas_leak")
GAS = Understanding("hand_over", "gas_leak", 0.9, "emergencies", urgent=True, raw={})
STOP = Understanding("answer", "stop_messages", 0.95, "conversation", urgent=False, raw={})
WORDS, STOP_WORDS = (Reply("Your bin is emptied on Monday."),), (Reply(key="utter_stop_messages"),)
ASKED, URGENT = (
    HandoffRequest(HandoffReason.ASKED, "waste", "bin_day"),
    HandoffRequest(HandoffReason.URGENT, "emergencies", "gas_leak"),
)

ANSWERS = {
    "words": Answer(WORDS, BINS),
    "a report": Answer((Reply(report=Report("missed_bin", "waste")),), BINS),
    "nothing": Answer((Reply(),), BINS),
    "a person": Answer(WORDS, BINS, handoff=ASKED),
    "a person, no words": Answer((Reply(),), BINS, handoff=ASKED),
    "danger": Answer(WORDS, GAS, handoff=URGENT),
    "danger missed by a form": Answer(WORDS, GAS),
    "no danger, says a form": Answer(WORDS, GAS, only_answered=True),
    "possible danger": Answer(WORDS, MAY_BE_GAS),
    "possible, and a person": Answer(WORDS, MAY_BE_GAS, handoff=ASKED),
    "possible, a form's answer": Answer(WORDS, MAY_BE_GAS, only_answered=True),
    "a sure wish to stop": Answer(STOP_WORDS, STOP),
    "an unsure wish to stop": Answer(STOP_WORDS, replace(STOP, confidence=0.6)),
}

AS_ASKED = Facts(
    text="no more texts please",
    is_choice=False,
    still_asked=True,
    has_words=True,
    can_be_stopped=True,
    opted_out=False,
    more_owed=False,
)
STATES = {
    "as it was": AS_ASKED,
    "changed hands": replace(AS_ASKED, still_asked=False),
    "more written": replace(AS_ASKED, more_owed=True),
    "opted out": replace(AS_ASKED, opted_out=True),
    "button pressed": replace(AS_ASKED, is_choice=True),
    "web chat": replace(AS_ASKED, can_be_stopped=False),
    "told of it": replace(AS_ASKED, is_told=True),
    "pressed, told": replace(AS_ASKED, is_choice=True, is_told=True),
    "may go on": replace(AS_ASKED, arrivals=Arrivals(since_first=1, since_latest=1, pause=3)),
}

TABLE = """
                          | as it was             | changed hands | more written          | opted out          | button pressed        | web chat              | told of it      | pressed, told   | may go on
words                     | said                  | dropped       | said, owes more       | said, closed       | said                  | said                  | said            | said            | waits
a report                  | said                  | dropped       | said, owes more       | said, closed       | said                  | said                  | said            | said            | waits
nothing                   | failed                | dropped       | failed                | failed             | failed                | failed                | failed          | failed          | waits
a person                  | said, to people       | dropped       | said, to people       | said, closed       | said, to people       | said, to people       | said, to people | said, to people | waits
a person, no words        | said, to people       | dropped       | said, to people       | said, closed       | said, to people       | said, to people       | said, to people | said, to people | waits
danger                    | said, urgent          | dropped       | said, urgent          | said, urgent       | said, urgent          | said, urgent          | urgent          | said, urgent    | said, urgent
danger missed by a form   | signpost, urgent      | dropped       | signpost, urgent      | signpost, urgent   | said                  | signpost, urgent      | urgent          | said            | signpost, urgent
no danger, says a form    | said                  | dropped       | said, owes more       | said, closed       | said                  | said                  | said            | said            | said
possible danger           | said, help            | dropped       | said, help, owes more | said, help, closed | said, help            | said, help            | said            | said            | waits
possible, and a person    | said, help, to people | dropped       | said, help, to people | said, help, closed | said, help, to people | said, help, to people | said, to people | said, to people | waits
possible, a form's answer | said                  | dropped       | said, owes more       | said, closed       | said                  | said                  | said            | said            | waits
a sure wish to stop       | stopped               | dropped       | stopped               | stopped            | stopped               | said                  | stopped         | stopped         | waits
an unsure wish to stop    | said                  | dropped       | said, owes more       | said, closed       | said                  | said                  | said            | said            | waits
"""  # noqa: E501


def cells() -> list[tuple[str, str, str]]:
    """Each cell of the table: the kind of answer, the state of the conversation, and what becomes of the turn."""
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines())
    assert [row[0] for row in rows] == list(ANSWERS) and head[1:] == list(STATES)
    return [(row[0], state, cell) for row in rows for state, cell in zip(head[1:], row[1:], strict=True)]


def in_words(outcome: Outcome) -> str:
    """An outcome as the table says it."""
    match outcome:
        case Dropped():
            return "dropped"
        case WaitsForMore():
            return "waits"
        case Stopped():
            return "stopped"
        case NothingToSay():
            return "failed"
        case Answered():
            queue = "urgent" if outcome.is_urgent else "to people"
            then = {Then.ASSISTANT: "", Then.ASSISTANT_OWES_MORE: "owes more", Then.QUEUE: queue, Then.NOBODY: "closed"}
            said = {
                Says.ANSWER: "said",
                Says.ANSWER_AND_HELP: "said, help",
                Says.SIGNPOST: "signpost",
                Says.NOTHING: "",
            }
            return ", ".join(filter(None, [said[outcome.says], then[outcome.then]]))


@pytest.mark.parametrize(("kind", "state", "expected"), cells())
def test_every_kind_of_answer_in_every_state(kind: str, state: str, expected: str) -> None:
    answer = ANSWERS[kind]
    has_words = any(reply.text or reply.key or reply.report for reply in answer.replies)
    assert in_words(decide(answer, replace(STATES[state], has_words=has_words))) == expected


def test_the_reason_for_a_person_is_the_dialogues_or_the_danger() -> None:
    assert decide(ANSWERS["a person"], AS_ASKED) == Answered(Then.QUEUE, ASKED)
    assert decide(ANSWERS["danger missed by a form"], AS_ASKED) == Answered(Then.QUEUE, URGENT, Says.SIGNPOST)


def test_a_form_that_saw_no_danger_names_no_errand() -> None:
    assert decide(ANSWERS["no danger, says a form"], AS_ASKED) == Answered(Then.ASSISTANT, is_errand=False)


@pytest.mark.parametrize("is_told", [False, True])
def test_possible_danger_is_marked_whether_or_not_the_resident_was_told_before(is_told: bool) -> None:
    marked = decide(ANSWERS["possible danger"], replace(AS_ASKED, is_told=is_told))
    assert isinstance(marked, Answered) and marked.possible_danger == "gas_leak" and not marked.is_urgent
    answered = decide(ANSWERS["possible, a form's answer"], replace(AS_ASKED, is_told=is_told))
    assert isinstance(answered, Answered) and answered.possible_danger is None


def test_what_no_text_is_left_for_answers_nothing_and_goes_to_people() -> None:
    unsent = decide_unsent(ANSWERS["words"], AS_ASKED)
    assert unsent == Answered(Then.QUEUE, HandoffRequest(HandoffReason.TEXTS_SPENT, "waste", "bin_day"))
    assert not unsent.settles and Answered(Then.QUEUE, ASKED).settles and Answered(Then.ASSISTANT).settles
    assert decide_unsent(ANSWERS["words"], STATES["opted out"]).then is Then.NOBODY
