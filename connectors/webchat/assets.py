"""The chat's own scripts and style sheets, read once, at addresses that change when any of them does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

FOLDER = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    body: bytes
    media_type: str
    etag: str

    def answer(self, request: Request, keep: str = ASK_AGAIN) -> Response:
        """The file, or that the browser's copy is still the same."""
        headers = {"ETag": self.etag, "Cache-Control": keep}
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(self.body, media_type=self.media_type, headers=headers)


def asset(body: bytes, suffix: str) -> Asset:
    """A file's text with what its address and its type say about it."""
    return Asset(body, TYPES[suffix], f'"{hashlib.sha256(body).hexdigest()[:20]}"')


class Assets:
    """Files by name. `version` covers all of them: a module's imports stay within one version."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = sorted(path for path in folder.iterdir() if path.suffix in TYPES)
        self.files = {path.name: asset(path.read_bytes(), path.suffix) for path in files}
        together = "".join(file.etag for file in self.files.values())
        self.version = hashlib.sha256(together.encode()).hexdigest()[:12]

    def serve(self, request: Request, name: str) -> Response:
        """A file, with or without the version before its name. Only the right version may be kept without asking."""
        version, _, bare = name.rpartition("/")
        file = self.files.get(bare)
        if file is None or "/" in version:
            return PlainTextResponse("There is no such file.", 404)
        return file.answer(request, FOR_EVER if version == self.version else ASK_AGAIN)
