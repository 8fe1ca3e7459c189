"""Sub-topics: what a message of an intent names, measured on examples left out and seen through the trained model."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from tests.components.conftest import ENVIRONMENT, PYTHON, ROOT, Server

Understand = Callable[..., list[list[str]]]
pytestmark = pytest.mark.assistant

# Two sub-topics and neither, in three corners of the space: trained, saved, loaded, and asked.
SMALL = """
import json, sys, tempfile
from pathlib import Path
import numpy as np
from components.intents import Shape
from components.subtopic_training import Example, train, with_subtopics
from components.subtopics import Subtopics, add_subtopic, entity

corners = {"taxi": [1, 0, 0], "skip": [0, 1, 0], None: [0, 0, 1]}
words = {"taxi": "cab badge", "skip": "skip on road", None: "any licence"}
noise = np.random.default_rng(1)
taught = [Example(f"{words[s]} {i}", "licence_apply", s) for s in corners for i in range(12)]
taught = with_subtopics([*taught, Example("hello", "greet", None)])
vectors = np.array([corners[e.subtopic] for e in taught], np.float32) + noise.normal(0, 0.15, (len(taught), 3))
vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
models = {intent: model for intent, (model, _) in train(taught, vectors, Shape(seen_in=1)).items()}
with tempfile.TemporaryDirectory() as directory:
    Subtopics(models, 0.4).save(Path(directory))
    loaded = Subtopics.load(lambda name: Path(directory, name).read_bytes())

def ask(intent, text, corner, decision="answer", subtopics=loaded):
    record = {"intent": intent, "text": text, "decision": decision, "entities": [{"entity": "postcode"}]}
    add_subtopic(record, np.array(corner, np.float32), subtopics)
    return [found.get("value") for found in record["entities"][1:]]

print(json.dumps({
    "intents": sorted(models),
    "taxi": ask("licence_apply", "cab badge", [1, 0, 0]),
    "skip": ask("licence_apply", "skip on road", [0, 1, 0]),
    "neither": ask("licence_apply", "any licence", [0, 0, 1]),
    "between": ask("licence_apply", "zzz", [0.58, 0.58, 0.58]),
    "another intent": ask("greet", "cab badge", [1, 0, 0]),
    "not understood": ask("licence_apply", "cab badge", [1, 0, 0], "rephrase"),
    "too sure a threshold": ask("licence_apply", "cab badge", [1, 0, 0], subtopics=Subtopics(models, 1.0)),
}))
"""


def run(*arguments: str) -> str:
    done = subprocess.run([str(PYTHON), *arguments], capture_output=True, check=True, cwd=ROOT, env=ENVIRONMENT)
    return done.stdout.decode()


def test_the_sub_topic_of_the_decided_intent_or_none() -> None:
    found = json.loads(run("-c", SMALL))
    assert found.pop("intents") == ["licence_apply"], "an intent without sub-topics needs no model"
    assert found.pop("taxi") == ["taxi"]
    assert found.pop("skip") == ["skip"]
    assert found and not any(found.values()), found


def test_on_left_out_examples_it_is_right_more_often_than_keywords_and_seldom_wrong() -> None:
    """The figures of docs/decisions/0021, with some room for new examples."""
    lines = run("-m", "bench.subtopics").splitlines()
    shares = {
        line.split()[0]: [float(share) for share in re.findall(r"([\d.]+)%", line)]
        for line in lines
        if line.count("%") == 4
    }
    right, wrong, keywords_right, _ = shares["all"]
    assert right >= 84
    assert right > keywords_right
    assert wrong <= 5
    assert shares["emergency_999"][1] <= 2, "who is in a lake must not be told about stop taps"
    assert len(shares) == 15, "fourteen services and all together"


@pytest.mark.parametrize(
    ("text", "intent", "subtopic"),
    [
        ("I want to be a taxi driver, what licence do I need", "licence_apply", "taxi"),
        ("do I need a permit for a skip on the street", "licence_apply", "skip"),
        ("can you smell that gas its coming from my boiler", "emergency_999", "gas"),
        ("our flat is flooding, water is coming through the ceiling", "emergency_999", "water"),
        ("there's a fire in the flat above us", "emergency_999", ""),
        ("I'd like to buy my council house", "tenancy_services", "right_to_buy"),
        ("next doors dog will not stop barking", "noise_nuisance_report", "dogs"),
        ("there are needles by the swings", "street_cleaning_report", "needles"),
        ("what council tax discounts are there", "council_tax_discount_exemption", ""),
        ("when is my bin day", "bin_collection_day", ""),
    ],
)
def test_through_the_trained_model(understand: Understand, text: str, intent: str, subtopic: str) -> None:
    (row,) = understand(f"{text}\n".encode(), "--subtopics")
    assert (row[2], row[9]) == (intent, subtopic)


def test_it_is_in_the_record_and_among_what_the_dialogue_sees(rasa: Server, calls: list[dict]) -> None:
    answer = rasa.say("9.1", "a", text="how do I get a taxi licence, I live at FB1 2CD")
    named = {found["entity"]: found["value"] for found in answer["understanding"]["entities"]}
    assert named == {"postcode": "FB1 2CD", "subtopic": "taxi"}
    seen = [call for call in calls if call["sender_id"] == "9.1"][-1]
    assert seen["next_action"] == "action_answer_subtopic"
    assert {found["entity"] for found in seen["tracker"]["latest_message"]["entities"]} == {"postcode", "subtopic"}


def test_a_button_carries_it(rasa: Server, calls: list[dict]) -> None:
    answer = rasa.say("10.1", "a", payload='/licence_apply{"subtopic": "hmo"}')
    (found,) = answer["understanding"]["entities"]
    assert (found["entity"], found["value"]) == ("subtopic", "hmo")
    seen = [call for call in calls if call["sender_id"] == "10.1"][-1]
    assert seen["tracker"]["latest_message"]["entities"][0]["value"] == "hmo"
