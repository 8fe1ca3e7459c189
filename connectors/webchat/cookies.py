"""The cookie that carries the session where no script can: HttpOnly, and Secure where our address is https."""

from __future__ import annotations

from fastapi import Request, Response

from connectors.webchat.sessions import Session, Sessions


class Cookies:
    """Keeps, reads and drops the chat's one cookie."""

    def __init__(self, sessions: Sessions, secure: bool) -> None:
        self.sessions, self.secure = sessions, secure
        self.name = "__Host-townclerk_chat" if secure else "townclerk_chat"

    def read(self, request: Request) -> Session | None:
        """The session of this browser, if it has one of ours."""
        return self.sessions.read(request.cookies.get(self.name))

    def keep(self, response: Response, session: Session) -> None:
        """Have the browser send it with our own pages."""
        response.set_cookie(
            self.name,
            session.secret,
            max_age=self.sessions.lifetime,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )

    def drop(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(self.name, httponly=True, samesite="lax", secure=self.secure)
