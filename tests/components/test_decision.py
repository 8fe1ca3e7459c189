"""What is done with a message, given how likely each intent is."""

import pytest

from components.decision import Decider, Thresholds
from language.taxonomy import Intent

INTENTS = [
    Intent("bin_day", "waste", "lookup"),
    Intent("bulky", "waste", "apply"),
    Intent("arrears", "council_tax", "handoff"),
    Intent("abuse", "social_care", "urgent"),
]
DECIDER = Decider(INTENTS, Thresholds(threshold=0.4, margin=0.1, urgent_threshold=0.15))


@pytest.mark.parametrize(
    ("ranking", "action", "intent", "said_to_rules"),
    [
        ([("bin_day", 0.9), ("bulky", 0.05)], "answer", "bin_day", "bin_day"),
        ([("arrears", 0.9), ("bulky", 0.05)], "hand_over", "arrears", "arrears"),
        ([("bin_day", 0.45), ("bulky", 0.4)], "clarify", "bin_day", "clarify"),
        ([("bin_day", 0.3), ("bulky", 0.2)], "clarify", "bin_day", "clarify"),
        ([("bin_day", 0.3), ("bulky", 0.05)], "rephrase", "bin_day", "nlu_fallback"),
    ],
)
def test_confidence_and_margin_decide(
    ranking: list[tuple[str, float]], action: str, intent: str, said_to_rules: str
) -> None:
    decision = DECIDER.decide(ranking)
    assert (decision.action, decision.intent, decision.dialogue_intent) == (action, intent, said_to_rules)


def test_an_urgent_intent_is_taken_though_another_is_likelier() -> None:
    decision = DECIDER.decide([("bin_day", 0.7), ("abuse", 0.2), ("bulky", 0.1)])
    assert (decision.action, decision.intent, decision.urgent) == ("hand_over", "abuse", True)
    assert decision.topic == "social_care"


def test_an_urgent_intent_that_is_hardly_likely_is_not() -> None:
    assert not DECIDER.decide([("bin_day", 0.7), ("abuse", 0.1)]).urgent


def test_a_saved_decider_decides_the_same() -> None:
    again = Decider.from_dict(DECIDER.as_dict())
    ranking = [("bin_day", 0.45), ("bulky", 0.4)]
    assert again.decide(ranking) == DECIDER.decide(ranking)
