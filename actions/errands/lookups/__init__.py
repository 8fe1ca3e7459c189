"""What errands look up in the council's records once they know enough: the functions that their files name."""

from __future__ import annotations

from actions.errands.lookups import (
    case_status,
    councillors,
    libraries,
    planning_applications,
    polling_places,
    school_terms,
    whose_area,
)
from actions.errands.lookups.contract import LookUp

LOOKUPS: dict[str, LookUp] = {
    "case_status": case_status.look_up,
    "councillors": councillors.look_up,
    "library": libraries.look_up,
    "planning_application": planning_applications.look_up,
    "polling_place": polling_places.look_up,
    "term_dates": school_terms.look_up,
    "whose_area": whose_area.look_up,
}
