"""The assistant's own routes: a secret is needed, a failed action is reported in the reply, records are read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Action, ActionExecutionRejection
from sqlalchemy.orm import Session

from bot import casework
from bot.database.models import Conversation
from bot.gateway.actions import Actions
from bot.gateway.errors import add_error_handlers
from bot.gateway.internal import page_routes, routes
from bot.gateway.middleware import Middleware
from bot.knowledge.answering import Quotations
from bot.knowledge.blocks import of_markdown
from bot.knowledge.importing import import_pages
from bot.knowledge.page import Pages, made
from bot.knowledge.vectors import add_vectors
from bot.records import KINDS, import_records
from bot.response_log import Moment
from bot.store import conversations
from tests.fakes.assistant import encode
from tests.flows.conftest import House, house

__all__ = ["house"]

SECRET = "s" * 64
ROOT = Path(__file__).resolve().parent.parent.parent
CALL = {"next_action": "action_fails", "sender_id": "1.1", "tracker": {"sender_id": "1.1", "slots": {}}, "domain": {}}


class Fails(Action):
    """An action with a bug."""

    def name(self) -> str:
        return "action_fails"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        dispatcher.utter_message(text="half of it")
        raise KeyError("a resident's words")


class Rejects(Action):
    """An action that will not run now."""

    def name(self) -> str:
        return "action_rejects"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        raise ActionExecutionRejection("action_rejects", "not now")


class Works(Action):
    """An action that answers."""

    def name(self) -> str:
        return "action_works"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Any:
        dispatcher.utter_message(text="done")
        return []


class OwnActions(Actions):
    """The three above instead of the product's."""

    def load(self) -> Any:
        executor = ActionExecutor()
        for action in (Fails, Rejects, Works):
            executor.register_action(action)
        return executor


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_error_handlers(app)
    app.include_router(routes(house.context, OwnActions(), SECRET))
    app.include_router(page_routes(Quotations(house.database, house.assistant, clock=lambda: 0.0), SECRET))
    transport = httpx.ASGITransport(Middleware(app, secure=False))
    headers = {"Authorization": f"Bearer {SECRET}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers) as made:
        yield made


WRONG = ["", "Bearer ", "Bearer wrong", SECRET, f"bearer {SECRET}", f"Bearer {SECRET} ", "Bearer é"]


@pytest.mark.parametrize("given", WRONG)
@pytest.mark.parametrize(
    "path",
    [
        f"/internal/records/{kind}"
        for kind in (
            "addresses?postcode=FB1+1AA",
            "collections?uprn=1",
            "requests?conversation=1",
            "councillors",
            "polling",
            "terms",
            "libraries",
            "planning",
        )
    ],
)
async def test_records_need_the_secret(client: httpx.AsyncClient, path: str, given: str) -> None:
    answer = await client.get(path, headers={"Authorization": given.encode("latin-1")})
    assert answer.status_code == 403
    assert answer.json() == {"error": {"code": "http_403", "message": "Not allowed."}}


@pytest.mark.parametrize("path", ["actions", "pages/quotation"])
@pytest.mark.parametrize("given", WRONG)
async def test_the_secret_is_needed_before_a_byte_is_read(client: httpx.AsyncClient, given: str, path: str) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b"{"

    answer = await client.post(f"/internal/{path}", content=body(), headers={"Authorization": given.encode("latin-1")})
    assert answer.status_code == 403 and read == 0


async def test_a_page_is_quoted(client: httpx.AsyncClient, house: House) -> None:
    asked = {"texts": ["hello", "cost of rats and mice"], "conversation": 1, "longest": 100}
    nothing = await client.post("/internal/pages/quotation", json=asked)
    assert nothing.json() == {"searched": False, "quotation": None}
    found = Pages()
    text = "We treat pests.\n\n## Cost of rats and mice\n\nRats: £55. Mice: £65."
    found.add(made("https://x.example/pests", "Cost of pest control", of_markdown(text)), "pests")
    house.database.write_now(lambda session: import_pages(session, "folder", found))
    add_vectors(house.database, encode)
    quoted = (await client.post("/internal/pages/quotation", json=asked)).json()
    assert quoted.pop("confidence") > 0.8
    assert quoted == {
        "searched": True,
        "quotation": "Rats: £55. Mice: £65.",
        "page": 1,
        "title": "Cost of pest control",
        "heading": "Cost of rats and mice",
        "address": "https://x.example/pests",
        "date": "",
    }


@pytest.mark.parametrize("body", ["", "[]", '{"texts": "x"}', '{"texts": ["x"], "longest": 1}', '{"texts": [1]}'])
async def test_a_search_that_cannot_be_read_is_refused(client: httpx.AsyncClient, body: str) -> None:
    assert (await client.post("/internal/pages/quotation", content=body)).status_code == 422


async def test_an_action_answers(client: httpx.AsyncClient) -> None:
    answer = await client.post("/internal/actions", json=CALL | {"next_action": "action_works"})
    assert answer.status_code == 200
    assert [message["text"] for message in answer.json()["responses"]] == ["done"]


async def test_a_failing_action_is_told_in_band(client: httpx.AsyncClient) -> None:
    answer = await client.post("/internal/actions", json=CALL)
    assert answer.status_code == 200, "Rasa swallows an error"
    (said,) = answer.json()["responses"]
    assert said["custom"] == {"action_failed": "action_fails"} and said["text"] is None
    assert "resident" not in answer.text and answer.json()["events"] == []


async def test_an_action_that_does_not_exist_fails_the_same_way(client: httpx.AsyncClient) -> None:
    answer = await client.post("/internal/actions", json=CALL | {"next_action": "action_gone"})
    assert answer.json()["responses"][0]["custom"] == {"action_failed": "action_gone"}


async def test_a_rejection_is_what_rasa_expects_of_it(client: httpx.AsyncClient) -> None:
    answer = await client.post("/internal/actions", json=CALL | {"next_action": "action_rejects"})
    assert answer.status_code == 400
    assert answer.json()["action_name"] == "action_rejects"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"1"])
