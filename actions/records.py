"""Asks the gateway for the council's records (addresses, collections) over its internal route."""

import logging
import os
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

    async def collections(self, uprn: str) -> dict[str, Any]:
        """What waste_rounds needs for one address: rounds, changes, bank_holidays, today, now and the report window."""
        return await self._get("collections", {"uprn": uprn})

    async def _get(self, kind: str, params: dict[str, str]) -> dict[str, Any]:
        try:
            answer = await self._client.get(f"/internal/records/{kind}", params=params)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            logger.warning("records.failed kind=%s error=%s", kind, type(error).__name__)  # its text names the address
            raise RecordsDown(kind) from error
        if not isinstance(found, dict):
            raise RecordsDown(kind)
        return found


_current: Records | None = None


def use(client: httpx.AsyncClient) -> Records:
    """Read records through this client from now on; the gateway passes one that stays in its own process."""
    global _current
    _current = Records(client)
    return _current


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
