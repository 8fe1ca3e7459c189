"""The header Retry-After: as we send it, and as others send it to us (RFC 9110, 10.2.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

DATABASE_AWAY_SECONDS = 5
"""When to try again what needed the database while it could not be reached."""
SECONDS = re.compile(r"[0-9]{1,7}(\.[0-9]+)?")
"""The RFC has whole seconds; some services send parts of one."""


def whole_seconds(wait: float) -> int:
    """As the header and a sentence about it say a wait: rounded up, so that whoever waits so long is let in."""
    return max(1, math.ceil(wait))


def header(wait: float) -> dict[str, str]:
    """The header for a wait of so many seconds."""
    return {"Retry-After": str(whole_seconds(wait))}


def read(headers: Mapping[str, str]) -> float | None:
    """The seconds that somebody's answer asks for, or that are left until its date; None for anything else."""
    value = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(value):
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
