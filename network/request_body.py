"""The body of a request from outside, read up to the limit that holds for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterable, Mapping

MAX_BODY_BYTES = 64 * 1024


class BodyTooLarge(Exception):
    """The body has more than MAX_BODY_BYTES."""


async def read_body(headers: Mapping[str, str], chunks: AsyncIterable[bytes]) -> bytes:
    """All of it. Raises BodyTooLarge as soon as that is known, whatever its Content-Length says."""
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:18]) > MAX_BODY_BYTES:
        raise BodyTooLarge
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
    return bytes(body)
