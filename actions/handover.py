"""Passes the conversation to a person: says why and about what, and leaves the carrying out to the gateway."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import Events, Turn, earlier_turns, read_turn
from language import intent_kinds
from language.normalise import fold
from language.taxonomy import intents, kind
from protocol.action_messages import HANDOFF, Handoff, ReasonOfAction

# Words by which residents name a team, the most telling first; `mentioned_topic` returns the first that fits.
_TOPIC_WORDS = {
    "council_tax": r"council\s?tax|\bc ?tax\b",
    "benefits": r"benefits?\b|housing benefit",
    "parking": r"parking|permits?\b|blue badge|penalty charge|\bpcns?\b|traffic wardens?",
    "planning": r"planning|building control",
    "licensing_business": r"licen[cs]|business rates|environmental health|food hygiene|\btaxis?\b",
    "registrations": r"regist(er office|ry office|rars?)|birth|death|wedding|marriage|funeral|citizenship",
    "elections": r"election|electoral|\bvot(e|ing)\b|polling",
    "leisure_libraries": r"librar|leisure|swimming|\bgym\b|allotment",
    "social_care": r"social (workers?|services|care)|\bcarers?\b|safeguarding|care team|home care|care homes?\b",
    "schools": r"schools?\b|admissions|\bsenco?\b|special (educational )?needs",
    "housing": r"housing|homeless|tenan|\brepairs?\b|evict|\bmould\b|council (house|flat)|"
    # Whoever rents, or has a landlord, may ask it of any service.
    r"\b(my|our|the|her|his|their|council|pay(ing)?) rents?\b|\brent (arrears|account|increase)|"
    r"\b(about|with) (my|our|a|the) landlord",
    "roads": r"highways?|\b(the road|road team|roads|road ?works?)\b|pothole|street ?(light|lamp)|pavement|\bkerb",
    "street_environment": r"fly ?tip|\bnoise|pest|\brats?\b|graffiti|litter|dog warden|street (care|clean)|"
    r"tree (team|officer)",
    "waste": r"\b(dust)?bins?\b|\bbin ?m[ae]n|waste|recycling|refuse|rubbish collection|\bthe (tip|dump)\b",
}
_TOPICS = {topic: re.compile(words) for topic, words in _TOPIC_WORDS.items()}
_ANSWERS = frozenset({"provide_details", "affirm", "deny"})
"""What answers a question of ours names no team: a street is called Mill Road, and "don't send it yet" is a yes."""
_REASONS: dict[str, ReasonOfAction] = {"speak_to_person": "asked", "frustration": "frustrated"}
_REASONS_BY_KIND: dict[str, ReasonOfAction] = {intent_kinds.URGENT: "urgent", intent_kinds.HANDOFF: "topic"}


def mentioned_topic(text: str) -> str | None:
    """The topic that a text names by a word such as "bins" or "council tax"."""
    read = fold(text)
    return next((topic for topic, pattern in _TOPICS.items() if pattern.search(read)), None)


def topic_of(turn: Turn, events: Events) -> str:
    """The topic for a person: of this message, else named in it, else talked of before, else the contact centre's.
    Answers to our questions are no talk of a topic."""
    for spoken in (turn, *earlier_turns(events)):
        known = intents().get(spoken.about or spoken.errand)
        if known and known.topic != intent_kinds.CONVERSATION:
            return known.topic
        named = None if spoken.intent in _ANSWERS else mentioned_topic(spoken.text)
        if named:
            return named
    guesses = [intents()[name].topic for name in turn.ranking[:2] if name in intents()]
    agreed = len(set(guesses)) == 1 and guesses[0] != intent_kinds.CONVERSATION
    return guesses[0] if agreed and turn.intent == "clarify" else intent_kinds.CONVERSATION


def reason_for(intent: str) -> ReasonOfAction:
    """Why a person is needed, from the intent that led here."""
    return _REASONS.get(intent) or _REASONS_BY_KIND.get(kind(intent), "asked")


def hand_over(
    dispatcher: CollectingDispatcher, tracker: Tracker, reason: ReasonOfAction, *, intent: str = ""
) -> Events:
    """Asks the gateway for the handoff and leaves whatever form was open."""
    turn = read_turn(tracker.latest_message)
    handoff: Handoff = {"reason": reason, "topic": topic_of(turn, tracker.events), "intent": intent or turn.intent}
    dispatcher.utter_message(json_message={HANDOFF: handoff})
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


class HandOver(Action):
    """The last step of every rule that ends with a person; the sentence before it is an ordinary answer."""

    def name(self) -> str:
        return "action_hand_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        intent = read_turn(tracker.latest_message).intent
        return hand_over(dispatcher, tracker, reason_for(intent))
