"""The questions that residents ask of any service: what it costs, how long it takes, who can have it. The answer to one
stands in domain/ as `utter_<intent>_<facet>`."""

from __future__ import annotations

from collections.abc import Mapping

from language.intent_kinds import SIGNPOST
from language.taxonomy import kind

INTENT = "facet"
"""The intent of the rule that answers such a question. It is never taught and never in the taxonomy."""
ENTITY = "facet"
CONTACT = "contact"
CHANGE = "change"
OTHER = "other"
"""A question about a service that no facet names: what its answers or the council's pages say of it."""

FACETS = {
    "cost": "what it costs",
    "duration": "how long it takes",
    "deadline": "by when",
    "eligibility": "who can have it",
    "needed": "what is needed",
    "when": "when",
    "where": "where",
    "contact": "whom to contact",
    "change": "change or stop it",
    "next": "what happens next",
    "appointment": "do I have to book",
    "help": "help with it",
    "accepts": "what it covers",
}
"""Each facet, and what administrators call it behind the title of a service."""

BY_ITSELF: Mapping[str, frozenset[str]] = {
    "bin_collection_day": frozenset({"when"}),
    "bulky_waste_book": frozenset({"appointment"}),
    "case_status": frozenset({"next", "duration", "when"}),
    "contact_council": frozenset({"when", "where", "contact"}),
    "council_tax_move_or_change": frozenset({"change"}),
    "council_ward_find": frozenset({"contact", "where", "accepts", "eligibility", "help"}),  # "do you cover Thorn End"
    "election_polling_info": frozenset({"where"}),
    "library_find_hours": frozenset({"when", "where", "contact"}),
    "planning_search_comment": frozenset({"next"}),
    "school_dates_closures": frozenset({"when"}),
}
"""Questions that a service's own look-up or form answers, with what it knows of the resident: no text does."""


def answered_by_itself(intent: str, facet: str) -> bool:
    """Whether the service itself answers this question. Of somebody else's service, its answer says whom to contact."""
    if kind(intent) == SIGNPOST and facet in (CONTACT, "where"):
        return True
    return facet in BY_ITSELF.get(intent, ())
