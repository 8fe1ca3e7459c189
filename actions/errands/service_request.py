"""The service request that a confirmed report becomes."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.errands.state import State
from language.taxonomy import intents
from protocol.action_messages import SERVICE_REQUEST, ServiceRequest


def file(dispatcher: CollectingDispatcher, state: State) -> None:
    """Asks the gateway for the service request; the gateway adds its reference to what is said here."""
    errand, intent = state.errand, intents()[state.intent]
    option = errand.option_of_another_kind(state.answers)
    request: ServiceRequest = {
        "kind": option.kind if option else errand.request,
        "topic": intent.topic,
        "intent": intent.name,
        "lgsl": intent.lgsl,
        "fields": fields(state),
    }
    dispatcher.utter_message(response=errand.sent, title=errand.called(state.answers))
    dispatcher.utter_message(json_message={SERVICE_REQUEST: request})


def fields(state: State) -> dict[str, Any]:
    """The answers as the service request keeps them: the resident's own words as `details`, the place taken apart."""
    told = "\n".join(filter(None, (state.said, *state.also)))
    found: dict[str, Any] = {"details": told} if told else {}
    for question in state.errand.answered(state.answers):
        value = state.answers[question.field]
        if question.type == "place" and value:
            found |= {("where" if name == "words" else name): part for name, part in value.items()}
        elif question.type == "updates" and value and "@" in value:
            found |= {"updates": "yes", "email": value}
        elif value not in (None, [], "none"):
            found[question.field] = value
    return found
