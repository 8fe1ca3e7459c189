"""The council's records: imported whole from checked CSV files, read by the assistant's actions."""

from bot.records.importing import import_records
from bot.records.kinds import KINDS
from bot.records.reading import (
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
    "addresses_at",
    "areas_at",
    "changes",
    "councillors_of",
    "counts",
    "import_records",
    "libraries",
    "place_at",
    "planning_application",
    "polling_places",
    "rounds_of",
    "term_dates",
]
