"""The settings of the back office: all or nothing, and what is wrong is named without its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.casework import connect
from bot.errors import TownclerkError
from tests.council_files import council_text, write_council

SERVICES = '[back_office]\naddress_id = "uprn"\n[back_office.services]\nmissed_bin = "WASTE-01"\n'


def given(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"OPEN311_{name}", value)


def test_without_settings_there_is_none(tmp_path: Path) -> None:
    assert connect(write_council(tmp_path, council_text(more=SERVICES))) is None


def test_with_its_settings_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, URL="https://api.fernley.example/v2/", API_KEY="hunter2", JURISDICTION_ID="")
    found = connect(write_council(tmp_path, council_text(more=SERVICES)))
    assert found is not None
    assert (found.settings.url, found.settings.format) == ("https://api.fernley.example/v2", "xml")
    assert found.table.services == {"missed_bin": "WASTE-01"}
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"URL": "https://api.fernley.example/v2"}, "OPEN311_API_KEY is missing"),
        ({"API_KEY": "hunter2"}, "OPEN311_URL is missing"),
        ({"URL": "api.fernley.example", "API_KEY": "hunter2"}, "OPEN311_URL: must begin with http"),
        ({"URL": "https://a.example", "API_KEY": "hunter2", "FORMAT": "yaml"}, "OPEN311_FORMAT"),
        ({"URL": "https://a.example", "API_KEY": "hunter2", "POLL_SECONDS": "1"}, "OPEN311_POLL_SECONDS"),
    ],
)
def test_half_of_them_stop_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    given(monkeypatch, **settings)
    with pytest.raises(TownclerkError) as caught:
        connect(write_council(tmp_path))
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_wrong_table_is_named(tmp_path: Path) -> None:
    wrong = '[back_office]\nservice = "x"\n[back_office.services]\nmissed_bin = 7\n'
    with pytest.raises(TownclerkError) as caught:
        connect(write_council(tmp_path, council_text(more=wrong)))
    assert "back_office.service: " in str(caught.value)
    assert "back_office.services.missed_bin: " in str(caught.value)
