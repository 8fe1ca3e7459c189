"""The commonest errands: in general, and of each topic for a message that names no more than the service ("bins")."""

from dataclasses import dataclass

from actions.dialogue import PERSON, button
from language.taxonomy import titles

GENERAL = ("bin_collection_day", "missed_bin_report", "council_tax_pay", "council_tax_move_or_change")
REPORTS = ("missed_bin_report", "pothole_report", "street_light_report", "flytipping_report", "noise_nuisance_report")
WITH_A_POSTCODE = (
    "bin_collection_day",
    "council_ward_find",
    "library_find_hours",
    "election_polling_info",
    "council_tax_bands_charges",
)


@dataclass(frozen=True)
class Menu:
    """What a topic is called in a sentence, and the intents to offer, the commonest first."""

    called: str
    intents: tuple[str, ...]


def _menu(called: str, *intents: str) -> Menu:
    return Menu(called, intents)


TOPICS = {
    "waste": _menu(
        "your bins", "bin_collection_day", "missed_bin_report", "bin_order", "bulky_waste_book", "recycling_centre"
    ),
    "council_tax": _menu(
        "council tax",
        "council_tax_pay",
        "council_tax_move_or_change",
        "council_tax_single_person_discount",
        "council_tax_reduction",
        "council_tax_bands_charges",
    ),
    "benefits": _menu(
        "benefits", "housing_benefit_apply", "change_of_circumstances_report", "benefit_evidence", "hardship_support"
    ),
    "housing": _menu(
        "housing",
        "housing_repair_report",
        "rent_pay",
        "housing_register_apply",
        "homelessness_risk",
        "private_landlord_problem",
    ),
    "roads": _menu(
        "roads and paths",
        "pothole_report",
        "street_light_report",
        "flooding_drain_report",
        "pavement_footpath_report",
        "roadworks_obstruction",
    ),
    "street_environment": _menu(
        "streets and noise",
        "flytipping_report",
        "street_cleaning_report",
        "noise_nuisance_report",
        "dog_fouling_report",
        "tree_vegetation_report",
    ),
    "parking": _menu(
        "parking",
        "parking_permit_apply",
        "parking_fine_pay",
        "parking_fine_appeal",
        "blue_badge_apply",
        "illegal_parking_report",
    ),
    "planning": _menu(
        "planning", "planning_search_comment", "planning_permission_check", "planning_apply", "building_control"
    ),
    "schools": _menu(
        "schools",
        "school_dates_closures",
        "school_place_apply",
        "school_in_year_transfer",
        "school_meals_uniform",
        "send_support",
    ),
    "social_care": _menu(
        "care and support", "adult_care_request", "care_home_costs", "safeguarding_adult", "safeguarding_child"
    ),
    "registrations": _menu(
        "births, deaths and weddings",
        "register_birth",
        "register_death",
        "order_certificate",
        "ceremony_book",
        "burial_cremation",
    ),
    "elections": _menu("voting", "election_polling_info", "register_to_vote", "postal_proxy_vote", "voter_id"),
    "licensing_business": _menu(
        "licences and business", "licence_apply", "alcohol_event_licence", "business_rates", "business_support"
    ),
    "leisure_libraries": _menu(
        "libraries and leisure", "library_find_hours", "library_loans", "library_join", "leisure_centre"
    ),
}


def buttons_for(intents: tuple[str, ...]) -> list[dict[str, str]]:
    """Choices for these intents, and a person last."""
    return [*(button(titles()[name], name) for name in intents), PERSON]
