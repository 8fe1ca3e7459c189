"""Whose job a service is: the [services] tables of council.toml, laid over the tiers of taxonomy.tsv."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from language import taxonomy
from language.intent_kinds import CONTROL, SIGNPOST, URGENT
from language.taxonomy import Intent

OURS_ALWAYS = frozenset({URGENT, SIGNPOST, CONTROL})
"""Kinds that no other council is named for: danger is always dealt with, the others are no service of a tier."""
OTHER_COUNCIL = "utter_other_council"
"""The answer to all services of another council. Its {service}, {council} and {where} are filled in here."""


class OtherCouncil(BaseModel):
    """The [services.elsewhere] table: who runs what this council does not."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    page: str = Field(pattern=r"^https?://\S+$")
    phone: str = ""


class ServicesTable(BaseModel):
    """The [services] table. `exceptions` says of an intent whether this council runs it, whatever its tier; `links` is
    the other council's page about one."""

    model_config = ConfigDict(extra="forbid")

    district: StrictBool = True
    county: StrictBool = True
    elsewhere: OtherCouncil | None = None
    exceptions: dict[str, StrictBool] = {}
    links: dict[str, str] = {}


class Services:
    """Which intents are another council's, and what a resident is told of it. Raises ValueError, naming the setting,
    for tables that cannot be meant."""

    def __init__(self, table: ServicesTable, intents: Mapping[str, Intent]) -> None:
        self._table = table
        _check_names(table, intents)
        self.elsewhere = tuple(name for name, intent in intents.items() if not _runs(table, intent))
        _check_whole(table, self.elsewhere)

    def page(self, intent: str) -> str | None:
        """The other council's page about a service of its own; None for what this council runs."""
        if self._table.elsewhere is None or intent not in self.elsewhere:
            return None
        return self._table.links.get(intent) or self._table.elsewhere.page

    def page_of_link(self, name: str) -> str | None:
        """The same for a key of [link]: an intent, or one of its errands (`licence_apply_taxi`)."""
        owner = next((intent for intent in self.elsewhere if f"{name}_".startswith(f"{intent}_")), "")
        return self.page(owner)

    def values(self, intent: str | None) -> dict[str, str]:
        """What OTHER_COUNCIL says of this intent; nothing for one that this council runs."""
        page, other = self.page(intent or ""), self._table.elsewhere
        if intent is None or page is None or other is None:
            return {}
        where = f"See {page} or call {other.phone}." if other.phone else f"See {page}."
        return {"service": taxonomy.titles()[intent], "council": other.name, "where": where}


def _runs(table: ServicesTable, intent: Intent) -> bool:
    """An exception decides, else the tiers: one of them is enough. `all` beside a tier is about lesser parts of the
    service; alone, and where no tier is given, any council runs it."""
    if intent.kind in OURS_ALWAYS:
        return True
    if intent.name in table.exceptions:
        return table.exceptions[intent.name]
    tiers = {"district_unitary": table.district, "county_unitary": table.county}
    named = [tiers[tier] for tier in intent.tier.split("+") if tier in tiers]
    return any(named) if named else True


def _check_names(table: ServicesTable, intents: Mapping[str, Intent]) -> None:
    if not table.district and not table.county:
        raise ValueError("services: district and county are both false; a council runs the services of one or of both")
    for setting, names in (("exceptions", table.exceptions), ("links", table.links)):
        for name in names:
            if name not in intents:
                raise ValueError(f"services.{setting}: {name} is not an intent of taxonomy.tsv")
            if intents[name].kind in OURS_ALWAYS:
                kind = intents[name].kind
                raise ValueError(f"services.{setting}: {name} is never sent to another council (its kind is {kind})")


def _check_whole(table: ServicesTable, elsewhere: tuple[str, ...]) -> None:
    if elsewhere and table.elsewhere is None:
        what = f"what this one does not, such as {elsewhere[0]}"
        raise ValueError(f"services.elsewhere is missing: it names the council that runs {what}")
    for name, page in table.links.items():
        if name not in elsewhere:
            raise ValueError(f"services.links: {name} is run by this council; its page belongs in [link]")
        if not page.startswith(("https://", "http://")):
            raise ValueError(f"services.links.{name}: {page} is not an address that begins with https://")
