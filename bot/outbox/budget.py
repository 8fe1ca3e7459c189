"""How many texts a day may go out on a channel that costs: counted as they are queued, by account and day.

Once they are used up our automatic messages stay unsent, and people answer instead. An officer's words, whom to call in
danger and the confirmation of an opt-out are still sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.group_commit import after_commit
from bot.database.models import Conversation
from bot.store import outbox, texts_of_day

SPENT = "Today’s texts on this channel are used up."
NEARLY = 0.8

log = structlog.get_logger()


@dataclass(frozen=True)
class Budget:
    """An account of a channel today: how many texts are queued, and how many may be."""

    channel: str
    account: str
    used: int
    most: int

    @property
    def spent(self) -> bool:
        """Whether no more automatic messages are sent today."""
        return self.used >= self.most

    @property
    def nearly(self) -> bool:
        """Whether to tell staff."""
        return self.used >= NEARLY * self.most


def is_spent(session: Session, context: Context, channel: str, *, account: str, at: datetime) -> bool:
    """Whether today's texts of this account are used up; never where a text costs nothing."""
    if not _costs(context, channel):
        return False
    return texts_of_day.count(session, channel, account, day=_day(context, at)) >= context.council.limits.texts(channel)


def count(session: Session, context: Context, channel: str, *, account: str, number: int, at: datetime) -> None:
    """`number` more are queued. Reaching 80% and the limit is logged, once each, when it is committed."""
    if not _costs(context, channel) or not number:
        return
    most = context.council.limits.texts(channel)
    used = texts_of_day.add(session, channel, account, day=_day(context, at), number=number)
    now = Budget(channel, account, used=used, most=most)
    before = replace(now, used=used - number)
    if now.spent and not before.spent:
        after_commit(session, log.warning, "texts.spent", channel=channel, used=used, most=most)
    elif now.nearly and not before.nearly:
        after_commit(session, log.warning, "texts.nearly_spent", channel=channel, used=used, most=most)


def today(session: Session, context: Context, at: datetime) -> list[Budget]:
    """Every account that has sent something today, and the channels that have not."""
    limits = context.council.limits
    found = [
        Budget(channel, account, used=used, most=limits.texts(channel))
        for channel, account, used in texts_of_day.list_of_day(session, _day(context, at))
    ]
    quiet = [name for name in context.channels if _costs(context, name) and name not in {b.channel for b in found}]
    return found + [Budget(name, "", used=0, most=limits.texts(name)) for name in sorted(quiet)]


def kept_back(session: Session, context: Context, conversation: Conversation, *, after: int, at: datetime) -> bool:
    """Whether something that we said after this number stays unsent because no texts are left."""
    spent = is_spent(session, context, conversation.channel, account=conversation.account, at=at)
    return spent and outbox.has_failed_with(session, conversation.id, after, error=SPENT)


def _costs(context: Context, channel: str) -> bool:
    found = context.channels.get(channel)
    return found is not None and not found.durable_page


def _day(context: Context, at: datetime) -> str:
    return at.astimezone(context.council.zone).date().isoformat()
