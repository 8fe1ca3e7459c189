"""The answer to the errand that was named, else the general one."""

import json
from typing import Any

import pytest

from bot.gateway.actions import DOMAIN, Actions, whole_domain
from tests.actions.conftest import parsed

ACTION = "action_answer_subtopic"


async def answered(intent: str, **entities: str) -> list[str]:
    """The keys of what the gateway's own actions answer, with the domain that it gives them."""
    message = parsed("so it goes", intent, **entities)
    tracker = {"sender_id": "7.1", "slots": {}, "latest_message": message, "events": [], "active_loop": {}}
    result: Any = await Actions().run({"next_action": ACTION, "sender_id": "7.1", "tracker": tracker})
    return [response["response"] for response in json.loads(result.body)["responses"]]


@pytest.mark.parametrize(
    ("intent", "entities", "key"),
    [
        ("licence_apply", {"subtopic": "taxi"}, "utter_licence_apply_taxi"),
        ("licence_apply", {"subtopic": "skip", "postcode": "FB1 2CD"}, "utter_licence_apply_skip"),
        ("licence_apply", {}, "utter_licence_apply"),
        ("licence_apply", {"subtopic": "busking"}, "utter_licence_apply"),
        ("emergency_999", {"subtopic": "gas"}, "utter_emergency_999_gas"),
        ("emergency_999", {"postcode": "FB1 2CD"}, "utter_emergency_999"),
    ],
)
async def test_the_answer_of_the_sub_topic_where_there_is_one(intent: str, entities: dict[str, str], key: str) -> None:
    assert key in whole_domain(DOMAIN)["responses"]
    assert await answered(intent, **entities) == [key]


async def test_did_you_mean_keeps_what_was_named(call: Any) -> None:
    ranking = ("licence_apply", "planning_apply")
    reply = await call("action_not_understood", parsed("taxi thing", "clarify", ranking, subtopic="taxi"))
    assert reply.payloads == ['/licence_apply{"subtopic": "taxi"}', "/planning_apply", "/nlu_fallback"]
