"""What is wrong with the written assistant, in words, before minutes are spent on training it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rasa.shared.core.constants import RULE_SNIPPET_ACTION_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.validator import Validator

from components.decision import CLARIFY, FALLBACK
from components.elsewhere import OTHER_COUNCIL
from language import facets, taxonomy

FEWEST_EXAMPLES = 8
NOT_TAUGHT = {CLARIFY, FALLBACK, OTHER_COUNCIL, facets.INTENT, "restart", "back", "session_start"}


def problems(domain: Path, data: Path, config: Path) -> list[str]:
    """A sentence for each; none where it may be trained."""
    importer = TrainingDataImporter.load_from_config(str(config), str(domain), [str(data)])
    found = [*_examples(importer.get_nlu_data(), importer.get_domain())]
    found += _actions(importer.get_stories(), importer.get_domain())
    validator = Validator.from_importer(importer)
    if not validator.verify_domain_validity():
        found.append("the domain is not valid: see the message above")
    if not validator.verify_story_structure(ignore_warnings=True):
        found.append("rules or stories contradict each other: see the message above")
    return found


def _examples(nlu: TrainingData, domain: Domain) -> Iterator[str]:
    taught = Counter(example.get("intent") for example in nlu.intent_examples)
    known = taxonomy.intents().keys()
    for intent in sorted(known - taught.keys()):
        yield f"{intent} is in taxonomy.tsv but has no examples in data/nlu"
    for intent in sorted(taught.keys() - known):
        yield f"{intent} has examples in data/nlu but is not in taxonomy.tsv"
    for intent in sorted((known | taught.keys()) - set(domain.intents)):
        yield f"{intent} is not in the domain's intents"
    for intent in sorted(set(domain.intents) - known - NOT_TAUGHT):
        yield f"{intent} is in the domain's intents but not in taxonomy.tsv"
    for intent, count in sorted(taught.items()):
        if count < FEWEST_EXAMPLES:
            yield f"{intent} has {count} examples; it needs {FEWEST_EXAMPLES}"
    yield from _twins(nlu)


def _actions(stories: StoryGraph, domain: Domain) -> Iterator[str]:
    known = {*domain.action_names_or_texts, RULE_SNIPPET_ACTION_NAME, None}
    for step in stories.story_steps:
        for event in step.events:
            if isinstance(event, ActionExecuted) and event.action_name not in known:
                yield f"{event.action_name}, in the rule or story '{step.block_name}', is not in the domain"


def _twins(nlu: TrainingData) -> Iterator[str]:
    """The same example under two intents would teach neither."""
    owners: dict[str, set[str]] = defaultdict(set)
    for example in nlu.intent_examples:
        owners[re.sub(r"\W+", " ", example.get("text").lower()).strip()].add(example.get("intent"))
    for text, intents in owners.items():
        if len(intents) > 1:
            yield f"'{text}' is an example of {' and of '.join(sorted(intents))}"
