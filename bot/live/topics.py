"""What can be watched. The triggers of migration 0007 name the same topics, so that PostgreSQL tells other gateways."""

from __future__ import annotations

import hashlib

WORK = "work"
OUTBOX = "outbox"
DESK = "desk"
ANSWERS = "answers"
HASH_LENGTH = 32


def resident_topic(channel: str, account: str, address: str) -> str:
    """The topic that a resident's own pages watch. A hash: it travels through the database's notifications."""
    whose = f"{channel}:{account}:{address}".encode()
    return f"resident:{hashlib.sha256(whose).hexdigest()[:HASH_LENGTH]}"


def conversation_topic(conversation: int) -> str:
    """The topic that the desk's threads watch."""
    return f"conversation:{conversation}"
