"""Every query of the flow and the desk costs the same whatever lies behind: a scripted journey is run on a database
with years of finished conversations, and the plan of each statement that it sent is read. Reports are not among
them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError

from bot.casework import finish
from bot.database import Database
from bot.knowledge import asked
from bot.staff.presence import Presence
from bot.store import conversations, outbox, service_requests, turns
from connectors.messages import Inbound, Status
from tests.desk.office import Office
from tests.fakes.assistant import message
from tests.flows.conftest import House
from tests.flows.history import FAR, live_through

BEHIND = 12_000
"""Finished conversations. A statement that looks through one row of each is far above what is allowed."""
MOST_ROWS = 2_000
"""Rows that PostgreSQL may touch for one statement: the lists show 50, each with what belongs to it."""
MOST_STEPS = 30_000
"""Steps of SQLite's machine; it makes at least five for a row that it only passes by."""
VIEWS = ("waiting", "mine", "colleagues", "assistant", "closed", "machines")

Sent = dict[str, tuple[Engine, Any]]


@contextmanager
def recorded(database: Database) -> Iterator[Sent]:
    """Each statement that is sent meanwhile, once, with parameters of it."""
    sent: Sent = {}
    engines = {database.engine, database._reading}

    def keep(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", statement):
            sent[re.sub(r"\((\?|%\(\w+\)s)(, (\?|%\(\w+\)s))+\)", "(…)", statement)] = (statement, parameters)  # type: ignore[assignment]

    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", keep)


async def journey(office: Office, house: House) -> None:
    """All that the flow and the desk do, each at least once."""
    handoff = {"reason": "asked", "topic": "waste", "intent": "speak_to_person"}
    request = {"kind": "pothole", "topic": "roads", "intent": "pothole_report", "fields": {}}
    house.rasa.answers["a person"] = [message("I will pass you on.", custom={"handoff": handoff})]
    house.rasa.answers["a pothole"] = [message("Thank you.", custom={"service_request": request})]
    house.rasa.answers["plasterboard"] = [message("Say it again.", custom={"not_found": "plasterboard"})]
    house.rasa.answers["no"] = [message("All right.", custom={"helped": False})]
    sam, jo = await house.officer("Sam Okafor"), await house.officer("Jo Hill")
    for channel in ("sms", "webchat"):
        for text in ("hello", "plasterboard", "no", "a pothole", "a person"):
            await house.write(text, "ada", channel)
            await house.work()
        await house.write("and one more", "ada", channel)
        await house.work()
    who = await house.database.read(lambda session: conversations.get_newest(session, ("sms", "ours", "ada")))
    assert who is not None
    await at_the_desk(office, house, who.id, sam, jo)
    await with_the_resident(house)
    await by_itself(office, house)
    await house.database.read(asked.not_found)
    await house.database.read(asked.pages_that_answered)


async def at_the_desk(office: Office, house: House, one: int, sam: Any, jo: Any) -> None:
    desk = house.desk
    await desk.claim(one, sam)
    await desk.reply(one, sam, "Hello.", seen=99, reference="one")
    await house.write("thanks", "ada", "sms")
    await house.work()
    await desk.no_reply_needed(one, sam)
    await desk.note(one, sam, "A note.")
    await desk.transfer(one, sam, "housing")
    await desk.claim(one, jo)
    await desk.release(one, jo)
    await desk.claim(one, sam)
    await house.write("when is my bin day?", "ada", "sms")
    await desk.hand_back(one, sam)
    await house.work()
    await desk.take_over(one, sam)
    await desk.close(one, sam, "sorted")
    await desk.reopen(one, sam)
    for view in VIEWS:
        for queue in (None, "waste"):
            await desk.listing(view, sam, queue)
    await desk.queues()
    for conversation in (one, FAR + 7):
        await desk.thread(conversation)
        await desk.mark(conversation)
    await desk.mark()
    for queue in (None, "waste"):
        for done, under_way in ((False, False), (True, False), (False, True)):
            await desk.requests(queue, done, under_way)
    (request, *_) = await house.database.read(lambda session: service_requests.list_of_conversation(session, one))
    await finish(house.context, request.id, sam.id, done=True)
    started = await office.pages.sign_in.start(sam.id)
    signed_in = await office.pages.sign_in.current(started.token)
    assert signed_in is not None
    await office.pages.sign_in.end(signed_in)
    await office.pages.staffing.everybody()


async def with_the_resident(house: House) -> None:
    """One who wrote here for years, and one who is new."""
    for who in ("past 7", "newcomer"):
        inbox = house.inbox("sms")
        receipt = await inbox.receive(Inbound("sms", "ours", f"of {who}", who, text="hello"))
        await house.work()
        await inbox.history("ours", who, 0)
        await inbox.standing("ours", who)
        await inbox.seen("ours", who, receipt.number + 1)
        (row, *_) = await house.database.read(
            partial(outbox.list_of_conversation, conversation_id=receipt.conversation)
        )
        await inbox.delivery(row.id, Status.DELIVERED, None)
        await inbox.leave("ours", who)
        await inbox.opt_out("ours", who, "STOP")
        await inbox.opt_in("ours", who, "START")
    house.rasa.understandings["I can smell gas"] = {**GAS}
    await house.write("I can smell gas", "ada", "sms")
    await house.work()


GAS = {"text": "", "decision": "hand_over", "intent": "emergency_out_of_hours", "confidence": 0.9,
       "topic": "emergencies", "ranking": [], "entities": [], "urgent": True, "nearest": []}  # fmt: skip


async def by_itself(office: Office, house: House) -> None:
    """What the workers do: patience, the outbox, what dead gateways left, the back office, officers who went."""
    house.rasa.mode = "down"
    await house.write("is anybody there", "ben", "sms")
    await house.work()
    for seconds in (15, 60, 3):
        await house.later(seconds)
    house.rasa.mode = "ready"
    await house.later(2)
    await house.deliverer.recover(timedelta(0))
    await house.database.write(outbox.end_leases)
    await house.database.write(turns.end_leases)
    await Presence(house.context).return_unattended()
    await house.later(3 * 86400)
    now = house.time

    def back_office(session: Any) -> None:
        service_requests.has_due(session, now)
        service_requests.lock_abandoned(session, now)
        service_requests.lock_queued_since(session, now)
        for states in (["queued"], ["sent"], ["unknown"], ["acknowledged", "closed"]):
            service_requests.lock_due(session, states, now, limit=20)
        service_requests.get_latest_of_resident(session, FAR + 7)
        service_requests.list_of_conversation(session, FAR + 7)

    await house.database.write(back_office)
    await house.database.read(outbox.count_unsent)
    await house.database.read(turns.count_unanswered)


@pytest.fixture
def office(house: House) -> Office:
    return Office(house)


async def test_every_query_costs_the_same_whatever_lies_behind(office: Office, house: House) -> None:
    old = await house.officer("Olive Past")
    live_through(house.database, BEHIND, old.id)
    with recorded(house.database) as sent:
        await journey(office, house)
    assert len(sent) > 100, "of every step"
    dear = cost_on_sqlite if house.database.is_sqlite else cost_on_postgresql
    found = {statement: dear(house.database.engine, *asked) for statement, asked in sent.items()}
    told = [f"{cost}\n{re.sub(chr(10), ' ', statement)}\n{plan}" for statement, (cost, plan) in found.items() if plan]
    assert not told, "\n\n".join(told)


def cost_on_sqlite(engine: Engine, statement: str, parameters: Any) -> tuple[int, str]:
    """The steps that a statement takes, and its plan where they are too many."""
    steps = [0]

    def count() -> int:
        steps[0] += 100
        return 0

    with engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(count, 100)
        try:
            with suppress(IntegrityError):
                result = connection.exec_driver_sql(statement, parameters)
                if result.returns_rows:
                    result.all()
        finally:
            driver.set_progress_handler(None, 0)
            connection.rollback()
    return steps[0], "\n".join(plan) if steps[0] > MOST_STEPS else ""


def cost_on_postgresql(engine: Engine, statement: str, parameters: Any) -> tuple[int, str]:
    """The rows that a statement touches; and its plan where they are too many."""
    with engine.connect() as connection:
        try:
            explained = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
            [plan] = connection.exec_driver_sql(explained, parameters).scalar_one()
        except IntegrityError:  # a change that was right in its step, of rows that have moved on since
            return 0, ""
        finally:
            connection.rollback()
    touched = sum(rows for _, rows in nodes(plan["Plan"]))
    lines = [f"{name}: {rows:.0f} rows" for name, rows in nodes(plan["Plan"])]
    return int(touched), "\n".join(lines) if touched > MOST_ROWS else ""


def nodes(node: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Each place of a plan where rows are read, with how many were looked at there."""
    if "Scan" in node["Node Type"]:
        left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        name = f"{node['Node Type']} {node.get('Relation Name', '')} {node.get('Index Name', '')}"
        yield name, (node["Actual Rows"] + left_out) * node["Actual Loops"]
    for child in node.get("Plans", ()):
        yield from nodes(child)
