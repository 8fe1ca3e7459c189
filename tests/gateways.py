"""A whole gateway as bot.gateway.app builds it, without a server: its routes are called in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.gateway.app import Gateway, build
from bot.settings import Settings
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN

PATH_KEY = "a-long-and-unguessable-path"
BASE = "http://gateway.example"


@contextmanager
def whole_gateway(database_url: str, directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Web chat and SMS, an assistant that is not there, and nothing running in the background."""
    sms = {"ACCOUNT_SID": ACCOUNT, "AUTH_TOKEN": TOKEN, "FROM": NUMBER, "PATH_KEY": PATH_KEY}
    for name, value in sms.items():
        monkeypatch.setenv(f"SMS_{name}", value)
    settings = Settings(var_dir=directory, database_url=database_url, public_base_url=BASE, secret_key="k" * 40)
    gateway = build(settings, ["http://127.0.0.1:9"])
    yield gateway
    gateway.context.database.close()


def client_of(gateway: Gateway) -> httpx.AsyncClient:
    """A browser, a provider or an assistant."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(gateway.app), base_url=BASE)
