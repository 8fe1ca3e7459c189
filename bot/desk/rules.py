"""Who may do what with a conversation, and what may be written. Each raises the error that says what to do."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.models import Conversation
from bot.database.states import State
from bot.errors import AlreadyClaimed, Conflict, StaleThread, Unusable
from bot.outbox.post import NO_CHANNEL, OPTED_OUT
from bot.staff import Officer
from bot.store import conversations, events, outbox, staff_accounts
from connectors.messages import MAX_TEXT
from language.cleaning import one_kind_of_line_break, storable

CANNOT_BE_SENT = f"{OPTED_OUT} Nothing can be sent."
LEFT_OUT = {chr(code) for code in range(32)} - {"\n", "\t"}


def printable(text: str) -> str:
    """Text that every database and page can store: one kind of line break, no control characters, no lone
    surrogates."""
    return storable("".join(c for c in one_kind_of_line_break(text) if c not in LEFT_OUT))


def written_by_staff(text: str) -> str:
    """The words of a reply or a note. Raises Unusable when there is nothing in it or too much."""
    words = printable(text).strip()
    if not words:
        raise Unusable("Write something first.")
    if len(words) > MAX_TEXT:
        raise Unusable(f"That is {len(words):,} characters long. Keep it under {MAX_TEXT:,}.")
    return words


def only_owner(session: Session, row: Conversation, officer: Officer) -> None:
    """The officer must have the conversation."""
    still_open(row)
    if row.state != State.OFFICER:
        raise Conflict("Claim this conversation first.")
    if row.officer_id != officer.id:
        raise AlreadyClaimed(name_of(session, row.officer_id))


def owner_or_supervisor(session: Session, row: Conversation, officer: Officer) -> None:
    """The officer must have the conversation, or be a supervisor where somebody else has it."""
    if row.state == State.OFFICER and officer.may("supervisor"):
        return
    only_owner(session, row, officer)


def still_open(row: Conversation) -> None:
    """A closed conversation's log has ended: the resident's next one continues from its number."""
    if row.state == State.CLOSED:
        raise Conflict("This conversation is closed.")


def not_stale(session: Session, row: Conversation, seen: int | None) -> None:
    """The resident must not have written after what the officer saw."""
    newest = events.get_last_resident_number(session, row.id)
    if seen is not None and newest > seen:
        raise StaleThread(newest)


def can_be_sent(session: Session, context: Context, row: Conversation) -> None:
    """An answer that cannot be sent must not count as one."""
    why = why_blocked(session, context, row)
    if why is not None:
        raise Conflict(why)


def why_blocked(session: Session, context: Context, row: Conversation) -> str | None:
    """Why nothing can be sent to the resident, None when it can."""
    if row.channel not in context.channels:
        return NO_CHANNEL
    if outbox.get_opt_out(session, (row.channel, row.account, row.address)) is not None:
        return CANNOT_BE_SENT
    return None


def can_reopen(session: Session, row: Conversation) -> None:
    """Only a closed conversation that is still the resident's newest here."""
    if row.state != State.CLOSED:
        raise Conflict("This conversation is already open.")
    newest = conversations.get_newest(session, (row.channel, row.account, row.address))
    if newest is None or newest.id != row.id:
        raise Conflict("The resident has since started a new conversation. Use that one.")
    if outbox.get_opt_out(session, (row.channel, row.account, row.address)) is not None:
        raise Conflict(CANNOT_BE_SENT)


def name_of(session: Session, staff_id: int | None) -> str:
    """A colleague's name."""
    staff = staff_accounts.get(session, staff_id) if staff_id is not None else None
    return staff.name if staff is not None else "Somebody else"
