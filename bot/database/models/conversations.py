"""Conversations, their one log, what residents wrote and what the assistant understood."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database.event_data import EventData, SubjectData
from bot.database.models.base import COMPARED_JSON, Base, Words, partly
from bot.database.states import Author, ClockCause, ClockKind, ClockStep, EventKind, HandoffReason, Silence, State, Todo

POSSIBLE_DANGER = "possible:"


class Conversation(Base):
    """One resident on one channel, from the first message until it is closed. `version` moves when ownership does.

    `pace` is how often and how alike they write; the assistant answers nothing before `quiet_until`; `machine` is why a
    message was last taken for a machine's, at `machine_at`. `signposts`: the answers to danger that were given,
    and which dangers were thought possible (`POSSIBLE_DANGER` before the intent). `said`: a digest of each text that
    the assistant said lately, with its time (bot/conversation/repeats.py).
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
        partly("conversations_closed", "closed_at", "id", where="closed_at IS NOT NULL"),
        partly("conversations_closed_in_queue", "queue", "closed_at", "id", where="closed_at IS NOT NULL"),
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
    state: Mapped[State] = mapped_column(Words(State, 16))
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
    machine: Mapped[Silence | None] = mapped_column(Words(Silence, 16))
    machine_at: Mapped[datetime | None]
    signposts: Mapped[list[Any] | None] = mapped_column(COMPARED_JSON)
    said: Mapped[list[Any] | None] = mapped_column(COMPARED_JSON)
    subject: Mapped[SubjectData | None] = mapped_column(COMPARED_JSON)
    """What it is about: kept when it is handed back or reopened, and for whoever writes again within the day."""
    opened_at: Mapped[datetime]
    active_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    ended_through: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The resident ended the chat after this number: their own pages no longer show anything up to it."""


class Dialogue(Base):
    """Where a conversation's dialogue with the assistant is: half-filled forms, what was told. `kept` is the engine's
    own text, which the gateway does not read; `spell` is the conversation's at that time; `open_errand` is the intent
    of the form (actions/errands or actions/waste) that it is in the middle of."""

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
    kind: Mapped[EventKind] = mapped_column(Words(EventKind, 16))
    author: Mapped[Author] = mapped_column(Words(Author, 16))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    choices: Mapped[list[Any]]
    data: Mapped[EventData] = mapped_column(JSON)
    at: Mapped[datetime]


class Errand(Base):
    """What one message of a resident asked for, as the assistant understood it: a question as well as a form, only no
    mere talk (the forms of actions/errands are a part of these). `elsewhere`: another council's, and the
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

    `todo` is null once nothing is to be done. `settled`: the number of the entry that answered it, passed it to people,
    marked it or closed over it; null while an answer is owed, by whoever has the conversation.
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
    todo: Mapped[Todo | None] = mapped_column(Words(Todo, 16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    settled: Mapped[int | None]


class Handoff(Base):
    """The assistant (or a closed conversation's resident) passed to a queue, and why."""

    __tablename__ = "handoffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    queue: Mapped[str] = mapped_column(String(64))
    reason: Mapped[HandoffReason] = mapped_column(Words(HandoffReason, 32))
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
    kind: Mapped[ClockKind] = mapped_column(Words(ClockKind, 16))
    what: Mapped[ClockStep] = mapped_column(Words(ClockStep, 8))
    at: Mapped[datetime]
    cause: Mapped[ClockCause] = mapped_column(Words(ClockCause, 32))
    by: Mapped[Author] = mapped_column(Words(Author, 16))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    queue: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16))
    outbox_id: Mapped[str | None] = mapped_column(String(32))
