"""Step 1: receive. Deduplicate, find the conversation, save; everything else happens from the database."""

from bot.inbox.channel_inbox import ChannelInbox
from bot.inbox.rejections import Rejections

__all__ = ["ChannelInbox", "Rejections"]
