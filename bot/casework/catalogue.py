"""The back office's services and what they ask, kept in memory: fetched again after an hour, and an old list is good
enough while a new one cannot be fetched."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.casework.client import GeoReport
from bot.casework.georeport import Attribute, Service
from bot.errors import BackOfficeAway, BackOfficeError, BackOfficeRefused, NotSendable

REFRESHED_AFTER = timedelta(hours=1)
ASKED_AGAIN_AFTER = timedelta(minutes=1)
"""How soon the list is fetched again when a service is not on it, or when it could not be fetched."""

log = structlog.get_logger()


class Catalogue:
    """What one endpoint offers."""

    def __init__(self, client: GeoReport) -> None:
        self._client = client
        self._services: dict[str, Service] = {}
        self._asked: datetime | None = None
        self._due: datetime | None = None
        self._attributes: dict[str, tuple[datetime, tuple[Attribute, ...]]] = {}

    async def service(self, code: str, now: datetime, sure: bool = False) -> Service:
        """The service; with `sure` the list is fetched now and must come, which shows that the back office is there.

        Raises NotSendable when there is no such service, BackOfficeAway when there has never been a list.
        """
        if sure or self._due is None or now >= self._due:
            await self._fetch(now, sure)
        if code not in self._services and self._asked is not None and now - self._asked >= ASKED_AGAIN_AFTER:
            await self._fetch(now, sure)
        if code not in self._services:
            raise NotSendable(f"The back office has no service {code}, which council.toml names.")
        return self._services[code]

    async def attributes(self, service: Service, now: datetime) -> tuple[Attribute, ...]:
        """What the service asks. Raises a BackOfficeError when it has never said."""
        if not service.has_attributes:
            return ()
        due, known = self._attributes.get(service.code, (now, None))
        if known is not None and now < due:
            return known
        try:
            fresh = await self._client.attributes(service.code)
        except BackOfficeError:
            if known is None:
                raise
            log.warning("back_office.attributes_stale", service=service.code)
            self._attributes[service.code] = (now + ASKED_AGAIN_AFTER, known)
            return known
        self._attributes[service.code] = (now + REFRESHED_AFTER, fresh)
        return fresh

    async def _fetch(self, now: datetime, sure: bool) -> None:
        try:
            found = await self._client.services()
        except (BackOfficeAway, BackOfficeRefused) as error:
            if sure or not self._services:
                raise BackOfficeAway(f"Its list of services could not be fetched. {error}", _asked(error)) from None
            log.warning("back_office.services_stale", error=type(error).__name__)
            self._due = now + ASKED_AGAIN_AFTER
            return
        self._services = {service.code: service for service in found if service.code}
        self._asked, self._due = now, now + REFRESHED_AFTER


def _asked(error: BackOfficeError) -> float | None:
    return error.retry_after if isinstance(error, BackOfficeAway) else None
