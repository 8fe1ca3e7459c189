"""The cookies that carry the session where no script can: HttpOnly, and Secure where our address is https.

The widget's frame has one of its own, which the browser keeps apart for each site that shows it (Partitioned, known as
CHIPS: https://developer.mozilla.org/en-US/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies). It finds the
chat again where the browser refuses the frame its storage, and tells no site about another.
"""

from __future__ import annotations

from fastapi import Request, Response

from connectors.webchat.sessions import Session, Sessions


class PageCookie:
    """Keeps, reads and drops the cookie of the chat's page."""

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


class FrameCookie:
    """Keeps, reads and drops the cookie of the widget's frame."""

    def __init__(self, sessions: Sessions, secure: bool) -> None:
        self.sessions = sessions
        self.name = "__Host-townclerk_frame" if secure else "townclerk_frame"

    def read(self, request: Request) -> Session | None:
        """The session of this frame on this site, if it has one of ours."""
        return self.sessions.read(request.cookies.get(self.name))

    def keep(self, response: Response, session: Session) -> None:
        """Have the browser send it with our frame on the site that it is on now, and on no other."""
        self._set(response, session.secret, self.sessions.lifetime)

    def drop(self, response: Response) -> None:
        """Have the browser forget it."""
        self._set(response, "", 0)

    def _set(self, response: Response, value: str, seconds: int) -> None:
        """Written out: http.cookies, with which set_cookie writes, has no Partitioned before Python 3.14
        (https://docs.python.org/3/library/http.cookies.html)."""
        about = f"Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
        response.headers.append("set-cookie", f"{self.name}={value}; {about}")
