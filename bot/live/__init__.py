"""Tells open pages and workers what changed: wake-ups by topic, from this process and from the others."""

from bot.live.listening import Listener
from bot.live.topics import ANSWERS, DESK, OUTBOX, WORK, resident_topic
from bot.live.waking import Live, Watch

__all__ = [
    "ANSWERS",
    "DESK",
    "OUTBOX",
    "WORK",
    "Listener",
    "Live",
    "Watch",
    "resident_topic",
]
