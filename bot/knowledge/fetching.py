"""Asks one web site for its pages, politely: one address of one host, never fast, and nothing without end."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from bot.errors import PagesError

AGENT = "Townclerk"
PAUSE_SECONDS = 0.5
"""Between two requests; more where robots.txt asks for more, up to LONGEST_PAUSE_SECONDS."""
LONGEST_PAUSE_SECONDS = 10.0
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10.0, 15.0, 60.0
LONGEST_BYTES = 30_000_000
MOST_REDIRECTS = 3
TRIES = 3
AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Answer:
    """What the site said: where the page is in the end, the status, its headers (in small letters) and its content."""

    address: str
    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass
class Site:
    """A host, looked up once: whatever its name points to later, and whatever it redirects to, nobody else is asked."""

    address: str
    pause_seconds: float = PAUSE_SECONDS
    sleep: Callable[[float], None] = time.sleep
    _client: httpx.Client = field(init=False)
    _at: str = field(init=False)

    def __post_init__(self) -> None:
        """Raises PagesError for an address that is none, or whose host is not known."""
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PagesError(f"{self.address} is no address of a web site.")
        try:
            found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
        except OSError as error:
            raise PagesError(f"{self.address}: there is no such host.") from error
        self._at = str(min(found, key=lambda one: one[0] != socket.AF_INET)[4][0])
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def has(self, address: str) -> bool:
        """Whether an address is this site's: the same host and port, over http or https."""
        ours, theirs = urlsplit(self.address), urlsplit(address)
        return theirs.scheme in ("http", "https") and (theirs.hostname, theirs.port) == (ours.hostname, ours.port)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One page, its redirects within the site followed. Raises PagesError when the site cannot be reached or does
        not stop, and when it sends us elsewhere."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._try(address, headers or {})
            if answer.status not in (301, 302, 303, 307, 308) or not answer.headers.get("location"):
                return answer
            to = urljoin(address, answer.headers["location"]).partition("#")[0]
            if not self.has(to):
                raise PagesError(f"{address} redirects to another site, {to}, which was not asked for.")
            address = to
        raise PagesError(f"{address} redirects without end.")

    def _try(self, address: str, headers: Mapping[str, str]) -> Answer:
        fault = ""
        for attempt in range(TRIES):
            self.sleep(self.pause_seconds * (1 + 4 * attempt))
            try:
                answer = self._ask(address, headers)
            except httpx.HTTPError as error:
                fault = type(error).__name__
                continue
            if answer.status not in AGAIN:
                return answer
            fault = f"status {answer.status}"
        raise PagesError(f"{address} could not be read ({fault}). Nothing has changed: try again later.")

    def _ask(self, address: str, headers: Mapping[str, str]) -> Answer:
        """One request to the address that the host had when we began; TLS checks the certificate against its name."""
        url = httpx.URL(address)
        given = {**headers, "Host": url.netloc.decode(), "User-Agent": AGENT, "Accept-Encoding": "gzip"}
        names = {"sni_hostname": url.host}
        began = time.monotonic()
        with self._client.stream("GET", url.copy_with(host=self._at), headers=given, extensions=names) as answer:
            content = bytearray()
            for part in answer.iter_bytes(65_536):  # unpacked, so that a small answer cannot become a large one
                content += part
                if len(content) > LONGEST_BYTES:
                    raise PagesError(f"{address} is larger than {LONGEST_BYTES // 1_000_000} MB. Nothing has changed.")
                if time.monotonic() - began > WHOLE_SECONDS:
                    raise PagesError(f"{address} took more than {WHOLE_SECONDS:.0f} seconds. Nothing has changed.")
            return Answer(address, answer.status_code, dict(answer.headers), bytes(content))
