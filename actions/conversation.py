"""The chat's own turns that need a look at what was said: the menu, details nobody asked for, "yes", starting over."""

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import menus
from actions.addresses import FORGOTTEN
from actions.areas import is_not_ours
from actions.dialogue import PERSON, PERSON_OR_NOT, Events, answers_said, last_buttons, read_turn
from actions.errands.lookups.by_reference import by_reference
from actions.errands.progress import change_link
from actions.facets import Asked
from actions.handover import hand_over, mentioned_topic
from actions.leaving import leave
from actions.pages import says_whether_it_helped
from language.facets import OTHER
from language.postcodes import find_postcode
from language.yes_no import Said

_WANTS = re.compile(r"\b(?:yes|yeah|yep|yup|ye|please|pls|plz|sure|go on|do it)\b", re.IGNORECASE)


class HelpMenu(Action):
    """Says what we can do; for a message that only names a service, what we can do about that."""

    def name(self) -> str:
        return "action_help_menu"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        text = read_turn(tracker.latest_message).text
        menu = menus.TOPICS.get(mentioned_topic(text) or "")
        if menu:
            dispatcher.utter_message(response="utter_menu", about=menu.called, buttons=menus.buttons_for(menu.intents))
        else:
            offered = menus.REPORTS if re.search(r"\breport", text, re.IGNORECASE) else menus.GENERAL
            dispatcher.utter_message(response="utter_help_menu", buttons=menus.buttons_for(offered))
        return []


class ProvideDetails(Action):
    """A postcode, name or number with no question: asks what it is for."""

    def name(self) -> str:
        return "action_provide_details"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        turn = read_turn(tracker.latest_message)
        postcode = find_postcode(turn.text)
        if not postcode and await by_reference(dispatcher, turn, str(tracker.sender_id)):
            return []
        changed = None if turn.pressed else await change_link(turn, dispatcher, tracker)
        if changed is not None:
            return changed
        if not turn.text and turn.sent.keys() & {"location", "photos"}:  # kept for the errand that comes next
            dispatcher.utter_message(response="utter_sent_for_what", buttons=[PERSON])
        elif postcode and await is_not_ours(dispatcher, postcode):
            return [SlotSet(name, value) for name, value in FORGOTTEN.items()]
        elif postcode:
            choices = menus.buttons_for(menus.WITH_A_POSTCODE)
            dispatcher.utter_message(response="utter_postcode_for_what", given_postcode=postcode, buttons=choices)
            if postcode != tracker.get_slot("postcode"):  # or the errand would go by the address that was given before
                return [SlotSet(name, value) for name, value in FORGOTTEN.items()]
        else:
            dispatcher.utter_message(response="utter_details_for_what", buttons=menus.buttons_for(menus.GENERAL))
        return []


class Affirm(Action):
    """ "Yes" outside of a form: to an offer of a person it means that; to several choices, which one."""

    def name(self) -> str:
        return "action_affirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if says_whether_it_helped(dispatcher, tracker):
            return []
        offered = last_buttons(tracker.events)
        turn = read_turn(tracker.latest_message)
        said, wants = turn.said, turn.pressed or _WANTS.search(turn.text)
        if said is Said.NO:  # "yeah, no"
            dispatcher.utter_message(response="utter_deny")
        elif (offered == PERSON_OR_NOT or (offered == [PERSON] and wants)) and said in (Said.YES, Said.LIKELY):
            dispatcher.utter_message(response="utter_speak_to_person")
            return hand_over(dispatcher, tracker, "asked", intent="speak_to_person")
        elif len(offered) > 1:
            dispatcher.utter_message(response="utter_which_one", buttons=offered)
        else:
            _go_on(dispatcher, tracker, (domain or {}).get("responses") or {})
        return []


def _go_on(dispatcher: CollectingDispatcher, tracker: Tracker, answers: Mapping[str, Any]) -> None:
    """ "Yes please" to an answer that only named a page or a thing to do: what helps further. "Ok" asks for nothing."""
    turn = read_turn(tracker.latest_message)
    about = Asked(turn.subject, "", OTHER, answers)
    further = about.further(answers_said(tracker.events)) if turn.subject and _WANTS.search(turn.text) else None
    if further:
        dispatcher.utter_message(response=further)
    else:
        dispatcher.utter_message(response="utter_affirm")


class Deny(Action):
    """ "No" outside of a form."""

    def name(self) -> str:
        return "action_deny"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if not says_whether_it_helped(dispatcher, tracker):
            dispatcher.utter_message(response="utter_deny")
        return []


class StartOver(Action):
    """Leaves whatever was open and forgets what it had gathered; goes back to what that had interrupted."""

    def name(self) -> str:
        return "action_start_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return leave(dispatcher, tracker)
