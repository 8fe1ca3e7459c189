"""What staff and the assistant see of a request on its way."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from bot import casework
from bot.casework.lookup import spelled
from bot.gateway import internal
from bot.gateway.actions import Actions
from bot.pages.context import PagesContext
from bot.staff import Officer
from tests.casework.conftest import POTHOLE, Casework
from tests.desk.office import BASE, SECRET, Office
from tests.fakes.open311 import Drop, Refuse


def desk(work: Casework) -> Office:
    """The office, with the house's back office."""
    office = Office(work.house)
    office.pages = PagesContext(work.context, BASE, SECRET)
    office.desk = office.pages.desk
    office.app = office._app()
    return office


async def officer(office: Office) -> Officer:
    """An officer."""
    return await office.hire("Sam Okafor")


async def test_the_desk_shows_where_each_request_is_and_sends_again(work: Casework) -> None:
    work.office.posts += [Drop(), Refuse(404, "404", "<b>service_code</b> was not found")]
    work.office.secretive = True
    for kind in ("pothole", "pothole", "pothole", "lost_dog"):
        await work.file(kind, POTHOLE)
    await work.look(times=3, minutes=1)
    office = desk(work)
    browser = await office.browser(await officer(office))
    page = await browser.open("/desk/requests")
    assert "May or may not have reached the back office" in page
    assert "Check there yourself before you send it again" in page
    assert "Not accepted by the back office" in page
    assert "status 404: <b>service_code</b> was not found (404)" in page
    assert browser.page is not None
    assert "<b>" not in browser.page.text
    assert "names no back office service" in page
    assert page.count("Send it again") == 2
    sent = await browser.open("/desk/requests?sent=true")
    assert "With the back office, number 293945" in sent
    assert "number 293945" in await browser.open("/desk/conversations/1")
    await browser.open("/desk/requests")
    await browser.send("/desk/requests/2/send")
    await work.look(minutes=1)
    assert (await work.row(2)).state == "acknowledged"
    assert "293946" in await browser.open("/desk/requests?sent=true")
    assert "Lost dog" in await browser.open("/desk/requests")


async def test_what_the_back_office_has_is_not_marked_as_done(work: Casework) -> None:
    work.office.posts.append(Refuse(404))
    await work.file("pothole", POTHOLE)
    await work.look()
    office = desk(work)
    sam = await officer(office)
    browser = await office.browser(sam)
    await browser.open("/desk/requests")
    await casework.send_again(work.context, 1, sam.id)
    await work.look()
    assert "The back office has this request." in await browser.send("/desk/requests/1/done", 409)
    assert (await work.row()).state == "acknowledged"
    work.office.change("293944", "closed", "Filled.")
    await work.look(minutes=15)
    page = await browser.open("/desk/requests?done=true")
    assert "Closed by the back office" in page
    assert "The back office says: Filled." in page
    assert "Not done after all" not in page


async def test_the_lists_change_their_mark_with_a_request(work: Casework) -> None:
    from bot.store import desk

    await work.file("pothole", POTHOLE)
    marks = set()
    for _ in range(2):
        for mark in (desk.get_list_mark, lambda session: desk.get_thread_mark(session, 1)):
            marks.add(await work.house.database.read(mark))
        await work.look(minutes=1)
    assert len(marks) == 4


async def ask(work: Casework, reference: str) -> httpx.Response:
    """What the assistant's action gets."""
    app = FastAPI()
    app.include_router(internal.routes(work.context, Actions(), "secret"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        headers = {"Authorization": "Bearer secret"}
        return await client.get("/internal/records/requests", params={"reference": reference}, headers=headers)


async def test_the_assistant_looks_a_report_up_by_its_reference(work: Casework) -> None:
    row = await work.file("pothole", POTHOLE)
    (found,) = (await ask(work, f" {row.reference.lower().replace('-', ' ')}.")).json()["requests"]
    assert found == {
        "reference": row.reference,
        "kind": "pothole",
        "topic": "waste",
        "state": "queued",
        "status": "received",
        "filed_at": "2026-11-23T10:00:00+00:00",
        "status_at": "2026-11-23T10:00:00+00:00",
        "notes": None,
        "notice": None,
    }
    await work.look()
    work.office.now = work.house.time
    work.office.change("293944", "closed", "Filled.")
    await work.look(minutes=15)
    (found,) = (await ask(work, row.reference)).json()["requests"]
    assert (found["status"], found["notes"], found["notice"]) == ("closed", "Filled.", "We inspect within 24 hours.")
    assert (await ask(work, "FER-222222")).json() == {"requests": []}
    assert (await ask(work, "'; drop table")).json() == {"requests": []}


def test_a_reference_may_be_spelled_in_any_way() -> None:
    assert (
        spelled("fer 7kq2mx")
        == spelled("FER7KQ2MX")
        == spelled("(FER-7KQ2MX)")
        == spelled("ＦＥＲ‑7k\u200bq2mx")
        == "FER-7KQ2MX"
    )
    assert spelled("7KQ2MX") == "7KQ2MX"
    assert spelled("") == ""
