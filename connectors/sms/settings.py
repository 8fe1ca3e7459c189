"""The SMS channel's settings: an account at Twilio, the number we send from, and the secret part of our address."""

from __future__ import annotations

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from connectors.base import ChannelSettings


class SmsSettings(ChannelSettings):
    """All but the last are required; with none of them set the channel is off."""

    model_config = SettingsConfigDict(
        env_prefix="SMS_", env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    account_sid: str = Field(pattern=r"^AC[0-9A-Za-z]+$")
    auth_token: SecretStr
    """Several, separated by commas, while tokens are changed over: the first that Twilio takes is used for sending."""
    sender: str = Field(validation_alias="SMS_FROM", min_length=3)
    """Our number, or the SID of a Messaging Service (MG...)."""
    path_key: SecretStr
    api_base_url: str = ""
    """Where Twilio's API is, for a fake; empty for Twilio itself."""

    @field_validator("auth_token")
    @classmethod
    def _some_token(cls, value: SecretStr) -> SecretStr:
        if not any(token.strip() for token in value.get_secret_value().split(",")):
            raise ValueError("must hold at least one token")
        return value

    @field_validator("path_key")
    @classmethod
    def _unguessable(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value()
        if len(key) < 16 or not key.isascii() or not key.replace("-", "").replace("_", "").isalnum():
            raise ValueError("must be at least 16 letters, digits, - or _: try `openssl rand -hex 16`")
        return value

    @field_validator("api_base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens a signature may be made with, the one for sending first."""
        return tuple(token.strip() for token in self.auth_token.get_secret_value().split(",") if token.strip())
