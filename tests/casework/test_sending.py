"""A request goes to the back office once, whatever the back office does; what is in doubt is looked for and shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot import casework
from bot.casework.worker import DISCONNECTED
from bot.database.models import ServiceRequest
from bot.errors import Conflict, NotFound
from tests.casework.conftest import MISSED, POTHOLE, Casework
from tests.fakes.open311 import KEY, Answer, Drop, FakeOpen311, Hang, Html, Move, Refuse, Slow
from tests.flows.conftest import House


async def test_a_request_goes_with_what_the_service_asks(either: Casework) -> None:
    row = await either.file("missed_bin", MISSED)
    assert (row.state, row.error) == ("queued", None)
    row = await either.look()
    assert (row.state, row.back_office_id, row.notice) == ("acknowledged", "293944", "We inspect within 24 hours.")
    (filed,) = either.office.filed
    assert filed.form == [
        ("api_key", KEY),
        ("service_code", "WASTE-01"),
        ("address_string", "4 Mill Lane, FB1 2CD"),
        ("address_id", "100012345678"),
        ("description", f"Uprn: 100012345678\nOur reference: {row.reference}"),
        ("attribute[BIN_TYPE]", "101"),
        ("attribute[DUE]", "2026-11-20T00:00:00+00:00"),
    ]


async def test_the_resident_has_a_reference_at_once_and_the_services_are_asked_for_once(work: Casework) -> None:
    for _ in range(3):
        await work.file("pothole", POTHOLE)
    assert len(work.house.phone.sent) == 0
    await work.look()
    assert work.office.paths("GET") == ["services"]
    assert [filed.get("service_code") for filed in work.office.filed] == ["007"] * 3
    await work.said()
    assert {m.text for m in work.house.phone.sent} == {
        f"Your reference is {(await work.row(n)).reference}. Please keep it." for n in (1, 2, 3)
    }
    await work.file("pothole", POTHOLE)
    await work.look(hours=2)
    assert work.office.paths("GET").count("services") == 2


async def test_a_number_for_several_councils_goes_with_every_call(house: House, office: FakeOpen311) -> None:
    office.jurisdiction = "fernley.example"
    work = Casework(house, office, jurisdiction_id="fernley.example")
    await work.file("missed_bin", MISSED)
    assert (await work.look()).state == "acknowledged"
    assert {arguments["jurisdiction_id"] for _, _, arguments in office.calls} == {"fernley.example"}
    await work.worker.finish()


async def test_a_service_without_numbers_is_sent_and_that_is_all(work: Casework) -> None:
    await work.file("graffiti", POTHOLE)
    row = await work.look()
    assert (row.state, row.due_at, row.notice) == ("sent", None, "Thank you.")


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("lost_dog", POTHOLE, "names no back office service"),
        ("gone", POTHOLE, "no service X"),
        ("pothole", {"details": "Somewhere"}, "No place was given"),
        ("missed_bin", {name: MISSED[name] for name in ("address", "bin")}, "asks for DUE (Which due?)"),
        ("missed_bin", MISSED | {"bin": "purple"}, "does not accept what was given as bin"),
    ],
)
async def test_what_it_cannot_take_lands_in_the_queue_with_the_reason(
    work: Casework, kind: str, fields: dict[str, Any], reason: str
) -> None:
    await work.file(kind, fields)
    row = await work.look()
    assert (row.state, row.queue) == ("open", "waste")
    assert row.error is not None and reason in row.error
    assert not work.office.filed


@pytest.mark.parametrize("behaviour", [Hang(), Drop(), Answer("<html>Thank you</html>"), Html(500, taken=True),
                                       Html(502), Html(503), Refuse(500), Answer("[{]"), Answer(""),
                                       Answer("<errors><error><code>9</code></error></errors>")])  # fmt: skip
async def test_what_may_have_arrived_is_not_sent_again_by_itself(work: Casework, behaviour: Any) -> None:
    work.office.posts.append(behaviour)
    work.office.secretive = True
    await work.file("pothole", POTHOLE)
    row = await work.look()
    assert row.state == "unknown"
    await work.look(times=40, hours=1)
    row = await work.row()
    assert (row.state, row.due_at) == ("unknown", None)
    assert work.office.paths("POST") == ["requests"]


async def test_what_did_arrive_is_found_by_our_reference(either: Casework) -> None:
    either.office.posts.append(Hang())
    await either.file("pothole", POTHOLE)
    await either.file("pothole", POTHOLE)
    assert (await either.look()).state == "unknown"
    row = await either.look(minutes=2)
    assert (row.state, row.back_office_id) == ("acknowledged", "293944")
    assert (await either.row(2)).back_office_id == "293945"
    assert len(either.office.filed) == 2


async def test_a_slow_answer_is_an_answer(work: Casework) -> None:
    work.office.posts.append(Slow(0.2))
    await work.file("pothole", POTHOLE)
    assert (await work.look()).state == "acknowledged"


@pytest.mark.parametrize("behaviour", [Refuse(429), Html(429), Html(503, retry_after="60"), Move(), Html(404),
                                       Refuse(403, "403", "Invalid api_key")])  # fmt: skip
async def test_what_was_not_taken_is_sent_again_later(work: Casework, behaviour: Any) -> None:
    work.office.posts.append(behaviour)
    await work.file("pothole", POTHOLE)
    row = await work.look()
    assert row.state == "queued"
    assert row.error is not None and KEY not in row.error
    row = await work.look(minutes=15)
    assert (row.state, row.error) == ("acknowledged", None)
    assert len(work.office.filed) == 1


async def test_it_waits_as_long_as_it_is_asked_to(work: Casework) -> None:
    work.office.posts.append(Html(503, retry_after="1800"))
    await work.file("pothole", POTHOLE)
    await work.look()
    await work.file("pothole", POTHOLE)
    await work.look(minutes=29)
    assert len(work.office.paths("POST")) == 1
    await work.look(minutes=2)
    assert [(await work.row(n)).state for n in (1, 2)] == ["acknowledged", "acknowledged"]


async def test_an_outage_leaves_one_request_in_doubt_and_loses_none(work: Casework) -> None:
    work.office.down = Html(503)
    for _ in range(4):
        await work.file("pothole", POTHOLE)
    await work.look()
    assert work.office.paths("POST") == []
    work.office.down = None
    await work.look(minutes=1)
    assert len(work.office.filed) == 4
    work.office.down = Html(502)
    for _ in range(4):
        await work.file("pothole", POTHOLE)
    await work.look(times=5, minutes=2)
    states = [(await work.row(n)).state for n in range(5, 9)]
    assert states == ["unknown", "queued", "queued", "queued"]
    work.office.down = None
    await work.look(minutes=20)
    assert [(await work.row(n)).state for n in range(6, 9)] == ["acknowledged"] * 3
    assert len(work.office.filed) == 7


async def test_a_back_office_that_cannot_be_reached_is_tried_for_a_day(work: Casework) -> None:
    url = work.office.url
    work.office.url = "http://127.0.0.1:9/v2"
    work.restart()
    for _ in range(3):
        await work.file("pothole", POTHOLE)
    row = await work.look(hours=23)
    assert row.state == "queued"
    assert row.error is not None and "could not be reached" in row.error
    await work.look(hours=2)
    rows = [await work.row(n) for n in (1, 2, 3)]
    assert [row.state for row in rows] == ["failed"] * 3
    assert all(row.error and row.error.startswith("Given up after a day.") for row in rows)
    work.office.url = url
    work.restart()
    sam = await work.house.officer()
    await casework.send_again(work.context, 2, sam.id)
    await work.look(seconds=1)
    assert (await work.row(2)).state == "acknowledged"


async def test_a_refusal_that_may_pass_is_tried_three_times(work: Casework) -> None:
    work.office.posts += [Refuse(400, "400", "CRM is down"), Refuse(400, "400", "CRM is down")]
    await work.file("pothole", POTHOLE)
    row = await work.look()
    assert (row.state, row.error) == ("queued", "It answered with status 400: CRM is down (400)")
    assert (await work.look(minutes=6)).state == "queued"
    assert (await work.look(minutes=11)).state == "acknowledged"


@pytest.mark.parametrize(
    ("behaviours", "minutes", "said"),
    [
        ([Refuse(404, "404", "service_code was not found")], 0, "service_code was not found (404)"),
        ([Html(400)], 0, "status 400"),
        ([Html(422)], 0, "status 422"),
        ([Refuse(400, "L-1", "lat is too far north")] * 3, 11, "lat is too far north (L-1)"),
    ],
)
async def test_a_refusal_is_shown_to_staff(work: Casework, behaviours: list[Any], minutes: int, said: str) -> None:
    work.office.posts += behaviours
    await work.file("pothole", POTHOLE)
    row = await work.look()
    row = await work.look(times=len(behaviours), minutes=minutes)
    assert row.state == "failed"
    assert row.error is not None and said in row.error
    assert len(work.office.paths("POST")) == len(behaviours)


async def test_an_old_list_of_services_is_good_enough(work: Casework) -> None:
    await work.file("missed_bin", MISSED)
    await work.look()
    work.office.gets += [Html(500), Html(500)]
    await work.file("missed_bin", MISSED)
    await work.look(hours=3)
    assert (await work.row(2)).state == "acknowledged"
    assert work.office.paths("GET")[:4] == ["services", "services/WASTE-01", "services", "services/WASTE-01"]


async def test_a_request_whose_gateway_died_is_in_doubt_and_found(work: Casework) -> None:
    work.office.posts.append(Hang())
    await work.file("pothole", POTHOLE)
    await work.worker.start_due()
    await work.office.taken.wait()
    for task in work.worker.tasks.under_way:
        task.cancel()
    await work.worker.finish()
    assert (await work.row()).state == "sending"
    work.house.time += timedelta(days=3)
    work.restart()
    await work.worker.recover(timedelta(0))
    row = await work.row()
    assert (row.state, row.error) == ("unknown", "The gateway stopped before the back office answered.")
    row = await work.look(minutes=2)
    assert (row.state, row.back_office_id) == ("acknowledged", "293944")


async def test_an_officer_sends_it_again_knowing_what_may_happen(work: Casework) -> None:
    sam = await work.house.officer()
    work.office.posts.append(Drop())
    work.office.secretive = True
    await work.file("pothole", POTHOLE)
    assert (await work.look()).state == "unknown"
    await casework.send_again(work.context, 1, sam.id)
    assert (await work.look(minutes=1)).state == "acknowledged"
    with pytest.raises(Conflict, match="not waiting"):
        await casework.send_again(work.context, 1, sam.id)
    with pytest.raises(NotFound):
        await casework.send_again(work.context, 99, sam.id)
    await work.file("lost_dog", POTHOLE)
    with pytest.raises(Conflict, match="No back office service"):
        await casework.send_again(work.context, 2, sam.id)


async def test_without_a_back_office_everything_is_for_staff(work: Casework) -> None:
    await work.file("pothole", POTHOLE)
    await casework.BackOffice(work.house.context, None).run()
    row = await work.row()
    assert (row.state, row.error, row.due_at) == ("open", DISCONNECTED, None)
    await work.look()
    assert not work.office.filed


async def test_two_gateways_send_a_request_once(work: Casework) -> None:
    for _ in range(6):
        await work.file("pothole", POTHOLE)
    first = work.worker
    work.restart()
    await work.look()
    await first.look()
    await first.finish()
    rows = await work.house.rows(ServiceRequest)
    assert [row.state for row in rows] == ["acknowledged"] * 6
    assert len(work.office.filed) == 6
