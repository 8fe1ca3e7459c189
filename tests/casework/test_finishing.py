"""Staff deal with a request themselves: what the resident was promised is kept."""

from __future__ import annotations

import pytest

from bot import casework
from bot.errors import Conflict, NotFound
from tests.casework.conftest import POTHOLE, Casework

DOG = {"details": "A brown one", "updates": "yes"}


@pytest.fixture
async def work(work: Casework) -> Casework:
    """With an officer, whose id is 1."""
    await work.house.officer("Sam Okafor")
    return work


async def finish(work: Casework, done: bool = True, notes: str = "", number: int = 1) -> None:
    await casework.finish(work.context, number, 1, done=done, notes=notes)


async def test_a_resident_is_told_where_there_is_no_back_office(work: Casework) -> None:
    row = await work.file("lost_dog", DOG)
    await finish(work, notes="  We found it\nin Mill Lane. ")
    assert await work.said() == [
        f"We have dealt with your report {row.reference} (lost dog). We found it in Mill Lane. "
        "If it is not sorted, write to us here."
    ]
    assert (await work.row()).notes == "We found it in Mill Lane."


async def test_words_are_optional(work: Casework) -> None:
    row = await work.file("lost_dog", DOG)
    await finish(work)
    assert await work.said() == [
        f"We have dealt with your report {row.reference} (lost dog). If it is not sorted, write to us here."
    ]


async def test_who_was_not_asked_is_told_too_and_who_wants_no_news_is_not(work: Casework) -> None:
    await work.file("lost_dog", {"details": "A brown one"}, "ada")
    await work.file("lost_dog", {"details": "A brown one", "updates": "no"}, "ben")
    await finish(work, number=1)
    await finish(work, number=2)
    assert len(await work.said()) == 1


async def test_an_ended_conversation_still_gets_the_news(work: Casework) -> None:
    await work.file("lost_dog", DOG)
    await work.house.inbox("sms").leave("ours", "ada")
    await finish(work)
    assert len(await work.said()) == 1


async def test_marking_twice_tells_once_and_the_first_words_stay(work: Casework) -> None:
    await work.file("lost_dog", DOG)
    await finish(work, notes="Found.")
    await finish(work, notes="Found again.")
    assert len(await work.said()) == 1
    assert (await work.row()).notes == "Found."


async def test_not_done_after_all_is_told_as_well(work: Casework) -> None:
    row = await work.file("lost_dog", DOG)
    await finish(work, notes="Found.")
    await finish(work, done=False)
    assert (await work.said())[1:] == [f"Your report {row.reference} (lost dog) is open again."]
    assert (await work.row()).state == "open"
    await finish(work, done=False)
    assert len(await work.said()) == 2


async def test_whoever_opted_out_is_not_written_to(work: Casework) -> None:
    await work.file("lost_dog", DOG)
    await work.house.inbox("sms").opt_out("ours", "ada", "STOP")
    await finish(work)
    assert await work.said() == []
    assert (await work.row()).state == "done"


async def test_what_the_back_office_has_and_what_is_not_there_is_refused(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    with pytest.raises(Conflict):
        await finish(work)
    with pytest.raises(NotFound):
        await finish(work, number=2)
