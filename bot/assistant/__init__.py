"""Step 3a: ask Rasa, a private engine that may be loading, slow, wrong or gone. None of these counts as an answer."""

from bot.assistant.client import Assistant
from bot.assistant.protocol import Answer, Encoded, Message, Reply, Report, Understanding

__all__ = ["Answer", "Assistant", "Encoded", "Message", "Reply", "Report", "Understanding"]
