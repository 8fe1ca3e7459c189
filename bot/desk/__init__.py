"""Step 3b: staff. Waiting, claiming, replying, handing back, closing; and how the desk shows it."""

from bot.desk.actions import Desk
from bot.desk.cards import Card, Delivery, Entry, Listing, QueueCard, Request, Thread, Wait
from bot.desk.event_lines import CLOSE_REASONS, close_reason

__all__ = [
    "CLOSE_REASONS",
    "Card",
    "Delivery",
    "Desk",
    "Entry",
    "Listing",
    "QueueCard",
    "Request",
    "Thread",
    "Wait",
    "close_reason",
]
