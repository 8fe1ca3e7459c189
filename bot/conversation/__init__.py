"""Step 2: who answers, and the assistant's turns: one message of a conversation at a time, in order."""

from bot.conversation.patience import Patience
from bot.conversation.turns import Turns

__all__ = ["Patience", "Turns"]
