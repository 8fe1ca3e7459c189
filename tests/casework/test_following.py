"""A request is followed until it is closed, and the resident is told of each change once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.casework.resident_updates import MOST_NOTES_CHARACTERS, NOT_KNOWN
from bot.database.models import Conversation, OptOut, ServiceRequest
from tests.casework.conftest import POTHOLE, Casework
from tests.fakes.open311 import Html

STOP = "To stop our texts, text the word STOP."
"""What comes with news that nobody asked for at that moment."""


async def test_a_token_becomes_a_number(either: Casework) -> None:
    await either.file("flytipping", POTHOLE)
    row = await either.look()
    assert (row.state, row.token, row.back_office_id) == ("sent", "t-293944", None)
    await either.look(times=20, seconds=30)
    assert 3 <= len([path for path in either.office.paths("GET") if path.startswith("tokens/")]) <= 10
    either.office.tokens["t-293944"] = "293944"
    row = await either.look(minutes=15)
    assert (row.state, row.back_office_id) == ("acknowledged", "293944")


async def test_a_token_that_is_not_known_yet_is_asked_about_again(work: Casework) -> None:
    await work.file("flytipping", POTHOLE)
    await work.look()
    known = dict(work.office.tokens)
    work.office.tokens.clear()
    await work.look(minutes=1)
    work.office.tokens |= known | {"t-293944": "293944"}
    assert (await work.look(minutes=5)).back_office_id == "293944"


async def test_a_token_without_a_number_is_for_staff_after_a_week(work: Casework) -> None:
    await work.file("flytipping", POTHOLE)
    row = await work.look(times=16, hours=12)
    assert (row.state, row.due_at) == ("unknown", None)
    assert row.error is not None and "no number for a week" in row.error


async def test_the_resident_is_told_of_each_change_once(either: Casework) -> None:
    await either.file("pothole", POTHOLE)
    row = await either.look(times=3, minutes=15)
    assert (row.told_closed, row.notes) == (False, None)
    assert await either.said() == []
    either.office.change("293944", "open", "A crew will come on Friday.")
    await either.look(times=3, minutes=15)
    either.office.change("293944", "closed", "Filled on 25 November & swept.")
    row = await either.look(times=3, minutes=15)
    assert (row.state, row.notes, row.done_at) == ("closed", "Filled on 25 November & swept.", row.told_at)
    either.office.change("293944", "open", "It has opened again.")
    row = await either.look(times=3, minutes=15)
    assert (row.state, row.done_at) == ("acknowledged", None)
    either.office.change("293944", "closed")
    await either.look(times=3, minutes=15)
    start = f"report {row.reference} (pothole)"
    assert await either.said() == [
        f"News about your {start}: A crew will come on Friday. {STOP}",
        f"Your {start} is closed. Filled on 25 November & swept. If it is not sorted, write to us here.",
        f"Your {start} is open again. It has opened again.",
        f"Your {start} is closed. If it is not sorted, write to us here.",
    ]


async def test_news_goes_into_the_newest_conversation_also_a_closed_one(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    await work.look()
    close = update(Conversation).values(state="closed", closed_at=work.house.time, close_reason="silence")
    await work.house.database.write(lambda session: session.execute(close) and None)
    second = (await work.house.write("hello again", "ada", "sms")).conversation
    await work.file("pothole", POTHOLE, who="ben")
    work.office.change("293944", "open", "Seen.")
    await work.look(minutes=15)
    assert [e.conversation_id for e in await work.house.events("message") if e.data.get("request")] == [second]
    await work.house.database.write(lambda session: session.execute(close) and None)
    work.office.change("293944", "closed")
    await work.look(minutes=15)
    said = [e.conversation_id for e in await work.house.events("message") if e.data.get("request")]
    assert said == [second, second]
    assert (await work.conversation(second)).state == "closed"
    assert len(await work.said()) == 2


async def test_who_opted_out_is_not_written_to(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    await work.look()
    gone = OptOut(channel="sms", account="ours", address="ada", word="STOP", at=work.house.time)
    await work.house.database.write(lambda session: session.add(gone))
    work.office.change("293944", "closed")
    row = await work.look(minutes=15)
    assert row.state == "closed"
    assert await work.said() == []
    assert not [e for e in await work.house.events("message") if e.data.get("request")]


async def test_nobody_is_told_at_night(work: Casework) -> None:
    work.house.time = work.house.time.replace(hour=19, minute=50)
    await work.file("pothole", POTHOLE)
    await work.look()
    work.office.change("293944", "closed")
    await work.look(times=23, minutes=30)
    assert await work.said() == []
    await work.look(hours=1)
    assert len(await work.said()) == 1


async def test_fifty_are_asked_about_in_one_call(work: Casework) -> None:
    for number in range(60):
        await work.file("pothole", POTHOLE, who=f"ada{number % 3}")
    await work.look(times=3)
    assert len(work.office.filed) == 60
    work.office.calls.clear()
    for filed in work.office.filed[::2]:
        filed.status = "closed"
    await work.look(minutes=15)
    sizes = [len(arguments["service_request_id"].split(",")) for _, _, arguments in work.office.calls]
    assert sizes == [50, 10]
    assert {row.state for row in await work.house.rows(ServiceRequest)} == {"closed", "acknowledged"}


@pytest.mark.parametrize("strict", [True, False])
async def test_one_that_it_no_longer_knows_does_not_hide_the_others(work: Casework, strict: bool) -> None:
    for _ in range(3):
        await work.file("pothole", POTHOLE)
    await work.look()
    work.office.strict = strict
    lost = work.office.filed.pop(1)
    work.office.change("293944", "closed")
    await work.look(minutes=15)
    rows = {row.back_office_id: row for row in await work.house.rows(ServiceRequest)}
    assert rows["293944"].state == "closed"
    assert (rows[lost.id].state, rows[lost.id].error) == ("acknowledged", NOT_KNOWN)
    work.office.filed.insert(1, lost)
    await work.look(minutes=15)
    assert (await work.row(2)).error is None


async def test_one_that_it_fails_on_does_not_hold_up_the_others(work: Casework) -> None:
    for _ in range(3):
        await work.file("flytipping", POTHOLE)
    await work.look()
    work.office.tokens |= {"t-293945": "293945", "t-293946": "293946"}
    work.office.gets.append(Html(500))
    await work.look(minutes=1)
    states = [(await work.row(number)).state for number in (1, 2, 3)]
    assert states == ["sent", "acknowledged", "acknowledged"]


async def test_a_failing_look_is_made_again(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    await work.look()
    work.office.change("293944", "closed")
    work.office.down = Html(500)
    await work.look(times=3, minutes=15)
    assert (await work.row()).state == "acknowledged"
    work.office.down = None
    assert (await work.look(hours=1)).state == "closed"


async def test_an_old_request_is_asked_about_seldom_and_a_closed_one_not_for_ever(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    await work.look()
    work.house.time += timedelta(days=30)
    await work.look(minutes=1)
    work.office.calls.clear()
    await work.look(times=24, hours=1)
    assert 2 <= len(work.office.calls) <= 4
    work.office.change("293944", "closed")
    row = await work.look(times=6, days=5)
    assert (row.state, row.due_at) == ("closed", None)


async def test_long_notes_are_cut_at_a_word(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    await work.look()
    work.office.change("293944", "open", "We came and looked.\n" + "The road was wet, " * 40)
    row = await work.look(minutes=15)
    assert row.notes is not None and len(row.notes) > 700
    (said,) = await work.said()
    told = said.removesuffix(f" {STOP}")
    assert told != said
    assert told.endswith(" wet…") or told.endswith(" road…") or told.endswith(" was…") or told.endswith(" The…")
    assert len(told) < MOST_NOTES_CHARACTERS + 60
