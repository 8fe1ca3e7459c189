"""Years of finished conversations, put into a database by a few statements of SQL."""

from __future__ import annotations

from sqlalchemy import text

from bot.database import Database

PER = """
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO {table} ({columns}) SELECT {values} FROM n
"""
FAR = 1_000_000
"""Their ids begin above this; a test's own come after them."""
CONVERSATION = {
    "id": f"{FAR} + i", "channel": "'sms'", "account": "'ours'", "address": "'past ' || (i % (:count / 3))",
    "language": "'en'", "state": "'closed'", "version": "5", "spell": "2", "last_number": "4", "queue": "'waste'",
    "last_officer_id": ":staff", "urgent": "false", "held_number": "0", "opened_at": "{at}", "active_at": "{at}",
    "closed_at": "{at}", "close_reason": "'sorted'", "ended_through": "0",
}  # fmt: skip
EVENT = {
    "conversation_id": f"{FAR} + i", "number": "{number}", "kind": "'message'", "author": "'{author}'",
    "text": "'words'", "choices": "'[]'", "data": "'{{}}'", "at": "{at}",
}  # fmt: skip
INBOUND = {
    "id": f"{FAR} + i", "channel": "'sms'", "account": "'ours'", "reference": "'past ' || i",
    "conversation_id": f"{FAR} + i", "number": "1", "received_at": "{at}", "attempts": "0", "settled": "2",
}  # fmt: skip
OUTBOX = {
    "id": "'past ' || i", "conversation_id": f"{FAR} + i", "number": "2", "part": "0", "channel": "'sms'",
    "account": "'ours'", "address": "'past ' || (i % (:count / 3))", "text": "'words'", "choices": "'[]'",
    "status": "CASE WHEN i % 50 = 0 THEN 'failed' WHEN i % 51 = 0 THEN 'unknown' WHEN i % 3 = 0 THEN 'sent' "
    "ELSE 'delivered' END",
    "attempts": "1", "created_at": "{at}", "changed_at": "{at}",
}  # fmt: skip
HANDOFF = {
    "id": f"{FAR} + i", "conversation_id": f"{FAR} + i", "queue": "'waste'", "topic": "'waste'",
    "reason": "CASE WHEN i % 4 = 0 THEN 'assistant_down' ELSE 'asked' END", "at": "{at}", "ended_at": "{at}",
}  # fmt: skip
CLOCK = {
    "id": f"{FAR} + 10 * i + {{number}}", "conversation_id": f"{FAR} + i", "handoff_id": f"{FAR} + i",
    "began_id": "{began}", "kind": "'{kind}'", "what": "'{what}'", "at": "{at}", "cause": "'{cause}'",
    "by": "'system'", "queue": "'waste'", "channel": "'sms'", "language": "'en'",
}  # fmt: skip
ERRAND = {
    "id": f"{FAR} + i", "conversation_id": f"{FAR} + i", "number": "1", "topic": "'waste'", "intent": "'missed_bin'",
    "lgsl": "'522'", "elsewhere": "false", "at": "{at}",
}  # fmt: skip
PAGE_ANSWER = {
    "id": f"{FAR} + i", "conversation_id": f"{FAR} + i", "number": "1", "found": "i % 50 = 0", "address": "'https://x'",
    "title": "'A page'", "asked": "'words'", "question": "'word' || (i % 900)", "at": "{at}",
}  # fmt: skip
REQUEST = {
    "id": f"{FAR} + i", "reference": "'PAST-' || i", "conversation_id": f"{FAR} + i", "kind": "'missed_bin'",
    "topic": "'waste'", "intent": "'missed_bin'", "lgsl": "'522'", "queue": "'waste'",
    "state": "CASE WHEN i % 3 = 0 THEN 'closed' WHEN i % 3 = 1 THEN 'acknowledged' ELSE 'done' END",
    "fields": "'{{}}'", "at": "{at}",
    "changed_at": "{at}", "attempts": "1",
    "done_at": "CASE WHEN i % 3 = 1 THEN NULL ELSE {at} END",
}  # fmt: skip
DIALOGUE = {"conversation_id": f"{FAR} + i", "spell": "1", "kept": "'{{}}'", "at": "{at}"}
AUDIT = {"id": f"{FAR} + i", "action": "'conversation.close'", "target": "'1'", "at": "{at}"}
SPANS = (("assistant", "answered"), ("first_human", "answered"), ("claim", "claimed"), ("close", "closed"))


def live_through(database: Database, count: int, staff: int) -> None:
    """So many conversations that are over, one each half an hour, with all that belongs to them; each third resident
    has come back twice."""
    at = "datetime('2026-11-20', '-' || (i * 30) || ' minutes')"
    if not database.is_sqlite:
        at = "timestamptz '2026-11-20 00:00+00' - i * interval '30 minutes'"
    tables = [("conversations", CONVERSATION, {})]
    tables += [("events", EVENT, {"number": n, "author": a}) for n, a in ((1, "resident"), (2, "assistant"))]
    tables += [("inbound", INBOUND, {}), ("outbox", OUTBOX, {}), ("handoffs", HANDOFF, {}), ("errands", ERRAND, {})]
    tables += [("page_answers", PAGE_ANSWER, {})]
    tables += [("service_requests", REQUEST, {}), ("dialogues", DIALOGUE, {}), ("staff_audit", AUDIT, {})]
    for number, (kind, cause) in enumerate(SPANS):
        ends = {"kind": kind, "what": "ended", "cause": cause, "number": 5 + number}
        tables.append(
            ("clock", CLOCK, {"kind": kind, "what": "began", "cause": "message", "number": number, "began": "NULL"})
        )
        tables.append(("clock", CLOCK, ends | {"began": f"{FAR} + 10 * i + {number}"}))
    with database.engine.begin() as connection:
        for table, columns, more in tables:
            values = ", ".join(value.format(at=at, **more) for value in columns.values())
            statement = PER.format(table=table, columns=", ".join(f'"{name}"' for name in columns), values=values)
            given = {"count": count, "staff": staff}
            connection.execute(text(statement), {k: v for k, v in given.items() if f":{k}" in statement})
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in {name for name, columns, _ in tables if "id" in columns and name != "outbox"}:
                sequence = f"pg_get_serial_sequence('{name}', 'id')"
                connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {name}))"))  # noqa: S608
            connection.execute(text("ANALYZE"))
