"""What the environment says. Channels keep their own settings in their own modules; the council's are council.toml."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """The gateway's settings, all with a default that suits one machine. docs/operating.md describes each."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    public_base_url: str = ""
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    assistant_url: str = ""
    assistant_processes: int = Field(0, ge=0, le=16)
    var_dir: Path = Path("var")
    council_file: Path = Path("council.toml")
    model_dir: Path = Path("models")
    desk_away_minutes: float = Field(5, ge=1, le=120)
    log_level: str = "INFO"
    log_json: bool = False
    trusted_proxies: str = ""

    @field_validator("public_base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("PUBLIC_BASE_URL must begin with http:// or https://")
        return value.rstrip("/")

    @property
    def base_url(self) -> str:
        """The address that residents and providers use."""
        return self.public_base_url or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """SQLite in var/ unless DATABASE_URL says otherwise."""
        return self.database_url or f"sqlite:///{self.var_dir / 'townclerk.db'}"

    @property
    def secure(self) -> bool:
        """Whether cookies are Secure."""
        return self.base_url.startswith("https://")

    @property
    def away(self) -> timedelta:
        """After how long without an open page of the desk an officer's conversations go back."""
        return timedelta(minutes=self.desk_away_minutes)

    @property
    def engines(self) -> int:
        """How many assistant processes to run: as set, else one for each core up to two."""
        return self.assistant_processes or min(2, os.cpu_count() or 1)

    def secret(self) -> str:
        """SECRET_KEY, or one generated once into var/ that only we can read."""
        given = self.secret_key.get_secret_value()
        if given:
            if len(given) < SHORTEST_SECRET:
                raise ValueError(
                    f"SECRET_KEY must be at least {SHORTEST_SECRET} characters: try `openssl rand -hex 32`"
                )
            return given
        return _kept_secret(self.var_dir / "secret_key")


def _kept_secret(path: Path) -> str:
    if not path.exists():
        _make_secret(path)
    kept = path.read_text("ascii").strip()
    if len(kept) < SHORTEST_SECRET:
        raise ValueError(f"{path} holds no usable secret. Delete it: a new one is made, and everybody signs in again.")
    return kept


def _make_secret(path: Path) -> None:
    """Whole or not at all: written under a name of its own, then linked, which fails where another was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
