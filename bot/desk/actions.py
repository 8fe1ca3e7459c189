"""What officers do. Each is one database step, which wakes the pages that show it once it is committed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from bot import ownership
from bot.context import Context
from bot.database.event_data import EventData
from bot.database.models import Conversation, Staff
from bot.database.states import Author, ClockCause, EventKind, HandoffReason, State
from bot.desk import rules, views
from bot.desk.cards import Listing, QueueCard, Request, Thread
from bot.desk.event_lines import CLOSE_REASONS
from bot.errors import AlreadyClaimed, Conflict, NotFound, Unusable
from bot.live import DESK, OUTBOX, WORK, resident_topic
from bot.outbox import budget, post
from bot.outbox.budget import Budget
from bot.ownership import HandoffRequest
from bot.response_log import Moment
from bot.staff import Officer
from bot.store import conversations, desk, events, staff_accounts
from language.cleaning import one_line

T = TypeVar("T")
Step = Callable[[Session, Conversation, Moment], T]
LONGEST_REASON_CHARACTERS = 300

log = structlog.get_logger()


class Desk:
    """The officers' actions and what they see. Errors come from `bot.errors` and say what to do."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def claim(self, conversation: int, officer: Officer) -> None:
        """Take a waiting conversation. Raises AlreadyClaimed, naming who won. Claiming one's own conversation changes
        nothing."""

        def step(session: Session) -> list[str]:
            moment, staff = self._moment(officer), self._staff(session, officer)
            if not ownership.claim(session, conversation, staff, moment=moment):
                return self._not_won(session, conversation, officer)
            return self._joined(session, self._find(session, conversation), staff, moment=moment)

        await self._write("claim", conversation, officer, step=step)

    async def take_over(self, conversation: int, officer: Officer) -> None:
        """Take a conversation from the assistant: a handoff of its own, claimed at once."""

        def step(session: Session) -> list[str]:
            moment, staff = self._moment(officer), self._staff(session, officer)
            row = self._find(session, conversation)
            if row.state not in (State.ASSISTANT, State.WAITING):
                return self._not_won(session, conversation, officer)
            self._take(session, row, staff, moment=moment)
            return self._joined(session, row, staff, moment=moment)

        await self._write("take_over", conversation, officer, step=step)

    async def reply(
        self,
        conversation: int,
        officer: Officer,
        text: str,
        *,
        seen: int,
        anyway: bool = False,
        reference: str | None = None,
    ) -> int:
        """Answer the resident; returns the message's number.

        Raises Unusable (empty, too long), StaleThread (the resident wrote after number `seen`; `anyway` sends
        regardless), Conflict (not the owner; opted out). The same `reference` again sends nothing again.
        """
        words = rules.written_by_staff(text)

        def step(session: Session, row: Conversation, moment: Moment) -> int:
            known = events.get_reply_number(session, row.id, officer.id, reference=reference) if reference else None
            if known is not None:
                return known
            rules.only_owner(session, row, officer)
            rules.can_be_sent(session, self._context, row)
            if not anyway:
                rules.not_stale(session, row, seen)
            data: EventData = {"officer": officer.first_name}
            if reference:
                data["reference"] = reference
            number = post(
                session,
                self._context,
                row,
                text=words,
                author=Author.OFFICER,
                at=moment.at,
                data=data,
                staff_id=officer.id,
            )
            ownership.answered(session, row, number, moment=moment)
            row.active_at = moment.at
            return number

        return await self._change("reply", conversation, officer, step=step)

    async def note(self, conversation: int, officer: Officer, text: str) -> None:
        """Write down something for colleagues; the resident never sees it."""
        words = rules.written_by_staff(text)

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            rules.still_open(row)
            events.add(
                session, row, EventKind.NOTE, author=Author.OFFICER, at=moment.at, text=words, staff_id=officer.id
            )

        await self._change("note", conversation, officer, step=step)

    async def transfer(self, conversation: int, officer: Officer, queue: str) -> None:
        """Move to another queue, with its original clock. Anybody may move a waiting conversation."""
        if queue not in self._context.council.queues:
            raise Unusable("Choose a queue from the list.")

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            if row.state != State.WAITING:
                rules.owner_or_supervisor(session, row, officer)
            ownership.transfer(session, row, queue, moment=moment)

        await self._change("transfer", conversation, officer, step=step)

    async def release(self, conversation: int, officer: Officer) -> None:
        """Put back in its queue, with its original clock."""

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            rules.owner_or_supervisor(session, row, officer)
            ownership.release(session, row, moment)

        await self._change("release", conversation, officer, step=step)

    async def hand_back(self, conversation: int, officer: Officer, seen: int | None = None) -> None:
        """Hand back to the assistant, which answers what nobody has answered yet, and only that."""

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            rules.owner_or_supervisor(session, row, officer)
            rules.not_stale(session, row, seen)
            ownership.give_to_assistant(session, row, moment)
            if row.subject:  # which the officer has settled: a bare postcode does not begin it again
                row.subject = {**row.subject, "done": True}
            self._tell(session, row, "utter_gateway_handed_back", officer=officer.first_name, moment=moment)

        await self._change("hand_back", conversation, officer, step=step)

    async def no_reply_needed(self, conversation: int, officer: Officer, seen: int | None = None) -> None:
        """What the resident wrote needs no answer ("thanks"). Counted apart; the officer keeps the conversation."""

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            rules.only_owner(session, row, officer)
            rules.not_stale(session, row, seen)
            ownership.no_reply_needed(session, row, self._staff(session, officer), moment=moment)

        await self._change("no_reply_needed", conversation, officer, step=step)

    async def answer_again(self, conversation: int, officer: Officer) -> None:
        """Not a machine: the assistant answers here again, and its messages are counted afresh."""

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            if row.machine is not None:
                row.machine = row.machine_at = row.quiet_until = row.pace = None
                events.add(session, row, EventKind.ANSWERING, author=Author.OFFICER, at=moment.at, staff_id=officer.id)

        await self._change("answer_again", conversation, officer, step=step)

    async def close(
        self, conversation: int, officer: Officer, reason: str, *, details: str = "", seen: int | None = None
    ) -> None:
        """Close with a reason from CLOSE_REASONS and the officer's own words. An answer still owed counts as not
        given."""
        kept = _kept_reason(reason, details)

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            rules.owner_or_supervisor(session, row, officer)
            rules.not_stale(session, row, seen)
            self._tell(session, row, "utter_gateway_closed", officer=officer.first_name, moment=moment)
            ownership.close(session, row, ClockCause.UNANSWERED, reason=kept, moment=moment)

        await self._change("close", conversation, officer, step=step)

    async def reopen(self, conversation: int, officer: Officer) -> None:
        """Undo a close: the conversation is as it was before, and whoever undid it has it. If no person had it before,
        it is taken over."""

        def step(session: Session, row: Conversation, moment: Moment) -> None:
            rules.can_reopen(session, row)
            staff = self._staff(session, officer)
            ownership.undo_close(session, row, staff, moment=moment)
            self._take(session, row, staff, moment=moment)
            self._tell(session, row, "utter_gateway_joined", officer=staff.first_name, moment=moment)

        await self._change("reopen", conversation, officer, step=step)

    async def listing(self, view: str, officer: Officer, queue: str | None = None) -> Listing:
        """Cards of a view (waiting, mine, colleagues, assistant, closed), urgent first, then the longest wait."""
        return await self._context.database.read(
            lambda session: views.listing(session, self._context, view, officer_id=officer.id, queue=queue)
        )

    async def texts(self) -> list[Budget]:
        """How many texts went out today on each account of a channel that costs."""
        now = self._context.now()
        return await self._context.database.read(lambda session: budget.today(session, self._context, now))

    async def queues(self) -> list[QueueCard]:
        """Every queue as it stands."""
        return await self._context.database.read(lambda session: views.queues(session, self._context))

    async def thread(self, conversation: int, whole: bool = False) -> Thread:
        """One conversation with all that happened in it, the newest part unless `whole`. Raises NotFound."""
        return await self._context.database.read(
            lambda session: views.thread(session, self._context, conversation, whole=whole)
        )

    async def mark(self, conversation: int | None = None) -> str:
        """Changes whenever the lists do or, given a number, whenever that thread does; "" if there is no such
        thread."""
        if conversation is None:
            return await self._context.database.read(desk.get_list_mark)
        return await self._context.database.read(lambda session: desk.get_thread_mark(session, conversation))

    async def requests(self, queue: str | None = None, done: bool = False, under_way: bool = False) -> list[Request]:
        """Service requests of a queue: those that staff have to deal with, oldest first; or those done, newest first;
        or those that the back office has or is about to get."""
        return await self._context.database.read(
            lambda session: views.requests(session, self._context, queue, done=done, under_way=under_way)
        )

    async def _change(self, action: str, conversation: int, officer: Officer, *, step: Step[T]) -> T:
        """Lock the conversation, run the step, wake whoever watches it."""
        result: list[T] = []

        def locked(session: Session) -> list[str]:
            row = self._find(session, conversation)
            result.append(step(session, row, self._moment(officer)))
            return _topics(row)

        await self._write(action, conversation, officer, step=locked)
        return result[-1]

    async def _write(
        self, action: str, conversation: int, officer: Officer, *, step: Callable[[Session], list[str]]
    ) -> None:
        def audited(session: Session) -> list[str]:
            topics = step(session)
            at = self._context.now()
            staff_accounts.add_audit(session, officer.id, f"conversation.{action}", target=str(conversation), at=at)
            return topics

        topics = await self._context.database.write(audited)
        log.info("conversation.changed", action=action, conversation=conversation, staff=officer.id)
        self._context.live.wake(DESK, *topics)

    def _take(self, session: Session, row: Conversation, staff: Staff, *, moment: Moment) -> None:
        """The officer now has this locked conversation, whoever had it before; if that was the assistant, with a
        handoff of its own."""
        if row.state == State.ASSISTANT:
            request = HandoffRequest(HandoffReason.TAKEN_OVER, views.topic_of(session, row.id))
            ownership.hand_over(session, self._context, row, request=request, moment=moment, tell_resident=False)
        elif row.state == State.OFFICER and row.officer_id != staff.id:
            ownership.release(session, row, moment)
        if row.state == State.WAITING:
            ownership.claim(session, row.id, staff, moment=moment)

    def _joined(self, session: Session, row: Conversation, staff: Staff, *, moment: Moment) -> list[str]:
        self._tell(session, row, "utter_gateway_joined", officer=staff.first_name, moment=moment)
        return _topics(row)

    def _tell(self, session: Session, row: Conversation, key: str, *, officer: str, moment: Moment) -> None:
        rendered = self._context.answers.render(key, {"officer": officer}, row.channel)
        data: EventData = {"officer": officer, "answer": key}
        text, buttons = rendered.text, rendered.buttons
        post(session, self._context, row, text=text, author=Author.SYSTEM, at=moment.at, buttons=buttons, data=data)

    def _not_won(self, session: Session, conversation: int, officer: Officer) -> list[str]:
        row = self._find(session, conversation)
        if row.state == State.OFFICER and row.officer_id == officer.id:
            return []
        if row.state == State.OFFICER and row.officer_id is not None:
            raise AlreadyClaimed(rules.name_of(session, row.officer_id))
        if row.state == State.ASSISTANT:
            raise Conflict("The assistant is answering this. Take it over if you want to answer yourself.")
        raise Conflict("This conversation is closed.")

    def _find(self, session: Session, conversation: int) -> Conversation:
        try:
            return conversations.lock(session, conversation)
        except NoResultFound:
            raise NotFound("There is no such conversation.") from None

    def _staff(self, session: Session, officer: Officer) -> Staff:
        staff = staff_accounts.get(session, officer.id)
        if staff is None or not staff.active:
            raise Conflict("Your account is switched off.")
        return staff

    def _moment(self, officer: Officer) -> Moment:
        return Moment(self._context.now(), Author.OFFICER, officer.id)


def _topics(row: Conversation) -> list[str]:
    return [resident_topic(row.channel, row.account, row.address), OUTBOX, WORK]


def _kept_reason(reason: str, details: str) -> str:
    if reason not in CLOSE_REASONS:
        raise Unusable("Choose why you are closing this.")
    words = one_line(rules.printable(details))
    if reason == "other" and not words:
        raise Unusable("Say in a few words why you are closing this.")
    if len(words) > LONGEST_REASON_CHARACTERS:
        raise Unusable(f"Keep the reason under {LONGEST_REASON_CHARACTERS} characters.")
    return f"{reason}: {words}" if words else reason
