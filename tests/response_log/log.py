"""Writes conversations and their clock as the flow does, through bot.response_log, and reads figures back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.council import Council
from bot.database import Database
from bot.database.models import ClockRow, Conversation, Handoff, ServiceRequest, Staff
from bot.database.states import ClockCause, ClockKind
from bot.response_log import Moment, begin, end, move
from bot.response_log.clock import end_one
from bot.response_log.figures import Figure, Timed, Yardstick, figure
from bot.response_log.intervals import intervals
from bot.response_log.periods import Period
from bot.store import errands
from language import taxonomy

HANDOFF_CLOCKS = (ClockKind.FIRST_HUMAN, ClockKind.CLAIM)


@dataclass
class Log:
    """One database, and short words for what happens in a conversation."""

    database: Database

    def staff(self, name: str) -> int:
        """A person at the desk."""

        def step(session: Session) -> int:
            email = f"{name}@fernley.example"
            person = Staff(email=email, name=name, role="officer", created_at=datetime(2026, 1, 1, tzinfo=UTC))
            session.add(person)
            session.flush()
            return person.id

        return self.database.write_now(step)

    def conversation(self, at: datetime, channel: str = "webchat", language: str = "en") -> int:
        """A resident writes for the first time; the assistant owns it."""

        def step(session: Session) -> int:
            conversation = Conversation(
                channel=channel,
                account="us",
                address=uuid.uuid4().hex,
                language=language,
                state="assistant",
                opened_at=at,
                active_at=at,
            )
            session.add(conversation)
            session.flush()
            return conversation.id

        return self.database.write_now(step)

    def hand_off(self, number: int, queue: str, at: datetime, urgent: bool = False) -> None:
        """To a queue: the assistant's clock stops, the people's begin."""

        def step(session: Session) -> None:
            conversation = session.get_one(Conversation, number)
            end(
                session,
                conversation,
                [ClockKind.ASSISTANT],
                cause=ClockCause.HANDED_OFF,
                moment=Moment(at, "assistant"),
            )
            handoff = Handoff(conversation_id=number, queue=queue, reason="asked", at=at)
            session.add(handoff)
            session.flush()
            conversation.state, conversation.queue, conversation.urgent = "waiting", queue, urgent
            conversation.handoff_id = handoff.id
            for kind in HANDOFF_CLOCKS:
                begin(session, conversation, kind, cause=ClockCause.HANDOFF, moment=Moment(at, "assistant"))

        self.database.write_now(step)

    def ask(self, number: int, intent: str, at: datetime, elsewhere: bool = False) -> None:
        """The resident's message is understood to ask for this."""
        self.database.write_now(
            lambda s: errands.add(s, number, 1, intent=taxonomy.intents()[intent], elsewhere=elsewhere, at=at)
        )

    def to_a_person(self, number: int, at: datetime) -> None:
        """The conversation is handed over, as far as errands are concerned."""
        self.database.write_now(lambda s: errands.set_handed_over(s, number, at))

    def file(self, number: int, intent: str, at: datetime) -> None:
        """A service request is made."""
        kind = taxonomy.intents()[intent]
        row = ServiceRequest(
            reference=uuid.uuid4().hex[:12],
            conversation_id=number,
            kind=intent,
            topic=kind.topic,
            intent=intent,
            lgsl=kind.lgsl,
            queue="rest",
            state="open",
            fields={},
            at=at,
        )
        self.database.write_now(lambda s: s.add(row))

    def begin(self, number: int, kind: ClockKind, at: datetime) -> None:
        """The resident writes and something is owed."""

        def step(session: Session) -> None:
            begin(
                session,
                session.get_one(Conversation, number),
                kind,
                cause=ClockCause.MESSAGE,
                moment=Moment(at, "resident"),
            )

        self.database.write_now(step)

    def end(
        self, number: int, kinds: Sequence[ClockKind], cause: ClockCause, at: datetime, officer: int | None = None
    ) -> int:
        """What was owed is done, or never will be; returns how many clocks stopped."""
        moment = Moment(at, "system" if officer is None else "officer", officer)

        def step(session: Session) -> int:
            return end(session, session.get_one(Conversation, number), kinds, cause=cause, moment=moment)

        return self.database.write_now(step)

    def answer(self, number: int, at: datetime, officer: int, kind: ClockKind = ClockKind.FIRST_HUMAN) -> None:
        """A person's message to the resident."""
        assert self.end(number, [kind], ClockCause.ANSWERED, at, officer) == 1

    def claim(self, number: int, at: datetime, officer: int) -> None:
        """An officer takes it on."""
        self.end(number, [ClockKind.CLAIM], ClockCause.CLAIMED, at, officer)
        self._set(number, state="officer", officer_id=officer)

    def move(self, number: int, at: datetime, queue: str) -> None:
        """To another queue; the same wait goes on."""
        self._set(number, queue=queue, state="waiting", officer_id=None)

        def step(session: Session) -> None:
            conversation = session.get_one(Conversation, number)
            move(session, conversation, list(ClockKind), cause=ClockCause.TRANSFERRED, moment=Moment(at, "officer"))

        self.database.write_now(step)

    def speak(self, number: int, language: str) -> None:
        """The conversation's language changes."""
        self._set(number, language=language)

    def close(self, number: int) -> None:
        """The conversation is over."""
        self._set(number, state="closed", officer_id=None, closed_at=datetime.now(UTC))

    def deliver(self, number: int, at: datetime, *ends: tuple[ClockCause, datetime]) -> None:
        """A reply is saved at `at` and its delivery ends so."""

        def step(session: Session) -> None:
            conversation = session.get_one(Conversation, number)
            began = begin(
                session,
                conversation,
                ClockKind.DELIVERY,
                cause=ClockCause.REPLY,
                moment=Moment(at, "assistant"),
                outbox_id=uuid.uuid4().hex,
            )
            for cause, when in ends:
                end_one(session, began, cause, moment=Moment(when, "system"))

        self.database.write_now(step)

    def wait(
        self,
        queue: str,
        at: datetime,
        seconds: float,
        officer: int | None,
        channel: str = "webchat",
        language: str = "en",
        cause: ClockCause = ClockCause.ANSWERED,
    ) -> int:
        """A whole wait for a person's first answer."""
        number = self.conversation(at, channel, language)
        self.hand_off(number, queue, at)
        self.end(number, HANDOFF_CLOCKS, cause, at + timedelta(seconds=seconds), officer)
        self.close(number)
        return number

    def timed(self, council: Council, period: Period, at: datetime, measure: str = "first_human") -> list[Timed]:
        """The period's intervals of one measure, measured and judged at `at`."""
        found = self.database.read_now(lambda session: intervals(session, period))
        return [Yardstick(council, at).timed(each) for each in found if each.measure == measure]

    def figure(self, council: Council, period: Period, at: datetime, measure: str = "first_human") -> Figure:
        """The figure of one measure."""
        return figure(self.timed(council, period, at, measure))

    def rows(self) -> list[tuple[int, str, str, str, int | None]]:
        """The log as it stands: number, kind, what, cause, began."""
        query = select(ClockRow.id, ClockRow.kind, ClockRow.what, ClockRow.cause, ClockRow.began_id)
        return self.database.read_now(
            lambda session: [tuple(row) for row in session.execute(query.order_by(ClockRow.id))]
        )

    def count(self) -> int:
        """How many rows."""
        return self.database.read_now(lambda session: session.scalar(select(func.count(ClockRow.id))) or 0)

    def _set(self, number: int, **values: object) -> None:
        def step(session: Session) -> None:
            conversation = session.get_one(Conversation, number)
            for name, value in values.items():
                setattr(conversation, name, value)

        self.database.write_now(step)