async def test_a_call_that_cannot_be_read(client: httpx.AsyncClient, body: bytes) -> None:
    assert (await client.post("/internal/actions", content=body)).status_code == 422


async def test_a_long_conversation_may_be_posted(client: httpx.AsyncClient) -> None:
    call = CALL | {"next_action": "action_works", "padding": "x" * 2_000_000}
    assert (await client.post("/internal/actions", json=call)).status_code == 200


async def test_the_products_actions_are_all_there() -> None:
    written = {
        name
        for path in (ROOT / "actions").glob("*.py")
        for name in re.findall(r'return "(\w*action_\w+)"', path.read_text("utf-8"))
    }
    assert written and written <= set(Actions().load().actions)


async def test_addresses_and_collections_are_read(client: httpx.AsyncClient, house: House) -> None:
    for kind in ("addresses", "rounds", "round_changes"):
        path = ROOT / "demo" / "records" / f"{kind}.csv"
        await house.database.write(lambda session, k=kind, p=path: import_records(session, k, p))
    found = (await client.get("/internal/records/addresses", params={"postcode": "fb11aa"})).json()["addresses"]
    assert found and found[0]["postcode"] == "FB1 1AA" and set(found[0]) == {"uprn", "address", "postcode"}
    facts = (await client.get("/internal/records/collections", params={"uprn": found[0]["uprn"]})).json()
    assert facts["rounds"] and facts["today"] == "2026-11-23" and facts["now"] == "10:00"
    assert (facts["collection_ends"], facts["window_days"]) == ("15:00", 2)
    assert "2026-12-25" in facts["bank_holidays"]


@pytest.mark.parametrize("postcode", ["", "nowhere", "FB1 1AA'--", "x" * 5000, "FB9\x009ZZ"])
async def test_what_is_no_postcode_has_no_addresses(client: httpx.AsyncClient, postcode: str) -> None:
    answer = await client.get("/internal/records/addresses", params={"postcode": postcode})
    assert answer.json() == {"addresses": []}


async def test_what_errands_look_up_is_read(client: httpx.AsyncClient, house: House) -> None:
    async def get(kind: str, **params: str) -> dict[str, Any]:
        return (await client.get(f"/internal/records/{kind}", params=params)).raise_for_status().json()

    empty = {"councillors": "wards", "polling": "places", "planning": "applications"}
    for kind, rows in empty.items():
        assert await get(kind, postcode="FB1 2CD") == {"kept": False, rows: []}
    for kind in KINDS:
        path = ROOT / "demo" / "records" / f"{kind}.csv"
        await house.database.write(lambda session, k=kind, p=path: import_records(session, k, p))
    wards = (await get("councillors", postcode="fb21xb"))["wards"]
    assert [(row["ward"], len(row["councillors"])) for row in wards] == [("Fernley Green", 2), ("Market", 2)]
    assert len((await get("councillors", postcode="fb21xb", uprn="990000000119"))["wards"]) == 1
    assert [row["name"] for row in (await get("polling", postcode="FB1 1AA"))["places"]] == ["Town Hall"]
    assert (await get("terms"))["terms"][0]["first_day"] == "2026-09-03" and (await get("terms"))[
        "today"
    ] == "2026-11-23"
    found = await get("libraries", postcode="FB1 1AA")
    assert len(found["libraries"][0]["hours"]) == 7 and found["now"] == "10:00" and len(found["at"]) == 2
    assert (await get("libraries", postcode="nowhere"))["at"] is None
    assert (await get("planning", reference="26 01234"))["applications"][0]["decision_date"] == "2027-01-29"


async def test_a_resident_finds_their_own_latest_report_and_nobody_elses(
    client: httpx.AsyncClient, house: House
) -> None:
    async def latest(conversation: object) -> list[str]:
        answer = await client.get("/internal/records/requests", params={"conversation": conversation})
        return [row["kind"] for row in answer.raise_for_status().json()["requests"]]

    ada = (await house.write("a report", "ada", "sms")).conversation
    bob = (await house.write("a report", "bob", "sms")).conversation
    page = (await house.write("a report", "ada", "webchat")).conversation
    assert await latest(ada) == []
    references = [await _file(house, ada, kind) for kind in ("pothole", "graffiti")]
    assert [await latest(number) for number in (ada, bob, page, 0, 999)] == [["graffiti"], [], [], [], []]
    await house.database.write(lambda session: close(session, ada))
    later = (await house.write("hello again", "ada", "sms")).conversation
    assert later != ada and await latest(later) == ["graffiti"]
    for spelling in (references[0], references[0].lower().replace("-", " "), references[0][4:]):
        answer = await client.get("/internal/records/requests", params={"reference": spelling})
        assert [row["kind"] for row in answer.json()["requests"]] == ["pothole"]


async def _file(house: House, conversation: int, kind: str) -> str:
    def step(session: Session) -> str:
        row = casework.file(
            session,
            house.context,
            conversations.lock(session, conversation),
            moment=Moment(house.time, "assistant"),
            kind=kind,
            topic="roads",
        )
        session.flush()
        return row.reference

    return await house.database.write(step)


def close(session: Session, conversation: int) -> None:
    row = session.get_one(Conversation, conversation)
    row.state, row.closed_at = "closed", row.opened_at
