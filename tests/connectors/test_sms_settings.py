"""The SMS channel is off, on, or stops the start and says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.base import ChannelMisconfigured
from connectors.sms import SmsSettings

WHOLE = {
    "SMS_ACCOUNT_SID": "AC" + "1" * 32,
    "SMS_AUTH_TOKEN": "new-token, old-token",
    "SMS_FROM": "+441632960999",
    "SMS_PATH_KEY": "unguessable-path-key",
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*WHOLE, "SMS_API_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def give(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_is_off_when_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_FROM", "")
    with pytest.raises(ValidationError):
        SmsSettings()


def test_is_on_when_all_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, **WHOLE)
    settings = SmsSettings()
    assert settings.tokens == ("new-token", "old-token")
    assert settings.sender == "+441632960999"
    assert "token" not in repr(settings).replace("auth_token", "")


def test_reads_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=0.0.0.0\n" + "".join(f"{name}={value}\n" for name, value in WHOLE.items()))
    assert SmsSettings().account_sid == "AC" + "1" * 32


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    give(monkeypatch, **{name: value for name, value in WHOLE.items() if name != missing})
    with pytest.raises(ChannelMisconfigured) as error:
        SmsSettings()
    assert str(error.value) == f"{missing}: Field required"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMS_PATH_KEY", "short-canary"),
        ("SMS_PATH_KEY", "canary/canary/canary/"),
        ("SMS_AUTH_TOKEN", " , "),
        ("SMS_ACCOUNT_SID", "canary"),
        ("SMS_API_BASE_URL", "canary"),
    ],
)
def test_names_what_is_wrong_and_not_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    give(monkeypatch, **WHOLE | {name: value})
    with pytest.raises(ChannelMisconfigured) as error:
        SmsSettings()
    assert str(error.value).startswith(f"{name}: ")
    assert "canary" not in str(error.value)


def test_twilio_s_client_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, connectors.sms; sys.exit('twilio.rest' in sys.modules or 'aiohttp' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
