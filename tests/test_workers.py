"""The loop that every worker runs: with small workers of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot import workers
from bot.live import Live
from bot.workers import ABANDONED_AFTER, Worker


class Counting(Worker):
    """Notes each look and each recovery; `faults` are raised by the next looks, `more` asks for another at once."""

    name = "counting"
    interval_seconds = 60.0
    topic = "counted"
    at_once = 2

    def __init__(self, live: Live, *, alone: bool = False) -> None:
        super().__init__(live, alone=alone)
        self.looks = 0
        self.recovered: list[timedelta] = []
        self.faults: list[Exception] = []
        self.more = 0

    async def recover(self, age: timedelta) -> None:
        self.recovered.append(age)

    async def look(self) -> bool:
        self.looks += 1
        if self.faults:
            raise self.faults.pop(0)
        self.more -= 1
        return self.more >= 0


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
def live() -> Live:
    return Live()


async def test_it_looks_at_once_and_again_when_it_is_woken(live: Live) -> None:
    worker = Counting(live)
    async with running(worker):
        await until(lambda: worker.looks == 1)
        live.wake("something else")
        await asyncio.sleep(0.05)
        assert worker.looks == 1 and worker.looked_at is not None
        live.wake("counted")
        await until(lambda: worker.looks == 2)


async def test_it_looks_again_when_the_interval_is_over(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counting, "interval_seconds", 0.01)
    worker = Counting(live)
    async with running(worker):
        await until(lambda: worker.looks >= 3)


async def test_it_looks_again_at_once_while_there_is_more(live: Live) -> None:
    worker = Counting(live)
    worker.more = 5
    async with running(worker):
        await until(lambda: worker.looks == 6)


async def test_it_goes_on_after_looks_that_failed_and_counts_them(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(Counting, "interval_seconds", 0.1)
    worker = Counting(live)
    worker.faults = [RuntimeError("one"), RuntimeError("two")]
    async with running(worker):
        await until(lambda: worker.failures == 2)
        await until(lambda: worker.failures == 0)
    assert worker.looks >= 3


async def test_a_wake_up_does_not_hurry_it_after_a_failure(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "RETRY_SECONDS", 0.2)
    worker = Counting(live)
    worker.faults = [RuntimeError("one")]
    async with running(worker):
        await until(lambda: worker.failures == 1)
        live.wake("counted")
        await asyncio.sleep(0.05)
        assert worker.looks == 1
        await until(lambda: worker.looks == 2)


@pytest.mark.parametrize(("alone", "first"), [(True, timedelta(0)), (False, ABANDONED_AFTER)])
async def test_it_recovers_before_its_first_look_and_then_now_and_then(
    live: Live, monkeypatch: pytest.MonkeyPatch, alone: bool, first: timedelta
) -> None:
    monkeypatch.setattr(workers, "RECOVER_SECONDS", 0.05)
    monkeypatch.setattr(Counting, "interval_seconds", 0.01)
    worker = Counting(live, alone=alone)
    async with running(worker):
        await until(lambda: len(worker.recovered) >= 3)
    assert worker.recovered[0] == first
    assert set(worker.recovered[1:]) == {ABANDONED_AFTER}
    assert worker.looks > len(worker.recovered)


async def test_it_has_so_many_tasks_under_way_and_no_more(live: Live) -> None:
    worker, go = Counting(live), asyncio.Event()

    async def work() -> None:
        await go.wait()

    assert await worker.tasks.room() == 2
    worker.tasks.start(work())
    worker.tasks.start(work())
    room = asyncio.create_task(worker.tasks.room())
    await asyncio.sleep(0.02)
    assert len(worker.tasks.under_way) == 2 and not room.done()
    go.set()
    assert await room > 0
    await worker.finish()
    assert not worker.tasks.under_way


async def test_what_does_not_end_in_time_is_cut_short(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "FINISH_SECONDS", 0.05)
    worker, ended = Counting(live), list[str]()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cut short")

    worker.tasks.start(endless())
    await asyncio.sleep(0)
    await worker.finish()
    assert ended == ["cut short"]
