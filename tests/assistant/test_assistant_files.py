"""The files for an assistant that runs elsewhere: the same secrets as the gateway's, for nobody else to read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.command.cli import main
from bot.gateway.app import derived

SECRET = "s" * 64
ACTIONS = "http://gateway:8000/internal/actions"


def test_writes_address_and_derived_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    result = CliRunner().invoke(main, ["assistant-files", str(tmp_path / "assistant"), "--actions-url", ACTIONS])
    assert result.exit_code == 0, result.output
    endpoints, credentials = (Path(line) for line in result.output.split())
    endpoint = yaml.safe_load(endpoints.read_text())["action_endpoint"]
    assert endpoint["url"] == ACTIONS
    assert endpoint["headers"] == {"Authorization": f"Bearer {derived(SECRET, 'actions')}"}
    tokens = [channel["token"] for channel in yaml.safe_load(credentials.read_text()).values()]
    assert tokens == [derived(SECRET, "assistant")]
    assert {path.stat().st_mode & 0o777 for path in (endpoints, credentials)} == {0o600}
    assert SECRET not in endpoints.read_text() + credentials.read_text()
