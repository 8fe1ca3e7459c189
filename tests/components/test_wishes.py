"""Several wishes in one message: where it is cut, and what counts as a wish of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from components.wishes import cuts, listed, may_be_several, wishes
from language.taxonomy import intents

KNOWN = {
    "bin not emptied": ("missed_bin_report", 0.99),
    "need to pay my council tax": ("council_tax_pay", 0.8),
    "my street light is out": ("street_light_report", 0.93),
    "need to pay my council tax and my street light is out": ("street_light_report", 0.71),
    "bin not emptied and also need to pay my council tax": ("missed_bin_report", 0.71),
    "im on universal credit": ("hardship_support", 0.9),
    "theres a man with a knife": ("emergency_999", 0.9),
    "i want to complain": ("complaint_feedback", 0.95),
    "my parcel never came": ("council_jobs", 0.4),
}


async def read(texts: list[str]) -> list[dict[str, Any]]:
    return [record(text) for text in texts]


def record(text: str) -> dict[str, Any]:
    name, confidence = KNOWN.get(text, ("provide_details", 0.2))
    settled = confidence >= 0.4
    decision = ("hand_over" if intents()[name].kind == "urgent" else "answer") if settled else "rephrase"
    ranking = [{"name": name, "confidence": confidence}]
    return {"text": text, "intent": name, "confidence": confidence, "decision": decision, "ranking": ranking}


def found(text: str) -> list[str]:
    return [wish["intent"] for wish in asyncio.run(wishes(text, read))]


def test_each_wish_is_found_in_the_order_it_was_said() -> None:
    text = "bin not emptied and also need to pay my council tax and my street light is out"
    assert found(text) == ["missed_bin_report", "council_tax_pay", "street_light_report"]


@pytest.mark.parametrize("between", [" and also ", "\n", ". ", ", ", " plus ", " & ", "; oh and ", " also "])
def test_wherever_a_clause_may_end(between: str) -> None:
    assert found(f"bin not emptied{between}my street light is out") == ["missed_bin_report", "street_light_report"]


def test_danger_comes_first() -> None:
    assert found("bin not emptied. theres a man with a knife") == ["emergency_999", "missed_bin_report"]


@pytest.mark.parametrize(
    "text",
    [
        "bin not emptied and im on universal credit",  # told, not asked
        "bin not emptied and i want to complain",  # about it
        "bin not emptied and my parcel never came",  # not sure
        "bin not emptied and bin not emptied",
        "bin not emptied",
        "",
    ],
)
def test_what_is_no_wish_of_its_own_belongs_to_the_message(text: str) -> None:
    assert found(text) == []


def test_only_a_message_that_is_not_plainly_one_service_is_cut() -> None:
    text = "bin not emptied and my street light is out"
    assert may_be_several({"text": text, "ranking": [{"name": "missed_bin_report", "confidence": 0.7}]})
    assert not may_be_several({"text": text, "ranking": [{"name": "missed_bin_report", "confidence": 0.995}]})
    assert not may_be_several({"text": "bin and tax", "ranking": []})


def test_a_number_is_not_cut_and_a_word_is_no_side() -> None:
    assert cuts("it costs 12.50 they said to me yesterday") == []
    assert cuts("bins, and my street light is out") == []


def test_a_list_is_found_by_its_pieces() -> None:
    text = "my parcel never came, bin not emptied, my street light is out and im on universal credit"
    assert found(text) == []
    in_list = asyncio.run(listed(text, read))
    assert [wish["intent"] for wish in in_list] == ["missed_bin_report", "street_light_report"]
    assert asyncio.run(listed("bin not emptied, my parcel never came", read)) == []
