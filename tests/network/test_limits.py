"""How fast one source may go, and how many may be open at once."""

from __future__ import annotations

import time

import pytest

from network.concurrency_limit import ConcurrencyLimit, LimitReached
from network.rate_limit import MOST_SOURCES, RateLimit


def test_a_bucket_fills_evenly_up_to_a_minutes_worth() -> None:
    now = 0.0
    bucket = RateLimit(60, clock=lambda: now)
    assert [bucket.take("a") for _ in range(60)] == [0.0] * 60
    assert bucket.take("a") == pytest.approx(1.0)
    assert bucket.take("b") == 0
    now = 2.5
    assert [bucket.take("a") == 0 for _ in range(3)] == [True, True, False]
    now = 10_000.0
    assert [bucket.take("a") == 0 for _ in range(61)] == [True] * 60 + [False]


def test_many_sources_cost_neither_memory_nor_time() -> None:
    bucket = RateLimit(60, clock=lambda: 0.0)
    begun = time.perf_counter()
    for key in range(3 * MOST_SOURCES):
        bucket.take(str(key))
        bucket.take("busy")
    assert len(bucket._levels) == MOST_SOURCES
    assert bucket.take("busy") > 0, "who goes on taking is not forgotten"
    assert time.perf_counter() - begun < 2


def test_places_are_taken_and_given_back() -> None:
    places = ConcurrencyLimit(each=2, in_all=3)
    with places.held("a"), places.held("a"):
        with pytest.raises(LimitReached) as one, places.held("a"):
            pass
        with places.held("b"), pytest.raises(LimitReached) as everybody, places.held("c"):
            pass
        with pytest.raises(ZeroDivisionError), places.held("b"):
            raise ZeroDivisionError
        assert places.taken == 2
    assert (one.value.everywhere, everybody.value.everywhere) == (False, True)
    assert places.taken == 0
    with places.held("a"), places.held("a"):
        assert places.taken == 2
