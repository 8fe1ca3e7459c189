"""Example values that fill an answer in a preview."""

from __future__ import annotations

from collections.abc import Iterable

EXAMPLES = {
    "address": "12 Mill Lane, Fernley",
    "bin": "blue bin (recycling)",
    "collections": "Wednesday 25 November: blue bin (recycling)\nWednesday 2 December: black bin (rubbish)",
    "day": "Sunday 29 November",
    "due": "Wednesday 25 November",
    "facets": "what it costs or how long it takes",
    "following": "Wednesday 9 December",
    "given_postcode": "FB1 2CD",
    "kind": "missed bin",
    "limit": "4000",
    "lines": "What: Furniture or a mattress\nWhere: outside 12 Mill Lane\nUpdates: in this chat",
    "notes": "The crew will come back tomorrow.",
    "officer": "Sam",
    "page": "https://www.example.gov.uk/bins/recycling-centre",
    "page_date": " of 5 October 2026",
    "phone": "01632 960 010",
    "postcode": "FB1 2CD",
    "question": "What is your postcode?",
    "quotation": "Plasterboard, rubble and soil are building waste. Up to five bags a month are free.",
    "reference": "FB-7K2M4",
    "said": "Large items are collected for a fee.",
    "service": "Report a missed bin",
    "team": "Waste and recycling team",
    "title": "a pothole",
    "tried": "6 high street",
    "tried_postcode": "FB1 2CD",
    "wait": "Most people are answered within 6 minutes. You are third in the queue.",
}


def examples(names: Iterable[str]) -> dict[str, str]:
    """A value for each name; if we have no example, the name itself."""
    return {name: EXAMPLES.get(name) or f"({name.replace('_', ' ')})" for name in names}
