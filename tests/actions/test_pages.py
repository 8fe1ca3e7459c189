"""Quotations from the council's pages: given where nothing else answers, once, with "did this answer it?"."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from actions import records
from actions.dialogue import PERSON_OR_NOT
from actions.pages import HELPED_OR_NOT
from language.taxonomy import titles
from tests.actions.conftest import Reply, parsed, user

FALLBACK = "action_not_understood"
ASKED = "plasterboard at the tip?"
FOUND = {
    "searched": True,
    "quotation": "Five bags are free.",
    "page": 7,
    "title": "Recycling centre",
    "heading": "Plasterboard",
    "address": "https://x.example/tip",
    "date": "2026-10-05",
    "confidence": 0.85,
}
DOMAIN = {"responses": {"utter_contact_contact_governance": []}}
NOTHING = {"searched": True, "quotation": None}


@dataclass
class Gateway:
    """The gateway's internal route for pages; what it was asked stands in `asked`."""

    found: Any = field(default_factory=lambda: dict(FOUND))
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/internal/pages/quotation"
        self.asked.append(json.loads(request.content))
        return httpx.Response(self.status, json=self.found)


@pytest.fixture
def gateway() -> Gateway:
    fake = Gateway()
    records.use(httpx.AsyncClient(transport=httpx.MockTransport(fake.answer), base_url="http://gateway"))
    return fake


def bot(buttons: list[dict[str, str]]) -> dict[str, Any]:
    return {"event": "bot", "text": "…", "data": {"buttons": buttons}}


async def test_what_is_not_understood_is_answered_by_a_page(call: Any, gateway: Gateway) -> None:
    before = [user("hello", "greet"), user("/bin_what_goes_where", "bin_what_goes_where")]
    reply: Reply = await call(FALLBACK, parsed(ASKED, "nlu_fallback"), before=before)
    (said,) = reply.messages
    assert reply.keys == ["utter_page_quotation"]
    assert (said["quotation"], said["title"]) == ("Five bags are free.", "Recycling centre: Plasterboard")
    assert (said["page"], said["page_date"]) == ("https://x.example/tip", " of 5 October 2026")
    assert [button["title"] for button in said["buttons"]] == ["Yes", "No"]
    assert reply.custom == [{"quoted": {"asked": ASKED, "page": 7, "confidence": 0.85}}]
    assert reply.slots == {"quoted": ["7 Plasterboard"]}
    (asked,) = gateway.asked
    assert asked["texts"] == ["hello", titles()["bin_what_goes_where"], ASKED]
    assert (asked["conversation"], asked["longest"]) == (7, 320)


async def test_a_text_message_gets_a_short_one(call: Any, gateway: Gateway) -> None:
    await call(FALLBACK, parsed(ASKED, "nlu_fallback") | {"sent": {"channel": "sms"}})
    assert gateway.asked[0]["longest"] == 160


async def test_nothing_is_quoted_twice(call: Any, gateway: Gateway) -> None:
    reply = await call(FALLBACK, parsed(ASKED, "nlu_fallback"), slots={"quoted": ["7 Plasterboard"]})
    assert reply.keys == ["utter_rephrase"]
    reply = await call(FALLBACK, parsed(ASKED, "nlu_fallback"), slots={"quoted": ["7 Vans"]})
    assert reply.slots == {"quoted": ["7 Vans", "7 Plasterboard"]}


async def test_where_no_page_answers_it_is_said_and_noted(call: Any, gateway: Gateway) -> None:
    gateway.found = NOTHING
    reply = await call(FALLBACK, parsed("Who is the MP?", "nlu_fallback"))
    assert (reply.keys, reply.custom) == (["utter_rephrase"], [{"not_found": "Who is the MP?"}])


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ({"error": "down"}, 503),
        ([], 200),
        ({"searched": True, "quotation": "words"}, 200),
        ({"searched": False, "quotation": None}, 200),
    ],
)
async def test_without_an_answer_from_the_gateway_nothing_is_quoted_or_noted(
    call: Any, gateway: Gateway, found: Any, status: int
) -> None:
    gateway.found, gateway.status = found, status
    reply = await call(FALLBACK, parsed(ASKED, "nlu_fallback"))
    assert (reply.keys, reply.custom) == (["utter_rephrase"], [])


