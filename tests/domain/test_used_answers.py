"""Every answer of domain/ is one that something says: a rule, an action, an errand's file, the gateway, or Rasa."""

from __future__ import annotations

import re

from actions.errands.spec import errands
from bot.casework.lookup import STATUS
from language.answer_keys import AGAIN
from language.facets import FACETS
from language.taxonomy import intents, topics
from tests.domain.test_answers import actions_of, rules_for
from tests.domain.written import RESPONSES, ROOT, RULES, about_answers, facet_answers, load

CODE = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder in ("actions", "bot", "connectors", "components")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
MADE_UP = {
    ("actions/facets.py", "utter_contact_{CUSTOMER_SERVICES}"),
    ("actions/facets.py", "utter_contact_{topic}"),
    ("actions/facets.py", "utter_{self.intent}_{facet}"),
    ("actions/facets.py", "utter_{self.intent}_{self.subtopic}_{facet}"),
    ("actions/facets.py", "utter_{asked.intent}_{facet}"),
    ("actions/facets.py", "utter_{self.intent}"),
    ("actions/errands/removed.py", "utter_{intent}"),
    ("actions/errands/removed.py", "utter_{turn.intent}"),
    ("actions/errands/lookups/contract.py", "utter_{asked.state.intent}"),
    ("actions/errands/lookups/case_status.py", "utter_case_{row['status']}"),
    ("actions/errands/lookups/by_reference.py", "utter_errand_{outcome.note}"),
    ("actions/errands/wording.py", "utter_errand_{state.note}"),
    ("actions/errands/spec.py", "utter_ask_{intent}_{given['field']}"),
    ("actions/subtopics.py", "utter_{turn.intent}"),
    ("actions/subtopics.py", "utter_{turn.intent}_{turn.entities.get(SUBTOPIC, '')}"),
    ("bot/conversation/danger.py", "utter_possible_{danger}"),
    ("bot/conversation/danger.py", "utter_{possible}"),
    ("components/asked.py", "utter_{name}_{ELIGIBILITY}"),
    ("components/asked.py", "utter_{record['intent']}"),
    ("components/wordings.py", "utter_{intent}"),
    ("components/asked.py", "utter_{name}_help"),
    ("components/asked.py", "utter_{name}_{facet}"),
    ("components/asked.py", "utter_{name}_{subtopic}_{facet}"),
    ("components/asked.py", "utter_{name}"),
    ("components/subject.py", "utter_{subject.intent}"),
    ("components/listening.py", "utter_{record['intent']}_{facet}"),
    ("components/waiting.py", "utter_{record['intent']}"),
    ("components/waiting_reading.py", "utter_{name}"),
    ("components/waiting_reading.py", "utter_{name}_{facet['name']}"),
    ("components/waiting_reading.py", "utter_{name}_{plainly}"),
    ("components/waiting_reading.py", "utter_{name}_{asked}"),
    ("bot/conversation/danger.py", "utter_{understanding.intent}"),
    ("bot/conversation/danger.py", "utter_{understanding.intent}_{understanding.subtopic}"),
    ("bot/conversation/repeats.py", "utter_{intent.name}_{facet}"),
    ("bot/conversation/repeats.py", "utter_gateway_facet_{facet}"),
}
"""Where a key is put together. Another such place says here what it may come to."""
RASAS_OWN = {"utter_default"}
"""What Rasa's own action_default_fallback says where no rule applies."""


def by_rules_and_code() -> set[str]:
    """Named in full."""
    named = {action for rule in RULES for action in actions_of(rule)}
    return named.union(*(re.findall(r"\"(utter_\w+)\"", code) for code in CODE.values()))


def by_errands() -> set[str]:
    """Questions, what is told, how it ends, and the general answer where a look-up has nothing to go by."""
    found: set[str] = set()
    for errand in errands().values():
        found |= {key for question in errand.questions for key in (question.ask, question.again)} | {errand.sent}
        found |= {step.say for step in (*errand.tells, *errand.ends)}
        found |= {f"utter_{errand.intent}" for step in errand.ends if step.look_up}
    code = "".join(text for path, text in CODE.items() if path.startswith("actions/errands/"))
    notes = set(re.findall(r"\"(missed|noted|unclear\w*|vague_\w+|unknown_\w+)\"", code))
    return found | {f"utter_errand_{note}" for note in notes} | {f"utter_case_{status}" for status in STATUS.values()}


def by_subtopic() -> set[str]:
    """What a rule chooses by the sub-topic, and the gateway where a message is, or may be, urgent."""
    chosen = {name for name in intents() if "action_answer_subtopic" in actions_of(rules_for(name)[0])}
    chosen |= {intent.name for intent in intents().values() if intent.kind == "urgent"}
    possible = {f"utter_possible_{intent.name}" for intent in intents().values() if intent.kind == "urgent"}
    taught = {(b["intent"], b["metadata"]["subtopic"]) for b in load("data/nlu")["nlu"] if "metadata" in b}
    return (
        possible
        | {f"utter_{name}" for name in chosen}
        | {f"utter_{name}_{sub}" for name, sub in taught if name in chosen}
    )


def by_repeats(used: set[str]) -> set[str]:
    """What the gateway says the second and the third time in the place of another answer, and what else to ask."""
    again = {f"{key}_{name}" for key in used for name in AGAIN}
    return again | {f"utter_gateway_facet_{facet}" for facet in FACETS}


def test_every_answer_is_said_somewhere() -> None:
    used = (
        by_rules_and_code() | by_errands() | by_subtopic() | facet_answers().keys() | about_answers().keys() | RASAS_OWN
    )
    used |= {f"utter_contact_{topic}" for topic in topics()}
    used |= by_repeats(used)
    assert sorted(set(RESPONSES) - used) == []


def test_keys_are_put_together_nowhere_else() -> None:
    found = {(path, key) for path, code in CODE.items() for key in re.findall(r"f\"(utter_[^\"]*\{[^\"]*)\"", code)}
    assert found == MADE_UP
