"""The one form of all errands: what its questions ask for."""

from __future__ import annotations

from typing import Any

import pytest

from actions.errands.state import State
from tests.actions.conftest import parsed


@pytest.mark.parametrize(
    ("intent", "asked", "wants"),
    [
        ("pothole_report", "place", [{"wants": ["location"]}]),
        ("library_find_hours", "place", [{"wants": ["location"]}]),
        ("pothole_report", "size", []),
        ("pothole_report", "danger", []),
    ],
)
async def test_a_question_about_a_place_can_be_answered_by_sharing_one(
    call: Any, intent: str, asked: str, wants: list[dict[str, Any]]
) -> None:
    state = State(intent, asked=asked)
    reply = await call("action_ask_errand_answer", parsed("hello", intent), {"errand": state.as_dict()})
    assert len(reply.messages) == 1 and reply.keys
    assert reply.custom == wants
