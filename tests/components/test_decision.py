"""What is done with a message, given how likely each intent is."""

import pytest

from components.decision import Decider, Thresholds
from language.taxonomy import Intent

INTENTS = [
    Intent("bin_day", "waste", "lookup"),
    Intent("bulky", "waste", "apply"),
    Intent("arrears", "council_tax", "handoff"),
    Intent("abuse", "social_care", "urgent"),
    Intent("fire", "other_organisation", "urgent"),
]
DECIDER = Decider(INTENTS, Thresholds(threshold=0.4, margin=0.1, urgent_threshold=0.3, possible_threshold=0.15))


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
    decision = DECIDER.decide([("bin_day", 0.5), ("abuse", 0.4), ("bulky", 0.1)])
    assert (decision.action, decision.intent, decision.urgent) == ("hand_over", "abuse", True)
    assert (decision.topic, decision.possible_danger) == ("social_care", None)


def test_an_urgent_intent_that_is_hardly_likely_is_none() -> None:
    decision = DECIDER.decide([("bin_day", 0.86), ("abuse", 0.14)])
    assert (decision.intent, decision.urgent, decision.possible_danger) == ("bin_day", False, None)


@pytest.mark.parametrize(
    ("ranking", "action", "intent"),
    [
        ([("bin_day", 0.6), ("abuse", 0.2), ("bulky", 0.1)], "answer", "bin_day"),
        ([("abuse", 0.22), ("bin_day", 0.3), ("bulky", 0.25)], "clarify", "bin_day"),
        ([("abuse", 0.21), ("bin_day", 0.15), ("bulky", 0.05)], "rephrase", "bin_day"),
        ([("arrears", 0.6), ("abuse", 0.2)], "hand_over", "arrears"),
    ],
)
def test_possible_danger_is_dealt_with_as_what_else_it_may_be(
    ranking: list[tuple[str, float]], action: str, intent: str
) -> None:
    decision = DECIDER.decide(ranking)
    assert (decision.action, decision.intent, decision.urgent) == (action, intent, False)
    assert decision.possible_danger == "abuse"


def test_the_others_share_the_chance_that_it_is_no_danger() -> None:
    left = DECIDER.without_danger([("bin_day", 0.45), ("abuse", 0.25), ("bulky", 0.3)])
    assert left == [("bin_day", 0.6), ("bulky", 0.4)]


LIKELY = [("bin_day", 0.45), ("abuse", 0.42), ("fire", 0.05)]
STRICTER = Decider(INTENTS, Thresholds(urgent_threshold=0.6, possible_threshold=0.4))


def test_dangers_count_together_and_the_likeliest_is_named() -> None:
    ranking = [("bin_day", 0.55), ("abuse", 0.3), ("fire", 0.15)]
    found = DECIDER.grade(ranking)
    assert (found.how, found.danger and found.danger.intent) == ("sure", "abuse")
    assert DECIDER.grade([("bin_day", 0.6), ("bulky", 0.15), ("abuse", 0.2)]).how == "possible"


def test_what_is_unlike_anything_taught_is_danger_where_a_word_is_a_sign_of_it() -> None:
    ranking = [("abuse", 0.05), ("bin_day", 0.02), ("bulky", 0.01)]
    assert DECIDER.decide(ranking, "he has smashed it all up").urgent
    assert not DECIDER.decide(ranking, "it is all gone up").urgent


@pytest.mark.parametrize(
    ("text", "subject", "grade"),
    [
        ("he never came back", "bin_day", "none"),
        ("he never came back", "arrears", "possible"),
        ("he never came back", None, "possible"),
        ("he never came back and now I do not know what to do", "bin_day", "possible"),
        ("oh he never came back", "bulky", "none"),
        ("he has a knife", "bin_day", "possible"),
    ],
)
def test_a_few_words_that_go_on_about_the_subject_need_more_to_be_danger(
    text: str, subject: str | None, grade: str
) -> None:
    assert STRICTER.grade(LIKELY, text, {"intent": subject} if subject else None).how == grade


