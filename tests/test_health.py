"""Readiness is about the gateway: 503 only for the database or its schema; the assistant's state is only told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from bot import health
from tests.flows.conftest import House, house

__all__ = ["house"]

PATHS = ("/health/live", "/health/ready")


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(health.routes(house.context, house.assistant))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as made:
        yield made


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("state", ["ready", "loading", "down"])
async def test_the_assistants_state_is_told_and_changes_nothing(
    house: House, client: httpx.AsyncClient, path: str, state: str
) -> None:
    house.assistant.engines[0].state = state
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "assistant": state, "backlog": 0}


async def test_the_backlog_counts_what_waits(house: House, client: httpx.AsyncClient) -> None:
    await house.write("hello", channel="sms")
    assert (await client.get("/health/ready")).json()["backlog"] == 1
    await house.converse()
    assert (await client.get("/health/ready")).json()["backlog"] == 1
    await house.work()
    assert (await client.get("/health/ready")).json()["backlog"] == 0


@pytest.mark.parametrize("path", PATHS)
async def test_a_schema_that_is_behind(house: House, client: httpx.AsyncClient, path: str) -> None:
    house.database.write_now(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '0000'")))
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["database"]) == (503, "schema_behind")


@pytest.mark.parametrize("path", PATHS)
async def test_a_database_that_is_gone_and_comes_back(house: House, client: httpx.AsyncClient, path: str) -> None:
    read = house.database.read

    async def fails(step: object) -> None:
        raise ConnectionError("gone")

    house.database.read = fails  # type: ignore[method-assign,assignment]
    answer = await client.get(path)
    assert (answer.status_code, answer.json()["database"]) == (503, "down")
    house.database.read = read  # type: ignore[method-assign]
    assert (await client.get(path)).status_code == 200


async def test_a_database_without_any_tables(house: House, client: httpx.AsyncClient) -> None:
    house.database.write_now(lambda session: session.execute(text("DROP TABLE alembic_version")))
    assert (await client.get("/health/ready")).json()["database"] == "schema_behind"
