"""The tables. Every row that crosses out of a step is turned into plain data first; ORM objects never leave bot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; timestamptz on PostgreSQL, naive UTC on SQLite, which has no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


COMPARED_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""PostgreSQL's plain json has no equality, and a trigger on conversations compares whole rows."""


class Base(DeclarativeBase):
    """Declarative base; `type_annotation_map` gives every datetime the same meaning."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        str: Text,
    }


def _partly(name: str, *columns: str, where: str) -> Index:
    """An index of some rows only. SQLite uses it for a query that has the very same condition, its value written out
    (sqlite.org/partialindex.html); see literal_execute in bot/store."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Conversation(Base):
    """One resident on one channel, from the first message until it is closed. `version` moves when ownership does.

    `pace` is how often and how alike they write; the assistant answers nothing before `quiet_until`; `machine` is why a
    message was last taken for a machine's, at `machine_at`. `signposts`: the answers to danger that were given.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "one_open_conversation",
            "channel",
            "account",
            "address",
            unique=True,
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
        Index("conversations_by_address", "channel", "account", "address"),
        Index("conversations_by_state", "state", "queue"),
        Index("conversations_by_turn", "turn_until"),
        _partly("conversations_closed", "closed_at", "id", where="closed_at IS NOT NULL"),
        _partly("conversations_closed_in_queue", "queue", "closed_at", "id", where="closed_at IS NOT NULL"),
        Index(
            "conversations_by_machine",
            "machine_at",
            sqlite_where=text("machine_at IS NOT NULL"),
            postgresql_where=text("machine_at IS NOT NULL"),
        ),
        CheckConstraint("state != 'waiting' OR queue IS NOT NULL", name="waiting_in_a_queue"),
        CheckConstraint("(state = 'officer') = (officer_id IS NOT NULL)", name="an_officer_has_it"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=1)
    spell: Mapped[int] = mapped_column(default=1)
    model: Mapped[str | None] = mapped_column(String(128))
    last_number: Mapped[int] = mapped_column(default=0)
    queue: Mapped[str | None] = mapped_column(String(64))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    last_officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    handoff_id: Mapped[int | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    held_number: Mapped[int] = mapped_column(default=0)
    turn_until: Mapped[datetime | None]
    pace: Mapped[dict[str, Any] | None] = mapped_column(COMPARED_JSON)
    quiet_until: Mapped[datetime | None]
    machine: Mapped[str | None] = mapped_column(String(16))
    machine_at: Mapped[datetime | None]
    signposts: Mapped[list[Any] | None] = mapped_column(COMPARED_JSON)
    opened_at: Mapped[datetime]
    active_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    ended_through: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The resident ended the chat after this number: their own pages show nothing up to it any more."""


class Dialogue(Base):
    """Where a conversation's dialogue with the assistant is: half-filled forms, what was told. `kept` is the engine's
    own text, which the gateway does not read; `spell` is the conversation's at that time; `open_errand` is the intent
    of the form that it is in the middle of."""

    __tablename__ = "dialogues"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    spell: Mapped[int]
    kept: Mapped[str]
    open_errand: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


