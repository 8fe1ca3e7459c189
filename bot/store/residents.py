"""Whose a conversation is, in a query that is built once."""

from __future__ import annotations

from sqlalchemy import bindparam

from bot.database.models import Conversation

Who = tuple[str, str, str]
"""A resident: the channel, our account there, and their address."""

THEIRS = (
    Conversation.channel == bindparam("channel"),
    Conversation.account == bindparam("account"),
    Conversation.address == bindparam("address"),
)


def values_of(who: Who) -> dict[str, str]:
    """What `THEIRS` is asked with."""
    channel, account, address = who
    return {"channel": channel, "account": account, "address": address}
