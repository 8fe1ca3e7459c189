"""The walk leaves no page out: a new page without its states fails here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from bot.gateway.app import Gateway
from tests.gateways import whole_gateway
from tests.walk.resident_states import RESIDENTS
from tests.walk.staff_states import STAFF

NO_PAGES = {
    "/widget.js", "/look.css", "/demo/council.css", "/openapi.json", "/health/live", "/health/ready",
    "/chat/transcript", "/desk/static/{name}", "/desk/events", "/desk/reports.csv",
}  # fmt: skip
"""What a GET answers with something else than a page."""
FOR_PROGRAMS = ("/channels/", "/internal/")


@pytest.fixture
def gateway(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    path = tmp_path / "walk.db"
    path.write_bytes(sqlite_template.read_bytes())
    with whole_gateway(f"sqlite:///{path}", tmp_path, monkeypatch) as made:
        yield made


def test_every_page_has_its_states(gateway: Gateway) -> None:
    found = iter_route_contexts(gateway.app._app.routes)
    got = {str(route.path) for route in found if "GET" in (route.methods or ())}
    pages = {path for path in got if path not in NO_PAGES and not path.startswith(FOR_PROGRAMS)}
    walked = {state.route for state in [*STAFF, *RESIDENTS]}
    assert pages - walked == set(), "these pages are not in the walk: give them states in tests/walk"
    assert walked - pages == {"no such page"}
    assert got >= NO_PAGES


def test_every_state_has_a_name_of_its_own() -> None:
    names = [state.id for state in [*STAFF, *RESIDENTS]]
    assert len(names) == len(set(names))