def test_danger_in_its_subject_is_still_sure_when_it_is_likely_enough() -> None:
    found = DECIDER.grade([("abuse", 0.7), ("bin_day", 0.02)], "he is back again", {"intent": "bin_day"})
    assert (found.how, found.danger and found.danger.intent) == ("sure", "abuse")


def test_a_saved_decider_decides_the_same() -> None:
    again = Decider.from_dict(DECIDER.as_dict())
    ranking = [("bin_day", 0.45), ("bulky", 0.4)]
    assert again.decide(ranking) == DECIDER.decide(ranking)


@pytest.mark.parametrize(
    ("text", "chance", "how"),
    [
        ("the wall at the end of dairy lane", 0.7, "possible"),
        ("no its my works van", 0.2, "none"),
        ("he hit me again last night", 0.7, "sure"),
        ("the wall at the end of dairy lane", 0.97, "sure"),
    ],
)
def test_an_answer_to_a_question_of_ours_needs_more_to_be_danger(text: str, chance: float, how: str) -> None:
    ranking = [("abuse", chance), ("bulky", 1 - chance)]
    assert DECIDER.grade(ranking, text, {"intent": "bin_day", "answering": True}).how == how


def test_who_lives_in_a_home_is_a_detail_of_what_is_talked_of() -> None:
    ranking = [("abuse", 0.4), ("bin_day", 0.1)]
    told = "theres me and her dad aswell"
    assert DECIDER.decide(ranking, told).urgent
    assert DECIDER.decide(ranking, told, {"intent": "abuse"}).urgent
    decision = DECIDER.decide(ranking, told, {"intent": "bulky"})
    assert (decision.urgent, decision.possible_danger) == (False, None)


@pytest.mark.parametrize(
    ("text", "about", "how"),
    [
        ("will he know it was me", "bin_day", "possible"),
        ("can i keep him", "bulky", "possible"),
        ("will he know it was me", None, "sure"),  # of what, is not known
        ("will he know it was me", "abuse", "sure"),
        ("will he kill me", "bin_day", "sure"),
        ("he knows it was me", "bin_day", "sure"),
    ],
)
def test_a_question_about_what_is_talked_of_needs_more_to_be_danger(text: str, about: str | None, how: str) -> None:
    ranking = [("abuse", 0.7), ("bin_day", 0.3)]
    assert DECIDER.grade(ranking, text, {"intent": about}).how == how


@pytest.mark.parametrize(("share", "danger"), [(0.29, "abuse"), (0.1, "fire")])
def test_a_message_that_goes_on_about_a_danger_stays_with_it(share: float, danger: str) -> None:
    ranking = [("fire", 0.6), ("abuse", share), ("bin_day", 0.05)]
    assert DECIDER.decide(ranking, subject={"intent": "abuse"}).intent == danger
    assert DECIDER.decide(ranking).intent == "fire"


@pytest.mark.parametrize(
    ("text", "about", "how"),
    [
        ("will they split us up if we lose it", None, "possible"),
        ("they may split us up if we lose the house", "bin_day", "none"),  # nor in passing
        ("will they split us up if we lose it", "bin_day", "none"),  # it only asks
        ("they may hit me if we lose the house", "bin_day", "sure"),
    ],
)
def test_what_is_like_nothing_taught_is_no_danger_by_a_little(text: str, about: str | None, how: str) -> None:
    ranking = [("abuse", 0.36), ("bin_day", 0.02), ("bulky", 0.01)]
    assert DECIDER.grade(ranking, text, {"intent": about} if about else None).how == how


def test_words_that_say_a_danger_are_possibly_one_however_unlikely() -> None:
    ranking = [("bulky", 0.8), ("fire", 0.05)]
    found = DECIDER.grade(ranking, "its started smoking", {"intent": "bulky", "answering": True})
    assert (found.how, found.danger and found.danger.intent) == ("possible", "fire")
