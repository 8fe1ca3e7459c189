"""Writes the clock's rows. An interval is a `began` row with the `ended` row that points at it; nothing is updated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from bot.database.models import ClockRow, Conversation
from bot.database.states import Author, ClockCause, ClockKind, ClockStep
from bot.store.appending import append, append_began
from bot.store.clock_conditions import is_open

OPEN = (
    select(ClockRow)
    .where(
        ClockRow.conversation_id == bindparam("conversation"),
        ClockRow.kind.in_(bindparam("kinds", expanding=True)),
        ClockRow.what == ClockStep.BEGAN,
        is_open(ClockRow),
    )
    .order_by(ClockRow.id)
)
"""A conversation's open intervals. Asked several times for each message, so it is built once."""

DELIVERY = (
    select(ClockRow)
    .where(
        ClockRow.conversation_id == bindparam("conversation"),
        ClockRow.kind == ClockKind.DELIVERY,
        ClockRow.outbox_id == bindparam("outbox"),
    )
    .order_by(ClockRow.id)
)


@dataclass(frozen=True)
class Moment:
    """When, by whom and, for an officer, by which one."""

    at: datetime
    by: Author
    staff_id: int | None = None


def begin(
    session: Session,
    conversation: Conversation,
    kind: ClockKind,
    *,
    cause: ClockCause,
    moment: Moment,
    outbox_id: str | None = None,
) -> ClockRow:
    """Start an interval."""
    return append_began(
        session, _row(conversation, kind, ClockStep.BEGAN, cause=cause, moment=moment, outbox_id=outbox_id)
    )


def move(
    session: Session, conversation: Conversation, kinds: Sequence[ClockKind], *, cause: ClockCause, moment: Moment
) -> None:
    """Say that open intervals moved (claim passed on, other queue): same interval, original start."""
    for began in open_intervals(session, conversation.id, kinds):
        row = _row(conversation, began.kind, ClockStep.MOVED, cause=cause, moment=moment, outbox_id=began.outbox_id)
        row.began_id = began.id
        append(session, row)


def end(
    session: Session, conversation: Conversation, kinds: Sequence[ClockKind], *, cause: ClockCause, moment: Moment
) -> int:
    """End every open interval of these kinds; returns how many there were."""
    open_rows = open_intervals(session, conversation.id, kinds)
    for began in open_rows:
        end_one(session, began, cause, moment=moment)
    return len(open_rows)


def end_one(session: Session, began: ClockRow, cause: ClockCause, *, moment: Moment) -> None:
    """End this one. The queue, channel and language stay those of the beginning."""
    append(session, _about(began, ClockStep.ENDED, cause, moment=moment))


def undo(session: Session, conversation_id: int, began: Sequence[int], *, cause: ClockCause, moment: Moment) -> None:
    """Take back the last ends of these intervals: they stay in the log, count in no figure, and the intervals go on
    from their original start, with their handoff, queue and language."""
    found = session.scalars(
        select(ClockRow)
        .where(ClockRow.conversation_id == conversation_id, ClockRow.id.in_(began))
        .order_by(ClockRow.id)
    )
    for row in found:
        append(session, _about(row, ClockStep.UNDONE, cause, moment=moment))


def ended_by_answer(session: Session, conversation_id: int, by: Author, *, at: datetime) -> list[int]:
    """The intervals that an answer of this author at this moment ended, and that nothing has ended or begun since."""
    ended, newer = aliased(ClockRow), aliased(ClockRow)
    since = select(newer.id).where(
        newer.conversation_id == ended.conversation_id, newer.kind == ended.kind, newer.id > ended.id
    )
    query = select(ended.began_id).where(
        ended.conversation_id == conversation_id,
        ended.what == ClockStep.ENDED,
        ended.cause == ClockCause.ANSWERED,
        ended.by == by,
        ended.at == at,
        ~since.exists(),
    )
    return [began for began in session.scalars(query) if began is not None]


def open_intervals(session: Session, conversation_id: int, kinds: Sequence[ClockKind]) -> list[ClockRow]:
    """The began rows without an ended one, oldest first."""
    wanted = {"conversation": conversation_id, "kinds": list(kinds)}
    return list(session.scalars(OPEN, wanted))


def _about(began: ClockRow, what: ClockStep, cause: ClockCause, *, moment: Moment) -> ClockRow:
    return ClockRow(
        conversation_id=began.conversation_id,
        handoff_id=began.handoff_id,
        began_id=began.id,
        kind=began.kind,
        what=what,
        at=max(moment.at, began.at),
        cause=cause,
        by=moment.by,
        staff_id=moment.staff_id,
        queue=began.queue,
        channel=began.channel,
        language=began.language,
        outbox_id=began.outbox_id,
    )


def _row(
    conversation: Conversation,
    kind: ClockKind,
    what: ClockStep,
    *,
    cause: ClockCause,
    moment: Moment,
    outbox_id: str | None,
) -> ClockRow:
    return ClockRow(
        conversation_id=conversation.id,
        handoff_id=conversation.handoff_id,
        kind=kind,
        what=what,
        at=moment.at,
        cause=cause,
        by=moment.by,
        staff_id=moment.staff_id,
        queue=conversation.queue,
        channel=conversation.channel,
        language=conversation.language,
        outbox_id=outbox_id,
    )


def delivery_rows(session: Session, conversation_id: int, outbox_id: str) -> list[ClockRow]:
    """The clock of one provider message: began, and its ends so far (accepted, delivered, failed, unknown)."""
    return list(session.scalars(DELIVERY, {"conversation": conversation_id, "outbox": outbox_id}))
