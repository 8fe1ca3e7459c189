"""How the keys of answers are made up: `utter_<intent>`, `utter_<intent>_<facet>`, `utter_<intent>_about_<words>`, and
`..._again` for the times after the first."""

from __future__ import annotations

from collections.abc import Container

PREFIX = "utter_"
ABOUT = "_about_"
"""Stands before the words of an answer that no facet names: `utter_hardship_support_about_pay_back`. It is found by its
wording and by the questions that its file says it answers (`metadata: asked`)."""
AGAIN = ("again", "once_more", "at_last")
"""`utter_thanks` is put as `utter_thanks_again` the second time and as `utter_thanks_once_more` the third."""


def service_of(key: str, services: Container[str]) -> str | None:
    """The service that an answer is about: of `utter_bus_pass_cost` it is `bus_pass`."""
    parts = key.removeprefix(PREFIX).split("_")
    names = ("_".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((name for name in names if name in services), None)
