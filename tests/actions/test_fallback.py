"""Fallback in steps: did you mean, rephrase, whether a person should answer; an understood message starts it again."""

from typing import Any

import pytest

from actions.fallback import next_step
from tests.actions.conftest import FakeRecords, Reply, parsed, user

ACTION = "action_not_understood"
RANKING = ("affirm", "missed_bin_report", "bin_collection_day", "bin_order")


async def talk(call: Any, *messages: tuple[str, str]) -> list[Reply]:
    """What each not understood message of a conversation is answered with."""
    before: list[dict[str, Any]] = []
    replies = []
    for text, intent in messages:
        message = parsed(text, intent, RANKING)
        since: list[dict[str, Any]] = []
        if intent in {"clarify", "nlu_fallback"}:
            reply = await call(ACTION, message, before=before)
            replies.append(reply)
            since = reply.events
        before = [*before, {"event": "user", "text": text, "parse_data": message}, *since]
    return replies


@pytest.mark.parametrize(
    ("intent", "taken", "step"),
    [
        ("clarify", [], "offer"),
        ("clarify", ["offer"], "rephrase"),
        ("clarify", ["rephrase"], "offer"),
        ("clarify", ["offer", "rephrase"], "ask"),
        ("nlu_fallback", [], "rephrase"),
        ("nlu_fallback", ["offer"], "rephrase"),
        ("nlu_fallback", ["rephrase"], "ask"),
        ("nlu_fallback", ["ask", "rephrase"], "ask"),
    ],
)
def test_the_steps(intent: str, taken: list[str], step: str) -> None:
    assert next_step(intent, taken) == step


async def test_the_two_likeliest_errands_are_offered_in_residents_words(call: Any) -> None:
    (reply,) = await talk(call, ("bin thing", "clarify"))
    assert reply.keys == ["utter_did_you_mean"]
    assert reply.messages[0]["buttons"] == [
        {"title": "Report a missed bin", "payload": "/missed_bin_report"},
        {"title": "Find your bin collection day", "payload": "/bin_collection_day"},
        {"title": "Something else", "payload": "/nlu_fallback"},
    ]


async def test_errands_of_a_topic_just_named_are_offered_first(call: Any) -> None:
    ranking = ("rent_pay", "invoice_pay", "council_tax_balance")
    named = user("council tax", "help_menu")
    reply = await call(ACTION, parsed("how much do i owe", "clarify", ranking), before=[named])
    assert reply.payloads == ["/council_tax_balance", "/rent_pay", "/nlu_fallback"]
    later = [named, user("cheers", "thanks")]
    reply = await call(ACTION, parsed("how much do i owe", "clarify", ranking), before=later)
    assert reply.payloads == ["/rent_pay", "/invoice_pay", "/nlu_fallback"]


async def test_one_guess_is_no_choice(call: Any) -> None:
    reply = await call(ACTION, parsed("flibber", "clarify", ("provide_details", "language_welsh", "deny")))
    assert reply.keys == ["utter_rephrase"]


async def test_something_else_asks_to_rephrase_and_then_whether_a_person_should_answer(call: Any) -> None:
    miss = ("wibble", "nlu_fallback")
    messages = (("bin thing", "clarify"), ("/nlu_fallback", "nlu_fallback"), miss, miss)
    replies = await talk(call, *messages)
    assert [reply.keys for reply in replies] == [
        ["utter_did_you_mean"],
        ["utter_rephrase"],
        ["utter_person_or_not"],
        ["utter_person_or_not"],
    ]
    assert [reply.custom for reply in replies] == [[]] * 4, "nobody is handed over unasked"
    assert replies[-1].payloads == ["/speak_to_person", "/deny"]


async def test_an_understood_message_starts_again_from_nothing(call: Any) -> None:
    messages = (("wibble", "nlu_fallback"), ("thanks", "thanks"), ("wobble", "nlu_fallback"))
    assert [reply.keys for reply in await talk(call, *messages)] == [["utter_rephrase"], ["utter_rephrase"]]


async def test_the_first_miss_at_a_postcode_question_offers_both_ways_on(
    call: Any, council_records: FakeRecords
) -> None:
    message = parsed("the thing about the bins", "clarify", RANKING)
    slots = {"requested_slot": "postcode"}
    reply = await call("validate_bin_day_form", message, slots, before=[user("bin day", "bin_collection_day")])
    ask = await call("action_ask_postcode", message, slots, since=reply.events)
    assert ask.keys == ["utter_did_you_mean_or_postcode"]
    assert ask.payloads == ["/missed_bin_report", "/bin_collection_day"]


async def test_who_may_be_in_danger_is_asked_about_a_person_at_once(call: Any) -> None:
    message = parsed("i cant anymore", "nlu_fallback", RANKING)
    message["intent"]["possible_danger"] = "self_harm_crisis"
    reply = await call(ACTION, message)
    assert (reply.keys, reply.payloads) == (["utter_person_or_not"], ["/speak_to_person", "/deny"])


async def test_possible_danger_with_two_near_errands_offers_them(call: Any) -> None:
    message = parsed("bin thing", "clarify", RANKING)
    message["intent"]["possible_danger"] = "emergency_999"
    assert (await call(ACTION, message)).keys == ["utter_did_you_mean"]
