"""The council's records: imported whole from checked CSV files, read by the assistant's actions."""

from bot.records.importing import Source, empty, import_records, import_together, never_imported
from bot.records.kinds import KINDS
from bot.records.lookups import (
    addresses_at,
    areas_at,
    changes,
    councillors_of,
    counts,
    libraries,
    place_at,
    planning_application,
    polling_places,
    rounds_of,
    term_dates,
)

__all__ = [
    "KINDS",
    "Source",
    "addresses_at",
    "areas_at",
    "changes",
    "councillors_of",
    "counts",
    "empty",
    "import_records",
    "import_together",
    "libraries",
    "never_imported",
    "place_at",
    "planning_application",
    "polling_places",
    "rounds_of",
    "term_dates",
]