async def test_between_two_guesses_only_what_is_very_sure_is_quoted(call: Any, gateway: Gateway) -> None:
    close = parsed(ASKED, "clarify", ("bin_what_goes_where", "missed_bin_report"))
    reply = await call(FALLBACK, close)
    assert (reply.keys, reply.custom) == (["utter_did_you_mean"], [])
    gateway.found["confidence"] = 0.95
    assert (await call(FALLBACK, close)).keys == ["utter_page_quotation"]


async def test_a_choice_and_a_possible_danger_are_not_searched_for(call: Any, gateway: Gateway) -> None:
    await call(FALLBACK, parsed("/nlu_fallback", "nlu_fallback"))
    perhaps = parsed(ASKED, "nlu_fallback")
    perhaps["intent"]["possible_danger"] = "gas_leak"
    await call(FALLBACK, perhaps)
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        ("action_affirm", "yes", "affirm"),
        ("action_affirm", "/affirm", "affirm"),
        (FALLBACK, "yes it did", "nlu_fallback"),
        ("action_answer_facet", "yes it did thanks", "facet"),
    ],
)
async def test_yes_it_did(call: Any, gateway: Gateway, action: str, text: str, intent: str) -> None:
    reply = await call(action, parsed(text, intent), before=[user(ASKED, "nlu_fallback"), bot(HELPED_OR_NOT)])
    assert (reply.keys, reply.custom) == (["utter_page_helped"], [{"helped": True}])
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        ("action_deny", "no", "deny"),
        ("action_deny", "/deny", "deny"),
        ("action_affirm", "yeah, no", "affirm"),
        (FALLBACK, "no it didn't", "nlu_fallback"),
        ("action_answer_facet", "no that didnt help", "facet"),
    ],
)
async def test_no_it_did_not(call: Any, gateway: Gateway, action: str, text: str, intent: str) -> None:
    reply = await call(action, parsed(text, intent), before=[user(ASKED, "nlu_fallback"), bot(HELPED_OR_NOT)])
    assert (reply.keys, reply.custom) == (["utter_page_no_help"], [{"helped": False}])
    assert reply.messages[0]["buttons"] == PERSON_OR_NOT


async def test_yes_and_no_to_something_else_are_as_before(call: Any, gateway: Gateway) -> None:
    assert (await call("action_deny", parsed("no", "deny"))).keys == ["utter_deny"]
    before = [user(ASKED, "nlu_fallback"), bot(HELPED_OR_NOT), user("thanks", "thanks"), bot([])]
    assert (await call("action_affirm", parsed("yes", "affirm"), before=before)).keys == ["utter_affirm"]
    before = [user(ASKED, "nlu_fallback"), bot(HELPED_OR_NOT)]
    asks = await call(FALLBACK, parsed("no, how do i do that?", "nlu_fallback"), before=before)
    assert asks.keys == ["utter_page_quotation"] and "helped" not in asks.custom[0]
    later = await call("action_affirm", parsed("maybe later", "affirm"), before=before)
    assert later.keys == ["utter_which_one"] and later.custom == []


def how_much(intent: str) -> dict[str, Any]:
    message = parsed("how much is it", "facet", facet="cost")
    message["intent"]["instead_of"] = intent
    return message


async def test_a_page_says_what_no_answer_of_a_service_does(call: Any, gateway: Gateway) -> None:
    reply = await call(
        "action_answer_facet", how_much("garden_waste"), domain=DOMAIN, before=[user("the brown bin", "garden_waste")]
    )
    assert reply.keys == ["utter_page_quotation"]
    assert reply.slots == {"quoted": ["7 Plasterboard"]}
    (asked,) = gateway.asked
    assert (asked["texts"], asked["subject"]) == (["the brown bin", "how much is it"], titles()["garden_waste"])


async def test_where_no_page_says_it_either_that_is_noted(call: Any, gateway: Gateway) -> None:
    gateway.found = NOTHING
    reply = await call("action_answer_facet", how_much("garden_waste"), domain=DOMAIN)
    assert reply.keys == ["utter_facet_unknown", "utter_contact_contact_governance"]
    assert reply.custom == [{"not_found": "how much is it"}]


async def test_no_page_is_asked_for_what_we_have_words_for_or_others_do(call: Any, gateway: Gateway) -> None:
    answers = {"responses": {"utter_garden_waste_cost": []}}
    reply = await call("action_answer_facet", how_much("garden_waste"), domain=answers)
    assert reply.keys == ["utter_garden_waste_cost"]
    reply = await call("action_answer_facet", how_much("signpost_dvla"), domain=DOMAIN)
    assert reply.keys == ["utter_facet_not_ours", "utter_signpost_dvla"]
    assert gateway.asked == []
