"""A council's web site on loopback, with what real ones do wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Reply:
    """What is answered for a path."""

    content: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class CouncilSite:
    """Its replies by path, and every request that came: path and headers in small letters."""

    replies: dict[str, Reply | Callable[[], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def lists(self, *paths: str) -> None:
        """Make the sitemap name these pages; a whole address is named as it is."""
        places = [path if "://" in path else self.url + path for path in paths]
        entries = "".join(f"<url><loc>{place}</loc><lastmod>2026-04-01</lastmod></url>" for place in places)
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        self.replies["/sitemap.xml"] = Reply(f"<urlset {space}>{entries}</urlset>".encode(), kind="text/xml")

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def council_site() -> Iterator[CouncilSite]:
    """A site that answers until the end of the block."""
    site = CouncilSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            given = site.replies.get(self.path, Reply(b"not here", 404))
            reply = given() if callable(given) else given
            if reply.headers.get("ETag") and self.headers.get("If-None-Match") == reply.headers["ETag"]:
                reply = Reply(status=304, headers=reply.headers)
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.kind, "Content-Length": str(len(reply.content))}.items():
                self.send_header(name, value)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
