"""The connection to the engines: aiohttp under httpx, whose own transport takes a fifth of the gateway's time for a
message."""

from __future__ import annotations

import aiohttp
import httpx


class Wire(httpx.AsyncBaseTransport):
    """Keeps connections to the engines open. Errors are httpx's own."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and read the whole answer; the request's timeouts apply to connecting and to the whole
        exchange."""
        limits = request.extensions.get("timeout", {})
        timeout = aiohttp.ClientTimeout(total=limits.get("read"), connect=limits.get("connect"))
        try:
            async with self._open().request(
                request.method,
                str(request.url),
                data=request.content or None,
                headers=request.headers.multi_items(),
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
                return httpx.Response(answer.status, headers=list(answer.headers.items()), content=body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise httpx.ConnectError(type(error).__name__, request=request) from error
        except TimeoutError as error:
            raise httpx.ReadTimeout(type(error).__name__, request=request) from error
        except aiohttp.ClientError as error:
            raise httpx.ReadError(type(error).__name__, request=request) from error

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Made on first use, in the loop that runs then."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        return self._session
