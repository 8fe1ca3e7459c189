"""What the environment says about the web chat."""

from __future__ import annotations

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebChatSettings(BaseSettings):
    """WEBCHAT_…; every setting has a default, so the web chat is always on."""

    model_config = SettingsConfigDict(env_prefix="WEBCHAT_", env_file=".env", extra="ignore")

    sessions_per_minute: int = Field(120, ge=1)
    """New chats from one network address: a library's or an office's people share one, and a phone network's many."""
    messages_per_minute: int = Field(600, ge=1)
    """Messages in one chat."""
    streams_per_address: int = Field(200, ge=1)
    """Pages open at one network address that follow their chats; further ones ask from time to time."""
    session_days: int = Field(30, ge=1, le=365)
    """How long a resident can come back to a chat on the same device."""
    frame_ancestors: str = "'self'"
    """The sites that may show the widget, as in a Content-Security-Policy: `'self' https://www.fernley.example`."""

    @field_validator("frame_ancestors")
    @classmethod
    def _one_directive(cls, value: str) -> str:
        if not value.isascii() or any(mark in value for mark in ";,\r\n"):
            raise ValueError("WEBCHAT_FRAME_ANCESTORS is a list of origins with spaces between them")
        return value.strip() or "'none'"
