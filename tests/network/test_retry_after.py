"""How long to wait, as a header says it: by us, and to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from network import retry_after


@pytest.mark.parametrize(("wait", "said"), [(0, "1"), (0.2, "1"), (1, "1"), (1.2, "2"), (11.999, "12"), (12, "12")])
def test_whoever_waits_as_long_as_we_say_has_waited_long_enough(wait: float, said: str) -> None:
    assert retry_after.header(wait) == {"Retry-After": said}
    assert float(said) >= wait


@pytest.mark.parametrize(("said", "seconds"), [("3", 3.0), (" 2.5 ", 2.5), ("soon", None), ("-1", None), ("", None)])
def test_seconds_of_others(said: str, seconds: float | None) -> None:
    assert retry_after.read({"retry-after": said}) == seconds


def test_dates_of_others() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 < (retry_after.read({"retry-after": soon}) or 0) <= 60
    assert retry_after.read({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
    assert retry_after.read({}) is None
