"""Queries on provider messages."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, exists, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from bot.database.models import Conversation, OptOut, OutboxRow
from bot.database.states import Status
from bot.store.residents import THEIRS, Who, values_of

UNSENT = (Status.QUEUED, Status.SENDING)
QUEUED = OutboxRow.status == literal(Status.QUEUED, literal_execute=True)
SENDING = OutboxRow.status == literal(Status.SENDING, literal_execute=True)
"""Written out, so that SQLite finds the indexes of what waits beside all that was ever sent."""
UNSEEN = (
    select(OutboxRow)
    .join(Conversation, Conversation.id == OutboxRow.conversation_id)
    .where(
        *THEIRS,
        OutboxRow.number <= bindparam("through"),
        OutboxRow.status == Status.SENT,
    )
    .order_by(OutboxRow.id)
    .with_for_update(of=OutboxRow)
)
"""Asked for each reply, so it is built once."""


def lock_due(session: Session, now: datetime, limit: int) -> list[OutboxRow]:
    """Queued rows whose time has come, that nobody has taken and that no earlier unsent row of their conversation holds
    back, locked."""
    earlier = aliased(OutboxRow)
    held_back = (
        select(earlier.id)
        .where(
            earlier.conversation_id == OutboxRow.conversation_id,
            earlier.status.in_(UNSENT),
            tuple_(earlier.number, earlier.part) < tuple_(OutboxRow.number, OutboxRow.part),
        )
        .exists()
    )
    query = (
        select(OutboxRow)
        .where(
            QUEUED,
            or_(OutboxRow.next_attempt_at.is_(None), OutboxRow.next_attempt_at <= now),
            or_(OutboxRow.taken_until.is_(None), OutboxRow.taken_until <= now),
            ~held_back,
        )
        .order_by(OutboxRow.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def set_sending(session: Session, outbox_id: str, taken_until: datetime, *, now: datetime) -> bool:
    """One conditional update: the row is `sending` if it is still queued under this lease."""
    ours = (OutboxRow.id == outbox_id, OutboxRow.status == Status.QUEUED, OutboxRow.taken_until == taken_until)
    changed = session.execute(
        update(OutboxRow)
        .where(*ours)
        .values(status=Status.SENDING, taken_until=None, changed_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def end_leases(session: Session) -> None:
    """End every lease: the process that held them is gone, and had not asked for anything yet."""
    session.execute(
        update(OutboxRow)
        .where(QUEUED, OutboxRow.taken_until.is_not(None))
        .values(taken_until=None)
        .execution_options(synchronize_session=False)
    )


def lock_abandoned(session: Session, before: datetime) -> list[OutboxRow]:
    """Rows still `sending` since before this moment: their gateway died with the provider's answer outstanding."""
    query = select(OutboxRow).where(SENDING, OutboxRow.changed_at < before)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def has_buttons(session: Session, conversation_id: int, number: int) -> bool:
    """Whether the channel showed this message's choices as buttons: where it has none, they became numbered lines."""
    query = select(OutboxRow).where(OutboxRow.conversation_id == conversation_id, OutboxRow.number == number)
    return any(row.choices for row in session.scalars(query))


def has_failed_with(session: Session, conversation: int, after: int, *, error: str) -> bool:
    """Whether a message of the conversation above this number was not sent for this reason."""
    failed = (OutboxRow.conversation_id == conversation, OutboxRow.number > after, OutboxRow.error == error)
    return bool(session.scalar(select(exists().where(*failed))))


def lock(session: Session, outbox_id: str) -> OutboxRow | None:
    """One row, locked."""
    return session.scalars(select(OutboxRow).where(OutboxRow.id == outbox_id).with_for_update()).one_or_none()


def lock_unseen(session: Session, who: Who, through: int) -> list[OutboxRow]:
    """Rows readable by the resident's page, up to a number, that it had not shown yet, locked."""
    return list(session.scalars(UNSEEN, {**values_of(who), "through": through}))


def list_of_conversation(session: Session, conversation_id: int, after: int = 0) -> list[OutboxRow]:
    """The provider messages of a conversation whose number is above `after`, in order."""
    query = select(OutboxRow).where(OutboxRow.conversation_id == conversation_id, OutboxRow.number > after)
    return list(session.scalars(query.order_by(OutboxRow.number, OutboxRow.part)))


def lock_queued_to(session: Session, who: Who) -> list[OutboxRow]:
    """What still waits to go to an address."""
    channel, account, address = who
    theirs = (OutboxRow.channel == channel, OutboxRow.account == account, OutboxRow.address == address)
    query = select(OutboxRow).where(*theirs, QUEUED)
    return list(session.scalars(query.order_by(OutboxRow.id).with_for_update()))


def get_opt_out(session: Session, who: Who) -> OptOut | None:
    """The resident's opt-out here, if there is one."""
    return session.get(OptOut, who)


def count_unsent(session: Session) -> int:
    """How many provider messages wait to be sent."""
    counts = (session.scalar(select(func.count()).select_from(OutboxRow).where(each)) for each in (QUEUED, SENDING))
    return sum(count or 0 for count in counts)
