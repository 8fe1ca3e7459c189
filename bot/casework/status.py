"""After a request is sent: its number in place of a token, its state, and whether it arrived if nobody knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.casework.client import GeoReport
from bot.casework.georeport import Accepted, RequestStatus
from bot.casework.resident_updates import NOT_KNOWN, is_changed, keep_status, next_look_at
from bot.casework.sending import record, settle
from bot.context import Context
from bot.database.models import Conversation, ServiceRequest
from bot.database.states import RequestState
from bot.errors import BackOfficeAway, BackOfficeRefused
from bot.live import DESK, OUTBOX, resident_topic
from bot.store import service_requests

MOST_ASKED_TOGETHER = 50
"""Requests that are asked about in one call."""
MOST_CALLS = 10
"""Of one look, for numbers or searches."""
AWAY_AFTER_FAILURES = 3
"""In a row."""
LEASE = timedelta(minutes=5)
SOONEST_TOKEN, LATEST_TOKEN = timedelta(seconds=10), timedelta(minutes=15)
TOKEN_GIVEN_UP = timedelta(days=7)
SEARCHES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long after a search that found nothing we search again; after the last the request stays with staff."""
SEARCHED_BEFORE, SEARCHED_AFTER, LONGEST_SPAN = timedelta(hours=1), timedelta(days=1), timedelta(days=89)
"""A search may span 90 days at most: https://wiki.open311.org/GeoReport_v2/#get-service-requests"""
NO_NUMBER = "The back office took it, but has given no number for a week."
WAKING_HOURS = (8, 20)
"""The hours of the council's clock in which a resident may be written to about what can wait: a phone may ring."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Asked:
    """What we ask about one request, and what we know of it."""

    id: int
    reference: str
    token: str
    number: str
    code: str
    begin: datetime
    end: datetime
    known: tuple[bool | None, str | None, str | None]


class Follower:
    """Asks the back office about the requests that it has, and records what it says."""

    def __init__(self, context: Context, client: GeoReport, poll_seconds: float) -> None:
        self._context = context
        self._client = client
        self._poll = timedelta(seconds=poll_seconds)

    async def look(self) -> None:
        """Everything that is due now. Raises BackOfficeAway, which ends the look."""
        await _each(await self._take([RequestState.SENT], MOST_CALLS, lambda _, now: now + LEASE), self._resolve)
        await _each(await self._take([RequestState.UNKNOWN], MOST_CALLS, lambda _, now: now + LEASE), self._search)
        if WAKING_HOURS[0] <= self._context.now().astimezone(self._context.council.zone).hour < WAKING_HOURS[1]:
            await self._states()

    async def _take(
        self, states: Sequence[RequestState], limit: int, again: Callable[[ServiceRequest, datetime], datetime | None]
    ) -> list[Asked]:
        """What is due, and not due again until later, so that another replica leaves it alone and a failure costs
        nothing more."""
        now = self._context.now()

        def step(session: Session) -> list[Asked]:
            rows = service_requests.lock_due(session, states, now, limit=limit)
            for row in rows:
                row.due_at = again(row, now)
            return [_asked(row, now) for row in rows]

        return await self._context.database.write(step)

    async def _resolve(self, asked: Asked) -> None:
        """A token's number, if there is one by now. A token that is not known yet is not an error."""
        found = ""
        try:
            found = await self._client.token(asked.token)
        except BackOfficeRefused as error:
            log.info("back_office.token_refused", request=asked.id, status=error.answered)
        await self._write(asked.id, partial(self._number, found=found))

    def _number(self, session: Session, row: ServiceRequest, found: str) -> None:
        now = self._context.now()
        if row.state != RequestState.SENT:
            return
        if found:
            row.back_office_id = found
            settle(row, RequestState.ACKNOWLEDGED, now, due_at=now + self._poll)
        elif now - row.at > TOKEN_GIVEN_UP:
            settle(row, RequestState.UNKNOWN, now, error=NO_NUMBER)
        else:
            waited = now - (row.changed_at or row.at)
            row.due_at = now + min(LATEST_TOKEN, max(SOONEST_TOKEN, waited))

    async def _search(self, asked: Asked) -> None:
        """Our reference in the descriptions of what was filed about then. Not finding it proves nothing: a server may
        keep descriptions to itself or be slow to show new ones."""
        found: list[RequestStatus] = []
        try:
            found = await self._client.search(asked.code, asked.begin, asked.end)
        except BackOfficeRefused as error:
            log.info("back_office.search_refused", request=asked.id, status=error.answered)
        ours = next((status for status in found if asked.reference in status.description), None)
        await self._write(asked.id, partial(self._found, status=ours))

    def _found(self, session: Session, row: ServiceRequest, status: RequestStatus | None) -> None:
        now = self._context.now()
        if row.state != RequestState.UNKNOWN:
            return
        if status is not None:
            record(session, row.id, Accepted(id=status.id), now=now)
            return
        since = now - (row.changed_at or row.at)
        row.due_at = next((now + wait for wait in SEARCHES if since < wait), None)

    async def _states(self) -> None:
        """The state of everything that is due, several in a call. Most have not changed, and nothing is written for
        those."""
        again = partial(next_look_at, poll=self._poll)
        while asked := await self._take([RequestState.ACKNOWLEDGED, RequestState.CLOSED], MOST_ASKED_TOGETHER, again):
            found = await self._together([each.number for each in asked])
            for each in asked:
                if each.number in found:
                    await self._keep(each, found[each.number])
            await _each([each for each in asked if each.number not in found], self._one)

    async def _together(self, numbers: Sequence[str]) -> dict[str, RequestStatus]:
        """Several in one call. A server may refuse all of them because of one, or leave some out: then we ask one by
        one."""
        plain = [number for number in numbers if "," not in number]
        if len(plain) < 2:
            return {}
        try:
            return {status.id: status for status in await self._client.requests(plain)}
        except BackOfficeRefused as error:
            log.info("back_office.requests_refused", status=error.answered, count=len(plain))
            return {}

    async def _one(self, asked: Asked) -> None:
        found: list[RequestStatus] = []
        try:
            found = await self._client.request(asked.number)
        except BackOfficeRefused as error:
            log.info("back_office.request_refused", request=asked.id, status=error.answered)
        await self._keep(asked, next((status for status in found if status.id == asked.number), None))

    async def _keep(self, asked: Asked, status: RequestStatus | None) -> None:
        if is_changed(asked.known, status):
            await self._write(asked.id, partial(self._keep_status, status=status))

    def _keep_status(self, session: Session, row: ServiceRequest, status: RequestStatus | None) -> None:
        if row.state not in (RequestState.ACKNOWLEDGED, RequestState.CLOSED):
            return
        if status is not None:
            keep_status(session, self._context, row, status=status)
        else:
            row.error, row.changed_at = NOT_KNOWN, self._context.now()

    async def _write(self, request_id: int, change: Callable[[Session, ServiceRequest], None]) -> None:
        """Change one row and wake whoever shows it."""

        def step(session: Session) -> list[str]:
            row = service_requests.lock(session, request_id)
            if row is None:
                return []
            change(session, row)
            own = session.get_one(Conversation, row.conversation_id)
            return [resident_topic(own.channel, own.account, own.address)]

        topics = await self._context.database.write(step)
        self._context.live.wake(OUTBOX, DESK, *topics)


async def _each(those: Sequence[Asked], ask: Callable[[Asked], Awaitable[None]]) -> None:
    """Ask about each. A server that fails on one request may know the others; one that fails on several in a row is
    unreachable. Raises BackOfficeAway then, and when it failed on the last one."""
    failures = 0
    for number, asked in enumerate(those, 1):
        try:
            await ask(asked)
            failures = 0
        except BackOfficeAway:
            failures += 1
            if failures == AWAY_AFTER_FAILURES or number == len(those):
                raise


def _asked(row: ServiceRequest, now: datetime) -> Asked:
    end = (row.changed_at or now) + SEARCHED_AFTER
    return Asked(
        id=row.id,
        reference=row.reference,
        token=row.token or "",
        number=row.back_office_id or "",
        code=row.service_code or "",
        begin=max((row.queued_at or row.at) - SEARCHED_BEFORE, end - LONGEST_SPAN),
        end=end,
        known=(row.told_closed, row.notes, row.error),
    )
