"""What errands look up in the council's records once they know enough: the functions that their files name."""

from __future__ import annotations

from actions.errands.areas import councillors, polling_place
from actions.errands.libraries import library
from actions.errands.looking import LookUp
from actions.errands.references import case_status, planning_application
from actions.errands.terms import term_dates

LOOKUPS: dict[str, LookUp] = {
    "case_status": case_status,
    "councillors": councillors,
    "library": library,
    "planning_application": planning_application,
    "polling_place": polling_place,
    "term_dates": term_dates,
}
