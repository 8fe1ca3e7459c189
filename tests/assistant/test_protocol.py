"""What Rasa says, taken apart: side effects by their keys, and what cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from structlog.testing import capture_logs

from actions.handover import reason_for
from bot.assistant import Report
from bot.assistant.protocol import Answer, read_answer
from bot.database.states import HandoffReason
from bot.desk.event_lines import HANDED_OVER
from bot.errors import AssistantFailed
from bot.ownership import HandoffRequest
from language import intent_kinds
from language.taxonomy import intents, topics
from protocol import action_messages
from tests.fakes.assistant import message, understood


def answer(*custom: Any, text: str | None = "Hello.") -> Answer:
    """An answer whose messages carry these side effects."""
    messages = [message(text, custom=carried) for carried in custom]
    return read_answer({"messages": messages, "understanding": understood("pothole_report", "roads")})


@pytest.mark.parametrize(
    ("carried", "reason"),
    [
        ({"reason": "urgent", "topic": "roads", "intent": "x"}, HandoffRequest(HandoffReason.URGENT, "roads", "x")),
        ({"reason": "urgent"}, HandoffRequest(HandoffReason.URGENT)),
        ({}, HandoffRequest(HandoffReason.ASKED)),
        ({"reason": "a whim"}, HandoffRequest(HandoffReason.ASKED)),
        (None, None),
    ],
)
def test_a_handoff(carried: dict[str, str] | None, reason: HandoffRequest | None) -> None:
    assert answer({"handoff": carried}).handoff == reason


def test_the_first_handoff_counts() -> None:
    two = answer(None, {"handoff": {"reason": "frustrated"}}, {"handoff": {"reason": "asked"}})
    assert two.handoff == HandoffRequest(HandoffReason.FRUSTRATED)


@pytest.mark.parametrize(
    ("carried", "report"),
    [
        ({"kind": "a", "topic": "b", "intent": "c", "fields": {"d": 1}}, Report("a", "b", "c", fields={"d": 1})),
        ({"intent": "pothole_report"}, Report("pothole_report", "conversation", "pothole_report")),
        ({}, Report("request", "conversation")),
        (None, None),
    ],
)
def test_a_report(carried: dict[str, Any] | None, report: Report | None) -> None:
    assert answer({"service_request": carried}).replies[0].report == report


def test_what_else_a_message_carries() -> None:
    assert answer({"wants": ["location"]}).replies[0].wants == ("location",)
    assert answer({"answered": True}).only_answered and not answer(None).only_answered


@pytest.mark.parametrize(
    ("custom", "text", "why"),
    [
        ({"action_failed": "action_bin_day"}, "Half a", "action failed: action_bin_day"),
        (None, None, "empty reply"),
        ("a song", "Hello.", "unreadable reply: ValueError"),
        ({"handoff": "at once"}, "Hello.", "unreadable reply: AttributeError"),
        ({"service_request": ["a bin"]}, "Hello.", "unreadable reply: AttributeError"),
    ],
)
def test_what_is_no_answer(custom: Any, text: str | None, why: str) -> None:
    with pytest.raises(AssistantFailed) as refused:
        answer(custom, text=text)
    assert refused.value.reason == why


def test_an_effect_that_we_do_not_know_is_left_aside() -> None:
    assert answer({"sing": "a song"}) == answer({"sing": "another"})


def test_every_reason_of_an_action_is_one_of_ours_and_every_one_has_words_at_the_desk() -> None:
    reasons = set(get_args(action_messages.ReasonOfAction))
    assert {reason_for(name) for name in intents()} <= reasons <= set(HandoffReason) == set(HANDED_OVER)


@pytest.mark.parametrize("carried", [{"reason": "urgnet"}, {"reason": ["urgent"]}, {}])
@pytest.mark.parametrize(("urgent", "taken_as"), [(True, HandoffReason.URGENT), (False, HandoffReason.ASKED)])
def test_an_unknown_reason_is_logged_and_loses_nobody_their_urgency(
    carried: dict[str, Any], urgent: bool, taken_as: HandoffReason
) -> None:
    data = {
        "messages": [message("Hello.", custom={"handoff": carried})],
        "understanding": understood("danger", "conversation") | {"urgent": urgent},
    }
    with capture_logs() as logs:
        assert read_answer(data).handoff == HandoffRequest(taken_as)
    entry = {"event": "handoff.unknown_reason", "log_level": "warning", "taken_as": taken_as.value}
    assert logs == [entry | {"reason": carried.get("reason")}]


def test_the_kinds_and_the_topic_that_code_decides_by_are_in_the_taxonomy() -> None:
    named = {value for name, value in vars(intent_kinds).items() if name.isupper()}
    assert named - {intent_kinds.CONVERSATION} <= {intent.kind for intent in intents().values()}
    assert intent_kinds.CONVERSATION in topics()


def test_actions_name_what_a_message_carries_by_the_keys_of_one_place() -> None:
    keys = {value for name, value in vars(action_messages).items() if name.isupper()}
    for path in (Path(__file__).parents[2] / "actions").rglob("*.py"):
        assert not [key for key in keys if f'json_message={{"{key}"' in path.read_text()], path
