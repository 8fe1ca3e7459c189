"""What can be watched. The triggers of migrations 0007 and 0017 name the same topics to the other gateways."""

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
