"""The chat's own turns that need a look at what was said: the menu, details out of the blue, "yes", starting over."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue import PERSON, button, last_buttons, read_turn
from actions.errands.references import by_reference
from actions.handover import hand_over, mentioned_topic
from actions.postcodes import find_postcode
from actions.taxonomy import titles
from actions.waste_address import FORGOTTEN

# The commonest errands, in general and where a message only names the service ("bins").
MENU = ("bin_collection_day", "missed_bin_report", "council_tax_pay", "council_tax_move_or_change")
REPORTS = ("missed_bin_report", "pothole_report", "street_light_report", "flytipping_report", "noise_nuisance_report")
TOPIC_MENUS = {
    "waste": ("bin_collection_day", "missed_bin_report", "bin_order", "bulky_waste_book", "recycling_centre"),
    "council_tax": (
        "council_tax_pay",
        "council_tax_move_or_change",
        "council_tax_single_person_discount",
        "council_tax_reduction",
        "council_tax_bands_charges",
    ),
    "benefits": ("housing_benefit_apply", "council_tax_reduction", "hardship_support", "discretionary_housing_payment"),
    "elections": ("register_to_vote", "election_polling_info", "postal_proxy_vote", "voter_id"),
    "housing": ("housing_repair_report", "housing_register_apply", "homelessness_risk", "tenancy_services"),
    "leisure_libraries": ("library_find_hours", "library_loans", "library_join"),
    "licensing_business": ("licence_apply", "alcohol_event_licence"),
    "parking": ("parking_permit_apply", "parking_fine_pay", "parking_fine_appeal", "illegal_parking_report"),
    "planning": ("planning_search_comment", "planning_permission_check", "planning_apply", "planning_breach_report"),
    "registrations": ("register_birth", "register_death"),
    "roads": ("pothole_report", "street_light_report", "flooding_drain_report", "roadworks_obstruction"),
    "schools": ("school_place_apply", "school_dates_closures", "school_meals_uniform", "school_transport"),
    "social_care": ("adult_care_request", "care_home_costs", "blue_badge_apply"),
    "street_environment": (
        "flytipping_report",
        "street_cleaning_report",
        "dog_fouling_report",
        "noise_nuisance_report",
        "tree_vegetation_report",
    ),
}
WITH_MENU = frozenset({"waste", "council_tax"})
"""Topics whose menu has words of its own; the others' names their contact point."""
POSTCODE_ERRANDS = (
    "bin_collection_day",
    "council_ward_find",
    "library_find_hours",
    "election_polling_info",
    "council_tax_bands_charges",
)


def errands(names: tuple[str, ...]) -> list[dict[str, str]]:
    """Choices for these intents, and a person last."""
    return [*(button(titles()[name], name) for name in names), PERSON]


class HelpMenu(Action):
    """Says what we can do; for a message that only names a service, what we can do about that."""

    def name(self) -> str:
        return "action_help_menu"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        text = read_turn(tracker.latest_message).text
        topic = mentioned_topic(text)
        if topic:
            key = f"utter_menu_{topic}" if topic in WITH_MENU else f"utter_topic_{topic}"
            dispatcher.utter_message(response=key, buttons=errands(TOPIC_MENUS[topic]))
        else:
            menu = REPORTS if re.search(r"\breport", text, re.IGNORECASE) else MENU
            dispatcher.utter_message(response="utter_help_menu", buttons=errands(menu))
        return []


class ProvideDetails(Action):
    """A postcode, name or number with no question: asks what it is for."""

    def name(self) -> str:
        return "action_provide_details"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = read_turn(tracker.latest_message)
        postcode = find_postcode(turn.text)
        if not postcode and await by_reference(dispatcher, turn, str(tracker.sender_id)):
            return []
        if not turn.text and turn.sent.keys() & {"location", "photos"}:  # kept for the errand that comes next
            dispatcher.utter_message(response="utter_sent_for_what", buttons=[PERSON])
        elif postcode:
            choices = errands(POSTCODE_ERRANDS)
            dispatcher.utter_message(response="utter_postcode_for_what", given_postcode=postcode, buttons=choices)
            if postcode != tracker.get_slot("postcode"):  # or the errand would go by the address that was given before
                return [SlotSet(name, value) for name, value in FORGOTTEN.items()]
        else:
            dispatcher.utter_message(response="utter_details_for_what", buttons=errands(MENU))
        return []


class Affirm(Action):
    """ "Yes" outside of a form: to an offer of a person it means that; to several choices, which one."""

    def name(self) -> str:
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        offered = last_buttons(tracker.events)
        if offered == [PERSON]:
            dispatcher.utter_message(response="utter_speak_to_person")
            return hand_over(dispatcher, tracker, "asked", "speak_to_person")
        if offered:
            dispatcher.utter_message(response="utter_which_one", buttons=offered)
        else:
            dispatcher.utter_message(response="utter_affirm")
        return []


class StartOver(Action):
    """Leaves whatever was open and forgets what it had gathered."""

    def name(self) -> str:
        return "action_start_over"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(response="utter_start_over", buttons=errands(MENU))
        return [ActiveLoop(None), AllSlotsReset()]
