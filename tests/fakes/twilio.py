"""A Twilio on loopback: takes messages over its REST API, misbehaves on request, and calls our webhooks.

Signatures are computed here from Twilio's description and not by the product's code, so that each checks the other.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import socket
import struct
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from types import TracebackType
from urllib.parse import parse_qs, urlencode

import httpx

ACCOUNT = "AC" + "1" * 32
TOKEN = "12345"
NUMBER = "+441632960999"


@dataclass(frozen=True)
class Accept:
    """Take the message, after `delay` seconds."""

    delay: float = 0.0


@dataclass(frozen=True)
class Refuse:
    """Answer with an error of Twilio's; its text quotes the number, as Twilio's does."""

    code: int
    status: int = 400
    retry_after: str | None = None


@dataclass(frozen=True)
class Limit:
    """429 with Retry-After in seconds, or as a date that many seconds away."""

    retry_after: float
    as_date: bool = False

    def header(self) -> str:
        return formatdate(time.time() + self.retry_after, usegmt=True) if self.as_date else f"{self.retry_after:g}"


@dataclass(frozen=True)
class Hang:
    """Take the message and never answer."""


@dataclass(frozen=True)
class Drop:
    """Take the message and close the connection."""


@dataclass(frozen=True)
class Reset:
    """Take the message and reset the connection."""


@dataclass(frozen=True)
class Html:
    """Answer as a proxy in front of Twilio does; the message may have gone through or not."""

    status: int = 503


@dataclass(frozen=True)
class Garbled:
    """Take the message and answer 201 with something that is not JSON."""


Behaviour = Accept | Refuse | Limit | Hang | Drop | Reset | Html | Garbled


@dataclass(frozen=True)
class Sent:
    """A message that Twilio has accepted."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str


@dataclass
class FakeTwilio:
    """`async with FakeTwilio() as twilio:` listens at `twilio.url`. Behaviours in `next` are used up one a request."""

    account: str = ACCOUNT
    tokens: Sequence[str] = (TOKEN,)
    number: str = NUMBER
    next: deque[Behaviour] = field(default_factory=deque)
    messages: list[Sent] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> FakeTwilio:
        self._released = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        self._server.close()
        for writer in tuple(self._open):
            writer.close()
        await self._server.wait_closed()

    async def text(
        self, client: httpx.AsyncClient, url: str, body: str, sender: str = "+447700900123", sid: str = "", **more: str
    ) -> httpx.Response:
        """An SMS from a resident reaches our webhook. Call it again with the same `sid` for Twilio's repeat."""
        sid = sid or self._sid("incoming", body, sender)
        fields = {"SmsSid": sid, "NumMedia": "0", "Body": body, "To": self.number, "NumSegments": "1"}
        fields |= {"MessageSid": sid, "AccountSid": self.account, "From": sender, "ApiVersion": "2010-04-01"}
        return await self.post(client, url, fields | more)

    async def report(
        self, client: httpx.AsyncClient, message: Sent, status: str, error: int | None = None
    ) -> httpx.Response:
        """A status callback for a message of ours; in any order, as often as the test likes."""
        fields = {"SmsSid": message.sid, "SmsStatus": status, "MessageStatus": status, "To": message.to}
        fields |= {"MessageSid": message.sid, "AccountSid": self.account, "From": message.sender}
        return await self.post(client, message.callback, fields | ({"ErrorCode": str(error)} if error else {}))

    async def post(self, client: httpx.AsyncClient, url: str, fields: dict[str, str]) -> httpx.Response:
        """A webhook, signed with the account's primary token."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": self._sid("token", json.dumps(fields)),
            "X-Twilio-Signature": signature(self.tokens[0], url, fields),
        }
        return await client.post(url, content=urlencode(fields).encode(), headers=headers)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while request := await _read(reader):
                head, body = request
                if not await self._answer(head, body, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, head: list[str], body: str, writer: asyncio.StreamWriter) -> bool:
        """False when the connection is not to be used again."""
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        if not self._authorised(head):
            return _write(writer, 401, {"code": 20003, "message": "Authenticate", "status": 401})
        if head[0].split()[:2] != ["POST", f"/2010-04-01/Accounts/{self.account}/Messages.json"]:
            return _write(writer, 404, {"code": 20404, "message": "The requested resource was not found"})
        self.requests.append(form)
        behaviour = self.next.popleft() if self.next else Accept()
        match behaviour:
            case Refuse(code, status, retry_after):
                text = f"The 'To' number {form['To']} is at fault"
                more = {"Retry-After": retry_after} if retry_after else {}
                return _write(writer, status, {"code": code, "message": text, "status": status}, more)
            case Limit():
                error = {"code": 20429, "message": "Too Many Requests", "status": 429}
                return _write(writer, 429, error, {"Retry-After": behaviour.header()})
            case Html(status):
                return _write(writer, status, "<html><body>Service Unavailable</body></html>")
        sent = self._take(form)
        match behaviour:
            case Hang():
                await self._released.wait()
                return False
            case Drop():
                return False
            case Reset():
                linger = struct.pack("ii", 1, 0)  # closes with RST
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
                return False
            case Garbled():
                return _write(writer, 201, "<html>")
            case Accept(delay):
                await asyncio.sleep(delay)
        return _write(writer, 201, {"sid": sent.sid, "status": "queued", "error_code": None, "body": sent.body})

    def _take(self, form: dict[str, str]) -> Sent:
        sid = self._sid("outgoing", str(len(self.messages)))
        sender = form.get("From") or form["MessagingServiceSid"]
        self.messages.append(Sent(sid, form["To"], sender, form["Body"], form.get("StatusCallback", "")))
        return self.messages[-1]

    def _authorised(self, head: list[str]) -> bool:
        given = next((line.split(" ", 2)[2] for line in head if line.lower().startswith("authorization: basic ")), "")
        return base64.b64decode(given).decode() in {f"{self.account}:{token}" for token in self.tokens}

    def _sid(self, *parts: str) -> str:
        return "SM" + hashlib.md5("|".join(parts).encode(), usedforsecurity=False).hexdigest()


def signature(token: str, url: str, fields: dict[str, str]) -> str:
    """base64(HMAC-SHA1(token, url + each name and value in the names' order)), as Twilio's security page says."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


async def _read(reader: asyncio.StreamReader) -> tuple[list[str], str] | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    lengths = [line.split(":")[1] for line in head if line.lower().startswith("content-length:")]
    body = await reader.readexactly(int(lengths[0]) if lengths else 0)
    return head, body.decode()


def _write(writer: asyncio.StreamWriter, status: int, content: object, headers: dict[str, str] | None = None) -> bool:
    kind, body = ("text/html", content) if isinstance(content, str) else ("application/json", json.dumps(content))
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(str(body).encode())}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", str(body)]).encode())
    return True
