"""Why a message is not answered: it is a machine's, or thanks, or the same again, or there are too many of them. Two
machines that answer each other would never end, and each text costs.

Everything is kept and shown, and read for danger, whatever is decided here. Which limits there are, and why a person
does not reach them, is in decision 0030.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.context import Context
from bot.council.file import Limits
from bot.database.models import Conversation
from bot.database.states import Author, Silence, State
from bot.inbox.pace import Pace
from bot.outbox import post_answer
from bot.store import events
from connectors.messages import Inbound
from language.acknowledging import acknowledges, only_thanks, takes_leave
from language.automatic import is_automatic
from language.likeness import SHORT_WORDS, gist, quotes

GOODBYE = "utter_goodbye"
CLOSING_WORDS = frozenset({"utter_thanks", GOODBYE, "utter_deny"})
"""Our answers after which a thank-you needs none; a goodbye has its own."""
SHORT_FACTOR = 2.5
"""Short messages ("yes", "driving") are this many times more often the same, and from a person."""
PAGE_FACTOR = 3
"""On our own pages people press buttons, which is faster than writing."""
MOST_ECHOES = 2
LATEST_MESSAGES = 6
"""This many of our latest messages may be quoted."""


SUSPECTED = frozenset({Silence.RATE, Silence.REPEATS, Silence.ECHO})
"""It may still be a person, who is told once."""


def needs_nobody(message: Inbound, text: str) -> Silence | None:
    """What reopens nothing: an automatic message, or just thanks."""
    if message.choice is not None or message.location is not None or message.attachments:
        return None
    if is_automatic(text):
        return Silence.AUTOMATIC
    return Silence.THANKED if acknowledges(text) else None


def reason_for_silence(
    session: Session, context: Context, conversation: Conversation, *, message: Inbound, text: str, now: datetime
) -> Silence | None:
    """Why this message is not to be answered, None when it is. Counts it."""
    pace, at = Pace(conversation.pace), now.timestamp()
    said = gist(text) if message.choice is None else ()
    pace.note(at, said)
    silence = Silence.AUTOMATIC if message.choice is None and is_automatic(text) else None
    if silence is None and conversation.state == State.ASSISTANT:
        silence = (
            _thanked(session, conversation, message, text=text)
            or _too_often(context, conversation, pace, now=now)
            or _again(context.council.limits, pace, at, said=said)
            or _echoed(session, conversation, pace, at=at, said=said)
        )
    conversation.pace = pace.kept()
    return silence


def mark_silence(
    session: Session, context: Context, conversation: Conversation, *, silence: Silence, now: datetime
) -> None:
    """Findable at the desk; and somebody who may be a person is told, once a day, that we have stopped answering."""
    if silence is Silence.THANKED:
        return
    conversation.machine, conversation.machine_at = silence, now
    pace = Pace(conversation.pace)
    if silence in SUSPECTED and pace.tell(now.timestamp()):
        conversation.pace = pace.kept()
        post_answer(session, context, conversation, key="utter_gateway_quiet", author=Author.SYSTEM, at=now)


def _thanked(session: Session, conversation: Conversation, message: Inbound, *, text: str) -> Silence | None:
    """After our closing words; and thanks in reply to our answer to thanks, even if a form's question came below
    that."""
    if needs_nobody(message, text) is not Silence.THANKED:
        return None
    said = events.list_last_answers(session, conversation.id)
    latest = said[0] if said else None
    if takes_leave(text) and latest != GOODBYE:
        return None
    closed = latest in CLOSING_WORDS or (only_thanks(text) and not CLOSING_WORDS.isdisjoint(said))
    return Silence.THANKED if closed else None


def _too_often(context: Context, conversation: Conversation, pace: Pace, *, now: datetime) -> Silence | None:
    limits, channel, at = context.council.limits, context.channels.get(conversation.channel), now.timestamp()
    factor = PAGE_FACTOR if channel is not None and channel.durable_page else 1
    if pace.a_minute(at) > factor * limits.messages_a_minute or pace.an_hour(at) > factor * limits.messages_an_hour:
        conversation.quiet_until = now + timedelta(minutes=limits.quiet_minutes)
    quiet = conversation.quiet_until is not None and conversation.quiet_until > now
    return Silence.RATE if quiet else None


def _again(limits: Limits, pace: Pace, at: float, *, said: tuple[str, ...]) -> Silence | None:
    most = limits.same_message * (1 if len(said) >= SHORT_WORDS else SHORT_FACTOR)
    return Silence.REPEATS if pace.alike(at, said) >= most else None


def _echoed(
    session: Session, conversation: Conversation, pace: Pace, *, at: float, said: tuple[str, ...]
) -> Silence | None:
    if len(said) < SHORT_WORDS + 2:
        return None
    ours = events.list_latest_of_ours(session, conversation.id, LATEST_MESSAGES)
    if not any(quotes(said, gist(event.text)) for event in ours):
        return None
    return Silence.ECHO if pace.echo(at) > MOST_ECHOES else None