class EventRow(Base):
    """The one numbered log of a conversation: messages, ownership, notes, receipts."""

    __tablename__ = "events"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[list[Any]]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Errand(Base):
    """What one message of a resident asked for, as the assistant understood it. `elsewhere`: another council's, and the
    resident was told so. `handed_over_at`: when the conversation went to a person with this as its latest errand."""

    __tablename__ = "errands"
    __table_args__ = (
        Index("errands_by_conversation", "conversation_id", "id"),
        Index("errands_by_time", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    number: Mapped[int]
    topic: Mapped[str] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    lgsl: Mapped[str] = mapped_column(String(64))
    elsewhere: Mapped[bool]
    at: Mapped[datetime]
    handed_over_at: Mapped[datetime | None]


class InboundRow(Base):
    """A resident's message as it came: saved once, and what is still to be done with it.

    `todo`: dialogue (the assistant owes an answer), danger (to be read for urgent signs only) or null (done).
    `settled`: the number of the entry that answered it, passed it to people, marked it or closed over it; null while an
    answer is owed, by whoever has the conversation.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        UniqueConstraint("channel", "account", "reference", name="inbound_once"),
        Index("inbound_by_conversation", "conversation_id", "number"),
        Index(
            "inbound_todo",
            "conversation_id",
            "number",
            sqlite_where=text("todo IS NOT NULL"),
            postgresql_where=text("todo IS NOT NULL"),
        ),
        Index(
            "inbound_owed",
            "conversation_id",
            "number",
            sqlite_where=text("settled IS NULL"),
            postgresql_where=text("settled IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(255))
    reference: Mapped[str] = mapped_column(String(255))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    number: Mapped[int]
    received_at: Mapped[datetime]
    todo: Mapped[str | None] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    settled: Mapped[int | None]


class OutboxRow(Base):
    """One provider message. States: queued, sending, sent, delivered, read, failed, unknown. A worker takes a queued
    one until `taken_until`; it is `sending` only from the moment before the provider is asked."""

    __tablename__ = "outbox"
    __table_args__ = (
        _partly("outbox_queued", "created_at", where="status = 'queued'"),
        _partly("outbox_queued_to", "channel", "account", "address", where="status = 'queued'"),
        _partly("outbox_sending", "changed_at", where="status = 'sending'"),
        Index("outbox_by_conversation", "conversation_id", "number", "part"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    number: Mapped[int]
    part: Mapped[int]
    channel: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(255))
    text: Mapped[str]
    choices: Mapped[list[Any]]
    status: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    taken_until: Mapped[datetime | None]
    provider_reference: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Handoff(Base):
    """The assistant (or a closed conversation's resident) passed to a queue, and why."""

    __tablename__ = "handoffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    queue: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(32))
    topic: Mapped[str | None] = mapped_column(String(64))
    intent: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ClockRow(Base):
    """Something began, moved or ended, or its end was undone. Rows are never changed; `began_id` ties the later ones to
    the first."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("clock_by_conversation", "conversation_id", "what", "kind"),
        Index("clock_by_began", "began_id"),
        Index("clock_by_time", "what", "kind", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    handoff_id: Mapped[int | None] = mapped_column(ForeignKey("handoffs.id"))
    began_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"))
    kind: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    queue: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16))
    outbox_id: Mapped[str | None] = mapped_column(String(32))


class ServiceRequest(Base):
    """A report of a resident. States: open (for its queue), queued, sending, sent (no number yet), acknowledged (the
    back office has it under `back_office_id`), closed (by the back office), failed, unknown, done (by staff).

    It waits to be sent since `queued_at`; the worker looks at it again at `due_at`. `told_closed` and `notes` are what
    the back office said last.
    """

    __tablename__ = "service_requests"
    __table_args__ = (
        Index("service_requests_by_state", "state", "due_at"),
        Index("service_requests_by_change", "changed_at"),
        _partly(
            "service_requests_under_way",
            "changed_at",
            where="state NOT IN ('open', 'failed', 'unknown', 'done', 'closed')",
        ),
        _partly("service_requests_done", "done_at", where="done_at IS NOT NULL"),
        _partly("service_requests_done_in_queue", "queue", "done_at", where="done_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(16), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(64))
    intent: Mapped[str] = mapped_column(String(64))
    lgsl: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    service_code: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[str | None] = mapped_column(String(255))
    back_office_id: Mapped[str | None] = mapped_column(String(255))
    error: Mapped[str | None]
    notice: Mapped[str | None]
    told_closed: Mapped[bool | None]
    notes: Mapped[str | None]
    told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class OptOut(Base):
    """A resident's address that wants nothing more from us on this account of ours, but for the message with the number
    `confirmation`, which says so."""

    __tablename__ = "opt_outs"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(255), primary_key=True)
    address: Mapped[str] = mapped_column(String(255), primary_key=True)
    word: Mapped[str] = mapped_column(String(64))
    confirmation: Mapped[int | None]
    at: Mapped[datetime]


class Readiness(Base):
    """A row that is written and taken back at once: whether the database takes anything."""

    __tablename__ = "readiness"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]


class TextsOfDay(Base):
    """How many texts were queued on an account of a channel that costs, on one of the council's days (2026-11-27)."""

    __tablename__ = "texts_of_day"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    number: Mapped[int]


class Rejection(Base):
    """Requests that failed their check, counted by channel, reason and hour."""

    __tablename__ = "rejections"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class Staff(Base):
    """A person at the desk. Roles: officer, supervisor, administrator."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None]
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_expires_at: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A signed-in browser. The cookie's secret is kept only as a hash. A page of it that follows the desk was last
    connected at `connected_at`."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed sign-in, for throttling: by account and source together (an address, or a browser that is known), and
    by account."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class StaffAudit(Base):
    """Who did what: sign-ins, claims, exports, changes. Append-only."""

    __tablename__ = "staff_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str]
    at: Mapped[datetime]


class AnswerEdit(Base):
    """One version of an answer's words, as an administrator saved it. Append-only; the highest version counts.

    `wordings` holds what differs from domain/*.yml, by channel ("" for the general wording): words, or null where the
    channel's own wording was dropped; empty when the answer is as it came. `shipped` is how it came, then.
    """

    __tablename__ = "answer_edits"
    __table_args__ = (UniqueConstraint("key", "version", name="answer_edits_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(128))
    version: Mapped[int]
    wordings: Mapped[dict[str, Any]]
    shipped: Mapped[dict[str, Any]]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
