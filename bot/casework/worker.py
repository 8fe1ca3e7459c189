"""The worker that passes requests to the back office, one at a time, and follows them until they are closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.casework import sending
from bot.casework.arguments import Outgoing, request_arguments
from bot.casework.catalogue import Catalogue
from bot.casework.client import GeoReport
from bot.casework.connection import Connection
from bot.casework.georeport import Accepted
from bot.casework.status import Follower
from bot.context import Context
from bot.errors import BackOfficeAway, BackOfficeError, BackOfficeRefused, BackOfficeUnclear, NotSendable
from bot.live import DESK
from bot.store import service_requests
from bot.workers import Worker

MOST_SENT_IN_A_ROW = 20
"""Then those that were sent before are followed again."""
DISCONNECTED = "No back office is connected any more."

log = structlog.get_logger()


class Hold:
    """How long we do not call the back office after a call that did not reach it."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self.failures = 0

    def lasts(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def begin(self, now: datetime, asked: float | None) -> None:
        self.failures += 1
        self.until = now + timedelta(seconds=sending.BACKOFF.seconds(self.failures, asked))

    def end(self) -> None:
        self.until, self.failures = None, 0


class BackOffice(Worker):
    """Sends one request at a time. Rows are taken with SKIP LOCKED."""

    name = "back_office"
    interval_seconds = 2.0

    def __init__(self, context: Context, connection: Connection | None, client: GeoReport | None = None) -> None:
        super().__init__(context.live, alone=context.database.is_sqlite)
        self._context = context
        self._connection = connection
        self._sending, self._following = Hold(), Hold()
        if connection is not None:
            self._client = client or GeoReport(connection.settings)
            self._catalogue = Catalogue(self._client)
            self._follower = Follower(context, self._client, connection.settings.poll_seconds)

    async def run(self) -> None:
        """Without a back office, only what once waited for one goes to its queue."""
        if self._connection is None:
            await self._context.database.write(
                lambda session: service_requests.give_to_staff(session, DISCONNECTED, self._context.now())
            )
            return
        await super().run()

    async def finish(self) -> None:
        """Give the call under way some time to end; what has not ended by then is unknown after the next start."""
        await super().finish()
        if self._connection is not None:
            await self._client.close()

    async def look(self) -> bool:
        """Send and ask whatever is due now."""
        now = self._context.now()
        if not await self._context.database.read(lambda session: service_requests.has_due(session, now)):
            return False
        for _ in range(MOST_SENT_IN_A_ROW):
            if not await self.start_due():
                break
            await self.tasks.room()
        await self._follow_due()
        return False

    async def start_due(self) -> int:
        """Start sending the next request, if there is one and the back office may be called."""
        await self.tasks.room()
        if self._sending.lasts(self._context.now()):
            return 0
        outgoing = await self._context.database.write(lambda session: sending.take_next(session, self._context))
        if outgoing is None:
            return 0
        self.tasks.start(self._send(outgoing))
        return 1

    async def _follow_due(self) -> None:
        """Ask about tokens, lost requests and states that are due."""
        if self._following.lasts(self._context.now()):
            return
        try:
            await self._follower.look()
            self._following.end()
        except BackOfficeAway as error:
            log.warning("back_office.unreachable", follows=True)
            self._following.begin(self._context.now(), error.retry_after)

    async def recover(self, age: timedelta) -> None:
        """What a dead gateway was sending is unknown."""
        now = self._context.now()
        if await self._context.database.write(lambda session: sending.settle_abandoned(session, now - age, now)):
            self._context.live.wake(DESK)

    async def _send(self, outgoing: Outgoing) -> None:
        """Send one request and record the outcome."""
        outcome = await self._outcome(outgoing)
        now = self._context.now()
        if isinstance(outcome, BackOfficeAway | BackOfficeUnclear):
            log.warning("back_office.unreachable", request=outgoing.id, posted=isinstance(outcome, BackOfficeUnclear))
            self._sending.begin(now, outcome.retry_after if isinstance(outcome, BackOfficeAway) else None)
        elif not isinstance(outcome, NotSendable):
            self._sending.end()
        step = partial(sending.record, request_id=outgoing.id, outcome=outcome, now=now)
        if await self.keep_trying(partial(self._context.database.write, step), request=outgoing.id):
            self._context.live.wake(DESK)

    async def _outcome(self, outgoing: Outgoing) -> Accepted | BackOfficeError:
        try:
            arguments, silent = await self._prepare(outgoing)
        except BackOfficeError as error:
            return error
        except Exception as error:  # nothing was posted
            log.exception("back_office.not_prepared", request=outgoing.id)
            return NotSendable(f"It could not be put into the back office's form ({type(error).__name__}).")
        try:
            accepted = await self._client.submit(arguments)
        except BackOfficeError as error:
            return error
        except Exception as error:  # it may have gone out
            log.exception("back_office.send_failed", request=outgoing.id)
            return BackOfficeUnclear(f"Sending it failed ({type(error).__name__}).")
        if not accepted.id and not accepted.token and not silent:
            return BackOfficeUnclear("It took the request without giving it a number.")
        return accepted

    async def _prepare(self, outgoing: Outgoing) -> tuple[list[tuple[str, str]], bool]:
        """The arguments, and whether the service gives no number. After a failure we must get the list of services
        before we post anything: an outage then leaves one request in doubt, not one after another."""
        assert self._connection is not None  # noqa: S101
        now, table = self._context.now(), self._connection.table
        service = await self._catalogue.service(outgoing.code, now, sure=self._sending.failures > 0)
        try:
            asked = await self._catalogue.attributes(service, now)
        except BackOfficeRefused as error:
            raise NotSendable(f"The back office does not say what service {service.code} asks for. {error}") from None
        zone = self._context.council.zone
        return request_arguments(outgoing, service, asked, table=table, zone=zone), service.type == "blackbox"
