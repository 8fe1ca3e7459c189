"""Who is writing: a chat session is a signed secret that the page keeps; the database holds only a hash of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner

SECRET_BYTES = 32
SALT = "webchat.session"
LINK_SALT = "webchat.link"
LINK_SECONDS = 24 * 3600
"""How long a resident may take a chat up again by its link."""
CLOCKS_APART_SECONDS = 300
"""How far the clocks of two gateways may differ: what one gave out is not refused by the other for coming from the
future."""


@dataclass(frozen=True)
class Session:
    """`secret` is the page's; `address` is what the inbox and the database know, from which no secret can be found."""

    secret: str
    address: str


class Sessions:
    """Gives out sessions and knows its own again, without storing any."""

    def __init__(self, secret_key: str, days: int) -> None:
        self.lifetime = days * 24 * 3600
        self._signer = TimestampSigner(secret_key, salt=SALT, digest_method=hashlib.sha256)
        self._links = TimestampSigner(secret_key, salt=LINK_SALT, digest_method=hashlib.sha256)
        self._form_key = hashlib.sha256(f"webchat.form:{secret_key}".encode()).digest()

    def begin(self) -> Session:
        """A new session of 256 random bits."""
        nonce = secrets.token_urlsafe(SECRET_BYTES)
        return Session(self._signer.sign(nonce).decode(), _address(nonce.encode()))

    def read(self, secret: str | None) -> Session | None:
        """The session with this secret; None unless we gave it out, and not too long ago."""
        if not secret:
            return None
        try:
            nonce, given = self._signer.unsign(secret, return_timestamp=True)
        except BadSignature:
            return None
        if not -CLOCKS_APART_SECONDS <= time.time() - given.timestamp() <= self.lifetime:
            return None
        return Session(secret, _address(nonce))

    def link_token(self, session: Session) -> str:
        """What takes this chat up again elsewhere, for a while: not to be guessed, and not the session's secret."""
        return self._links.sign(self._signer.unsign(session.secret)).decode()

    def by_link(self, token: str) -> Session | None:
        """The chat that a link leads to; None unless we gave it out, and not too long ago."""
        try:
            nonce = self._links.unsign(token, max_age=LINK_SECONDS)
        except BadSignature:
            return None
        return Session(self._signer.sign(nonce).decode(), _address(nonce))

    def form_token(self, session: Session) -> str:
        """What a form on our page carries, so that another site cannot post it: bound to the cookie's session."""
        return hmac.new(self._form_key, session.address.encode(), hashlib.sha256).hexdigest()

    def form_token_fits(self, session: Session, token: str) -> bool:
        """Whether a posted form came from our page."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())


def _address(nonce: bytes) -> str:
    return hashlib.sha256(b"webchat.address:" + nonce).hexdigest()[:40]
