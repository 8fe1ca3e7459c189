"""Whether a back office is connected: OPEN311_… of the environment and [back_office] of council.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.council import Council
from bot.errors import CouncilFileError, TownclerkError

log = structlog.get_logger()


class Open311Settings(BaseSettings):
    """The endpoint and its key; with neither set there is no back office."""

    model_config = SettingsConfigDict(
        env_prefix="OPEN311_", env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    url: str = ""
    """What comes before /services.xml."""
    jurisdiction_id: str = ""
    """Only for an endpoint that serves several councils."""
    api_key: SecretStr = SecretStr("")
    format: Literal["xml", "json"] = "xml"
    """What we ask for. The specification requires only XML; we read whichever comes."""
    poll_seconds: float = Field(600, ge=30)
    """How often the state of the youngest requests is asked for."""

    @field_validator("url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _all_or_nothing(self) -> Open311Settings:
        if (self.jurisdiction_id or self.api_key.get_secret_value()) and not self.url:
            raise ValueError("OPEN311_URL is missing")
        if self.url and not self.api_key.get_secret_value():
            raise ValueError("OPEN311_API_KEY is missing")
        return self


class BackOfficeTable(BaseModel):
    """[back_office] of council.toml: what the back office calls our things."""

    model_config = ConfigDict(extra="forbid")

    services: dict[str, str] = {}
    """Kind of request, or its intent → service_code."""
    attributes: dict[str, str | dict[str, str]] = {}
    """Field → attribute code; or a table of these for one kind."""
    values: dict[str, dict[str, str]] = {}
    """Field → our value → the key of the list."""
    address_id: str = ""
    """The field that holds what the back office calls address_id."""

    def attribute(self, kind: str, field: str) -> str | None:
        """The attribute's code that is named for a field, for this kind or for all."""
        own = self.attributes.get(kind)
        named = own.get(field) if isinstance(own, dict) else None
        general = self.attributes.get(field)
        return named or (general if isinstance(general, str) else None)


@dataclass(frozen=True)
class Connection:
    """A back office that requests are sent to."""

    settings: Open311Settings
    table: BackOfficeTable


def connect(council: Council) -> Connection | None:
    """The back office, None when there is none. Raises a TownclerkError that names the setting that is wrong."""
    try:
        table = BackOfficeTable.model_validate(council.setting("back_office", {}))
    except ValidationError as error:
        raise CouncilFileError(f"council.toml: {_faults(error, 'back_office.')}") from None
    try:
        settings = Open311Settings()
    except ValidationError as error:
        raise TownclerkError(f"The back office's settings cannot be used: {_faults(error, 'OPEN311_', True)}") from None
    if not settings.url:
        return None
    if not table.services:
        log.warning("back_office.no_services")  # connected, and council.toml sends it nothing
    return Connection(settings, table)


def _faults(error: ValidationError, prefix: str, upper: bool = False) -> str:
    faults = []
    for fault in error.errors(include_input=False):
        path = ".".join(str(part) for part in fault["loc"])
        name = f"{prefix}{path.upper() if upper else path}: " if path else ""
        faults.append(name + fault["msg"].removeprefix("Value error, "))
    return "; ".join(faults)
