"""The questions that residents ask of any service: what it costs, how long it takes, who can have it. The answer to one
stands in domain/ as `utter_<intent>_<facet>`."""

from __future__ import annotations

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
