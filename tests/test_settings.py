"""Settings: the kept secret, and no setting that is not documented."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from bot.casework.connection import Open311Settings
from bot.settings import Settings
from connectors.discovery import all_connectors

OPERATING = Path(__file__).resolve().parent.parent / "docs" / "operating.md"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's .env must not decide a test."""
    monkeypatch.chdir(tmp_path)


def names(settings: type[BaseSettings]) -> list[str]:
    """The environment's names for a class's settings."""
    prefix = settings.model_config.get("env_prefix", "")
    return [str(info.validation_alias or f"{prefix}{name}".upper()) for name, info in settings.model_fields.items()]


def all_names() -> list[str]:
    classes = [Settings, Open311Settings, *(connector.Settings for connector in all_connectors())]
    return [name for settings in classes for name in names(settings)]


def test_the_channels_settings_are_among_them() -> None:
    assert {"HOST", "DATABASE_URL", "SMS_FROM", "SMS_AUTH_TOKEN", "WEBCHAT_SESSION_DAYS"} <= set(all_names())


@pytest.mark.parametrize("name", all_names())
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in OPERATING.read_text("utf-8")


def test_a_secret_is_made_once_that_only_we_can_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secret = Settings(var_dir=tmp_path / "var").secret()
    finally:
        os.umask(before)
    path = tmp_path / "var" / "secret_key"
    assert len(secret) == 64 and path.read_text() == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Settings(var_dir=tmp_path / "var").secret() == secret
    assert [entry.name for entry in path.parent.iterdir()] == ["secret_key"], "nothing is left lying about"


def test_gateways_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: Settings(var_dir=tmp_path / "var").secret(), range(64)))
    assert len(found) == 1


def test_a_secret_file_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ValueError, match="holds no usable secret"):
        Settings(var_dir=tmp_path).secret()


def test_a_short_secret_key_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    with pytest.raises(ValueError, match="at least 32 characters") as refusal:
        Settings().secret()
    assert "hunter2" not in str(refusal.value)


def test_a_given_secret_key_is_used_and_kept_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    settings = Settings(var_dir=tmp_path / "var")
    assert settings.secret() == "k" * 32
    assert not (tmp_path / "var").exists()
    assert "k" * 32 not in repr(settings)


def test_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings()
    assert (settings.base_url, settings.secure) == ("http://127.0.0.1:8000", False)
    assert settings.database == "sqlite:///var/townclerk.db"
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://talk.fernley.example/")
    monkeypatch.setenv("PORT", "9000")
    settings = Settings()
    assert (settings.base_url, settings.secure, settings.port) == ("https://talk.fernley.example", True, 9000)


@pytest.mark.parametrize(("name", "value"), [("PUBLIC_BASE_URL", "talk.fernley.example"), ("PORT", "eighty")])
def test_what_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
