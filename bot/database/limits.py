"""No step waits for PostgreSQL without end: the server gives up on a statement, and we on a server that says nothing,
as one does whose processes are frozen or whose machine is gone."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from sqlalchemy import Engine, event

STEP_SECONDS = 8.0
"""A webhook's answer has to go out within 15 seconds (Twilio), of which five may go by before the step's turn comes."""
BETWEEN_STEPS_SECONDS = 3.0
"""For what is asked between steps: whether a pooled connection still is one."""
SERVER_SIDE = (
    "SET statement_timeout = '7s'",
    "SET lock_timeout = '5s'",
    "SET idle_in_transaction_session_timeout = '30s'",
)


class Bounded(psycopg.Connection[Any]):
    """A connection that closes itself when an answer does not come in time, which frees the thread that waited. The
    statement may have been carried out or not: a repeat is recognised by the message's reference."""

    until: float | None = None
    """When the step that has this connection must be over, by the monotonic clock."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Everything that psycopg waits for goes through here."""
        left = BETWEEN_STEPS_SECONDS if self.until is None else max(0.05, self.until - time.monotonic())
        try:
            return super().wait(gen, interval, left if timeout is None else min(left, timeout))
        except psycopg.OperationalError as error:
            if type(error) is psycopg.errors._WaitTimeout:
                self.close()
                raise psycopg.OperationalError("the server did not answer in time") from None
            raise


def limit_waits(engine: Engine) -> None:
    """Give the engine's connections these limits: for the gateway. Commands may take their time."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, given: Any, named: Any) -> Bounded:
        connection = Bounded.connect(*given, **named, autocommit=True)
        for setting in SERVER_SIDE:
            connection.execute(setting)
        connection.autocommit = False
        return connection

    @event.listens_for(engine, "checkout")
    def begun(connection: Bounded, _record: Any, _proxy: Any) -> None:
        connection.until = time.monotonic() + STEP_SECONDS

    @event.listens_for(engine, "checkin")
    def over(connection: Bounded | None, _record: Any) -> None:
        if connection is not None:
            connection.until = None
