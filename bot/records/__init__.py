"""The council's records: imported whole from checked CSV files, read by the assistant's actions."""

from bot.records.importing import Source, any_of_the_council, empty, import_records, import_together, never_imported
from bot.records.kinds import KINDS
from bot.records.lookups import (
    count_by_kind,
    get_middle_of_postcode,
    get_planning_application,
    list_addresses,
    list_addresses_at,
    list_areas,
    list_councillors,
    list_libraries,
    list_polling_places,
    list_round_changes,
    list_rounds,
    list_terms,
)

__all__ = [
    "KINDS",
    "Source",
    "any_of_the_council",
    "count_by_kind",
    "empty",
    "get_middle_of_postcode",
    "get_planning_application",
    "import_records",
    "import_together",
    "list_addresses",
    "list_addresses_at",
    "list_areas",
    "list_councillors",
    "list_libraries",
    "list_polling_places",
    "list_round_changes",
    "list_rounds",
    "list_terms",
    "never_imported",
]
