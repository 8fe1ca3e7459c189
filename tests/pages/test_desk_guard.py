"""Who gets in: every page asks who it is, every form is ours, sessions cannot be fixed, stolen or outlived."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute

from bot.pages.routes import routes
from bot.staff import Officer
from tests.desk.office import PASSWORD, Office
from tests.flows.conftest import House

PUBLIC = {
    ("GET", "/desk/static/{name}"),
    ("GET", "/desk/sign-in"),
    ("POST", "/desk/sign-in"),
    ("GET", "/desk/welcome/{token}"),
    ("POST", "/desk/welcome/{token}"),
}
ADMINISTRATORS = ("/desk/staff", "/desk/answers")
SUPERVISORS = ("/desk/reports",)


def every_route(office: Office) -> list[tuple[str, str]]:
    """Each method and path of the staff pages."""
    found = []

    def walk(items: Any) -> None:
        for route in items:
            if isinstance(route, APIRoute):
                found.extend((method, route.path) for method in route.methods)
            else:
                walk(getattr(route, "routes", None) or getattr(route, "original_router").routes)  # noqa: B009

    walk(routes(office.pages).routes)
    assert len(found) > 25
    return found


def address(path: str) -> str:
    return re.sub(r"{[^}]+}", "1", path)


async def test_every_page_asks_who_it_is(office: Office) -> None:
    await office.waiting()
    stranger = await office.browser()
    for method, path in every_route(office):
        if (method, path) in PUBLIC:
            continue
        answer = await stranger.client.request(method, address(path))
        if method == "GET":
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/desk/sign-in?next=/desk"), path
        else:
            assert answer.status_code == 401, path
    assert (await office.row(1)).state == "waiting"


async def test_every_form_must_be_ours(office: Office, boss: Officer) -> None:
    await office.waiting()
    browser = await office.browser(boss)
    for method, path in every_route(office):
        if method == "GET" or (method, path) in PUBLIC:
            continue
        for data in ({}, {"csrf": "guess"}, {"csrf": ""}):
            answer = await browser.client.request(method, address(path), data=data)
            assert answer.status_code == 403, path
    assert (await office.row(1)).state == "waiting"


async def test_a_form_from_another_site_is_refused_even_with_the_secret(office: Office, sam: Officer) -> None:
    await office.waiting()
    browser = await office.browser(sam)
    await browser.open("/desk/conversations/1")
    form = browser.hidden("/desk/conversations/1/claim")
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await browser.client.post("/desk/conversations/1/claim", data=form, headers=headers)
    assert answer.status_code == 403
    assert (await office.row(1)).state == "waiting"


async def test_a_secret_of_another_session_does_not_work(office: Office, sam: Officer, priya: Officer) -> None:
    await office.waiting()
    hers, his = await office.browser(priya), await office.browser(sam)
    await hers.open("/desk/conversations/1")
    form = hers.hidden("/desk/conversations/1/claim")
    assert (await his.client.post("/desk/conversations/1/claim", data=form)).status_code == 403


async def test_nothing_changes_by_looking(office: Office, boss: Officer) -> None:
    await office.waiting()
    before = await office.row(1)
    browser = await office.browser(boss)
    for method, path in every_route(office):
        if method == "GET" and path not in ("/desk/events",):
            await browser.client.get(address(path))
    after = await office.row(1)
    assert (after.version, after.last_number) == (before.version, before.last_number)
    for _, path in every_route(office):
        if path.startswith("/desk/conversations/{conversation}/"):
            assert (await browser.client.get(address(path))).status_code == 405


async def test_roles_keep_others_out(office: Office, sam: Officer) -> None:
    browser = await office.browser(sam)
    supervisor = await office.browser(await office.hire("Su Pervisor", "supervisor"))
    for method, path in every_route(office):
        if method == "GET" and path.startswith(ADMINISTRATORS + SUPERVISORS):
            assert (await browser.client.get(address(path))).status_code == 403, path
            allowed = 403 if path.startswith(ADMINISTRATORS) else 200
            assert (await supervisor.client.get(address(path))).status_code == allowed, path
    await browser.open("/desk")
    form = browser.hidden("/desk/sign-out") | {"email": "x@y.example", "name": "X", "role": "administrator"}
    assert (await browser.client.post("/desk/staff", data=form)).status_code == 403


async def employed(office: Office) -> str:
    link = await office.pages.staffing.invite("sam@fernley.example", "Sam Okafor", "officer")
    await office.pages.staffing.accept(link.rsplit("/", 1)[1], PASSWORD)
    return "sam@fernley.example"


async def test_signing_in_gives_a_new_session_and_ends_the_one_before(office: Office) -> None:
    email = await employed(office)
    browser = await office.browser()
    browser.client.cookies.set("desk", "chosen-by-somebody-else", domain="desk.example", path="/")
    await browser.open("/desk/sign-in?next=/desk/requests")
    form = browser.hidden("/desk/sign-in") | {"email": email, "password": PASSWORD}
    page = await browser.send("/desk/sign-in", email=email, password=PASSWORD)
    assert "Service requests" in page
    first = browser.client.cookies["desk"]
    assert first != "chosen-by-somebody-else"
    await browser.client.post("/desk/sign-in", data=form)
    second = browser.client.cookies["desk"]
    assert await office.pages.sign_in.current(first) is None
    assert await office.pages.sign_in.current(second) is not None


async def test_a_browser_that_has_signed_in_gets_in_while_strangers_guess(office: Office) -> None:
    email = await employed(office)
    known, new = await office.browser(), await office.browser()
    await known.open("/desk/sign-in")
    await known.send("/desk/sign-in", email=email, password=PASSWORD)
    known.client.cookies.delete("desk")
    for _ in range(6):
        await new.open("/desk/sign-in")
        await new.client.post("/desk/sign-in", data=new.hidden("/desk/sign-in") | {"email": email, "password": "no"})
    await new.open("/desk/sign-in")
    await new.send("/desk/sign-in", email=email, password=PASSWORD, status=429)
    await known.open("/desk/sign-in")
    assert "Waiting" in await known.send("/desk/sign-in", email=email, password=PASSWORD)


async def test_the_cookie_is_kept_from_scripts_and_other_sites(office: Office, house: House) -> None:
    email = await employed(office)
    for base, name, secure in (
        ("http://desk.example", "desk", False),
        ("https://desk.example", "__Host-desk", True),
        ("http://desk.example", "known", False),
        ("https://desk.example", "__Host-known", True),
    ):
        behind = Office(house, base)
        browser = await behind.browser()
        await browser.open("/desk/sign-in")
        form = browser.hidden("/desk/sign-in") | {"email": email, "password": PASSWORD}
        answer = await browser.client.post("/desk/sign-in", data=form)
        [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith(f"{name}=")]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) == secure
        assert "Domain" not in cookie


async def test_a_sign_in_form_from_elsewhere_is_refused(office: Office) -> None:
    email = await employed(office)
    browser = await office.browser()
    answer = await browser.client.post("/desk/sign-in", data={"email": email, "password": PASSWORD, "csrf": "x"})
    assert answer.status_code == 403
    assert "desk" not in browser.client.cookies


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/desk//evil", "/deskevil", "javascript:x"],
)
async def test_signing_in_leads_nowhere_else(office: Office, elsewhere: str) -> None:
    email = await employed(office)
    browser = await office.browser()
    await browser.open("/desk/sign-in")
    form = browser.hidden("/desk/sign-in") | {"email": email, "password": PASSWORD, "next": elsewhere}
    answer = await browser.client.post("/desk/sign-in", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")


async def test_wrong_passwords_are_told_and_then_slowed_down(office: Office) -> None:
    email = await employed(office)
    browser = await office.browser()
    await browser.open("/desk/sign-in")
    for _ in range(5):
        page = await browser.send("/desk/sign-in", 401, email=email, password="wrong password")
        assert "do not match" in page
    page = await browser.send("/desk/sign-in", 429, email=email, password=PASSWORD)
    assert "There were too many attempts." in page
    assert browser.page is not None
    assert int(browser.page.headers["retry-after"]) > 0
    assert PASSWORD not in browser.page.text


async def test_the_link_sets_a_password_by_form(office: Office) -> None:
    link = await office.pages.staffing.invite("jo@fernley.example", "Jo Hill", "officer")
    browser = await office.browser()
    assert "Welcome, Jo Hill" in await browser.open(link)
    assert "not the same" in await browser.send(link, 422, password=PASSWORD, again="something else")
    assert "at least 12" in await browser.send(link, 422, password="short", again="short")
    assert "Jo Hill" in await browser.send(link, password=PASSWORD, again=PASSWORD)
    await (await office.browser()).open(link, 404)


async def test_the_first_administrator_by_form(office: Office) -> None:
    link = await office.pages.staffing.first_link()
    assert link is not None
    browser = await office.browser()
    assert "Set up the first administrator" in await browser.open(link)
    values = {"password": PASSWORD, "again": PASSWORD, "name": "Ada Clerk"}
    assert "Give an email address" in await browser.send(link, 422, email="ada", **values)
    assert "Ada Clerk" in await browser.send(link, email="ada@fernley.example", **values)
    assert "Ada Clerk (you)" in await browser.open("/desk/staff")


async def test_an_administrator_invites_and_switches_off(office: Office, boss: Officer, sam: Officer) -> None:
    browser, his = await office.browser(boss), await office.browser(sam)
    await browser.open("/desk/staff")
    page = await browser.send("/desk/staff", email="jo@fernley.example", name="Jo Hill", role="supervisor")
    link = re.search(r"http://desk\.example(/desk/welcome/\S+)", page)
    assert link is not None
    await (await office.browser()).open(link[1])
    assert "Give an email address" in await browser.send("/desk/staff", 422, email="x", name="Jo", role="officer")
    await browser.open("/desk/staff")
    await his.open("/desk")
    page = await browser.send(f"/desk/staff/{sam.id}/off")
    assert "Switched off" in page
    assert "Sign in to the desk" in await his.open("/desk")
    page = await browser.send(f"/desk/staff/{sam.id}/on")
    assert "Switched off" not in page


async def test_signing_out_gives_conversations_back(office: Office, sam: Officer) -> None:
    conversation = await office.waiting()
    await office.desk.claim(conversation, sam)
    browser = await office.browser(sam)
    await browser.open("/desk")
    token = browser.client.cookies["desk"]
    page = await browser.send("/desk/sign-out")
    assert "You have 1 conversation . It goes back to its queue" in page
    assert (await office.row(conversation)).state == "officer"
    assert "Sign in to the desk" in await browser.send("/desk/sign-out", sure="true")
    assert await office.pages.sign_in.current(token) is None
    assert (await office.row(conversation)).state == "waiting"


async def events_of(
    office: Office, officer: Officer, seconds: float, *, address: str = "/desk/events", got: list[str] | None = None
) -> list[str]:
    """The stream's event names in a span of time, in `got` as they come. ASGITransport gathers whole answers, so the
    app is called itself."""
    token = (await office.pages.sign_in.start(officer.id)).token
    got = [] if got is None else got
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        got.extend(re.findall(r"event: (\S+)", message.get("body", b"").decode()))

    path, _, query = address.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(), "asgi": {"version": "3.0"},
        "headers": [(b"cookie", f"desk={token}".encode())], "scheme": "http", "server": ("desk.example", 80),
        "client": ("10.0.0.1", 1), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    task = asyncio.create_task(office.app(scope, receive, send))
    try:
        await asyncio.sleep(seconds)
        gone.set()
        await asyncio.wait([task], timeout=5)
    finally:
        task.cancel()
    return got


async def test_the_stream_tells_what_changed(office: Office, sam: Officer, priya: Officer) -> None:
    conversation = await office.waiting()
    got: list[str] = []
    address = f"/desk/events?conversation={conversation}"
    following = asyncio.create_task(events_of(office, sam, 20.0, address=address, got=got))
    async with asyncio.timeout(15):
        while len(got) < 2:  # noqa: ASYNC110 - what the page is told at first
            await asyncio.sleep(0.05)
        await office.desk.claim(conversation, priya)
        while len(got) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)  # and nothing more
    following.cancel()
    assert got == ["list", "thread", "list", "thread"]


async def test_the_stream_ends_when_the_account_is_switched_off(office: Office, sam: Officer, boss: Officer) -> None:
    following = asyncio.create_task(events_of(office, sam, 4.9))
    await asyncio.sleep(0.5)
    await office.pages.staffing.deactivate(sam.id, boss)
    assert (await following)[-1] == "signed-out"


async def test_errors_tell_nothing_of_the_inside(office: Office, boss: Officer) -> None:
    browser = await office.browser(boss)
    await browser.open("/desk")
    csrf = browser.hidden("/desk/sign-out")
    bad: list[dict[str, str]] = [
        {"seen": "x"},
        {"seen": "1" * 40},
        {"text": "\x00"},
        {"reason": "'"},
        {"to": "%00"},
        {},
    ]
    for method, path in every_route(office):
        for values in bad:
            if path in ("/desk/events", "/desk/sign-out"):
                continue
            answer: httpx.Response = await browser.client.request(
                method, address(path), data=csrf | values if method == "POST" else None
            )
            assert answer.status_code < 500, (path, values)
            for sign in ("Traceback", "sqlalchemy", "SELECT ", "/bot/"):
                assert sign not in answer.text, (path, json.dumps(values))
