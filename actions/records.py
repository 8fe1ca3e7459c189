"""Asks the gateway for the council's records (addresses, collections) and pages over its internal routes."""

import logging
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3.0  # a resident waits for this; the gateway answers from its own tables in milliseconds


class RecordsDown(Exception):
    """The records could not be read; the resident is told so and offered a person."""


class Records:
    """The internal records route through an HTTP client that already knows its address and secret."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def addresses(self, postcode: str) -> list[dict[str, str]]:
        """The addresses at a postcode: uprn, address, postcode; empty where there are none."""
        found = await self._get("addresses", {"postcode": postcode})
        return list(found.get("addresses", []))

    async def addresses_at(self, text: str) -> list[dict[str, str]]:
        """The addresses whose house number and street a text names: uprn, address, postcode."""
        return list((await self._get("addresses", {"text": text})).get("addresses", []))

    async def collections(self, uprn: str) -> dict[str, Any]:
        """For one address: rounds, changes, bank_holidays, today, now and the report window, for waste/rounds.py."""
        return await self._get("collections", {"uprn": uprn})

    async def councillors(self, postcode: str = "", uprn: str = "") -> dict[str, Any]:
        """kept; wards: each with its ward and councillors (name, party, email, phone)."""
        return await self._get("councillors", _given(postcode=postcode, uprn=uprn))

    async def polling(self, postcode: str = "", uprn: str = "") -> dict[str, Any]:
        """kept; places: polling_district, name, address, note."""
        return await self._get("polling", _given(postcode=postcode, uprn=uprn))

    async def whose(self, postcode: str = "", text: str = "") -> dict[str, Any]:
        """Of a postcode, or of a place named in a text. ours and its place; council: another's name, page and place;
        kept: whether there are addresses; councils: whether there is a table of them."""
        return await self._get("whose", _given(postcode=postcode, text=text))

    async def terms(self) -> dict[str, Any]:
        """terms: school_year, term, first_day, last_day, note, the earliest first; today."""
        return await self._get("terms", {})

    async def libraries(self, postcode: str = "") -> dict[str, Any]:
        """libraries with their hours from Monday on; at: where the postcode is; today, now, bank_holidays."""
        return await self._get("libraries", _given(postcode=postcode))

    async def planning(self, reference: str = "") -> dict[str, Any]:
        """kept; applications: reference, address, description, status, decision_date, link; one at most."""
        return await self._get("planning", _given(reference=reference))

    async def clock(self) -> dict[str, Any]:
        """today, now and bank_holidays, as the council's clock has them."""
        return await self._get("clock", {})

    async def request(self, reference: str) -> dict[str, Any] | None:
        """The state of the report with this reference."""
        found = await self._get("requests", {"reference": reference})
        return next(iter(found.get("requests", [])), None)

    async def latest_request(self, sender: str) -> dict[str, Any] | None:
        """The state of the latest report of the resident we are talking to: `sender` is Rasa's id of the
        conversation."""
        conversation = sender.partition(".")[0]
        found = await self._get("requests", {"conversation": conversation}) if conversation.isdigit() else {}
        return next(iter(found.get("requests", [])), None)

    async def quotation(self, said: dict[str, Any]) -> dict[str, Any]:
        """searched; quotation, or null; with it page, title, heading, address, date, confidence."""
        return await self._read("quotation", lambda: self._client.post("/internal/pages/quotation", json=said))

    async def _get(self, kind: str, params: dict[str, str]) -> dict[str, Any]:
        return await self._read(kind, lambda: self._client.get(f"/internal/records/{kind}", params=params))

    async def _read(self, kind: str, ask: Callable[[], Awaitable[httpx.Response]]) -> dict[str, Any]:
        try:
            answer = await ask()
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            logger.warning("records.failed kind=%s error=%s", kind, type(error).__name__)  # its text names the address
            raise RecordsDown(kind) from error
        if not isinstance(found, dict):
            raise RecordsDown(kind)
        return found


def _given(**params: str) -> dict[str, str]:
    return {name: value for name, value in params.items() if value}


_current: Records | None = None


def use(client: httpx.AsyncClient) -> Records:
    """Read records through this client from now on; the gateway passes one that stays in its own process."""
    global _current
    _current = Records(client)
    return _current


async def today() -> date:
    """The council's day; this machine's where the gateway cannot say: no form waits for that."""
    try:
        return date.fromisoformat((await records().clock())["today"])
    except (RecordsDown, KeyError, ValueError):
        return datetime.now(UTC).date()


def records() -> Records:
    """The records in use; under `python -m rasa_sdk` those of the gateway named in the environment."""
    return _current or use(_client_from_environment())


def _client_from_environment() -> httpx.AsyncClient:
    """RECORDS_URL is the gateway's address, ACTIONS_SECRET the secret that it derives for its actions."""
    return httpx.AsyncClient(
        base_url=os.environ.get("RECORDS_URL", "http://127.0.0.1:8000"),
        headers={"Authorization": f"Bearer {os.environ['ACTIONS_SECRET']}"},
        timeout=TIMEOUT_SECONDS,
    )
