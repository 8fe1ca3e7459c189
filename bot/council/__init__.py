"""The council: council.toml with its facts, opening hours and queues, and whose job each service is."""

from bot.council.council import CALL, Council, Queue
from bot.council.loading import load_council

__all__ = ["CALL", "Council", "Queue", "load_council"]
