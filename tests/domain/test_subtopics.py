"""The sub-topics: each answer that is told apart has examples that teach it, and enough of them."""

from collections import Counter

from language.taxonomy import intents
from tests.domain.written import DOMAIN, ERRANDS, load

# Told apart for a report's sake alone, without an answer of their own.
WITHOUT_ANSWER = {
    "flooding_drain_report": {"drain", "flood"},
    "noise_nuisance_report": {"music", "dogs", "building", "smoke"},
    "street_cleaning_report": {"dead_animal", "litter_bin", "glass"},
    "tree_vegetation_report": {"fallen"},
}
FEWEST = 25
FEWEST_GENERAL = 15

TAUGHT: Counter[tuple[str, str | None]] = Counter()
for block in load("data/nlu")["nlu"]:
    examples = [line for line in block["examples"].splitlines() if line.startswith("- ")]
    TAUGHT[block["intent"], block.get("metadata", {}).get("subtopic")] += len(examples)


def test_what_is_taught_is_what_is_answered_or_reported_apart() -> None:
    taught = {(intent, subtopic) for intent, subtopic in TAUGHT if subtopic}
    answered = {(intent, errand) for intent, errands in ERRANDS.items() for errand in errands}
    reported = {(intent, subtopic) for intent, subtopics in WITHOUT_ANSWER.items() for subtopic in subtopics}
    assert taught == answered | reported
    assert answered.isdisjoint(reported)


def test_there_are_enough_examples_of_each_and_of_none() -> None:
    with_subtopics = {intent for intent, subtopic in TAUGHT if subtopic}
    few = {key: count for key, count in TAUGHT.items() if key[1] and count < FEWEST}
    assert few == {}
    assert {intent for intent in with_subtopics if TAUGHT[intent, None] < FEWEST_GENERAL} == set()


def test_a_block_says_nothing_else_about_its_examples() -> None:
    for block in load("data/nlu")["nlu"]:
        assert set(block) <= {"intent", "metadata", "examples"}
        assert set(block.get("metadata", {})) <= {"subtopic"}
        assert block["intent"] in intents()


def test_the_dialogue_knows_the_entity() -> None:
    """Rasa reads a button's entities only if the domain names them."""
    assert "subtopic" in DOMAIN["entities"]
