"""Runs the gateway under uvicorn, and ends it within seconds: streams first, then requests, then the assistant."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from types import FrameType

import uvicorn
import uvloop

from bot.app import Gateway

GRACE_SECONDS = 2
YOUNG_OBJECTS = 20_000


class Server(uvicorn.Server):
    """uvicorn, told to end open streams as soon as a signal comes: it would wait for them otherwise."""

    def __init__(self, gateway: Gateway) -> None:
        settings = gateway.settings
        trusted = settings.trusted_proxies
        super().__init__(
            uvicorn.Config(
                gateway.app,
                host=settings.host,
                port=settings.port,
                log_level="warning",
                access_log=False,
                proxy_headers=bool(trusted),
                forwarded_allow_ips=trusted or None,
                timeout_graceful_shutdown=GRACE_SECONDS,
                timeout_keep_alive=30,
                server_header=False,
                lifespan="on",
            )
        )
        self._gateway = gateway

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT or SIGTERM."""
        self._gateway.close_streams()
        super().handle_exit(sig, frame)


def serve(gateway: Gateway) -> None:
    """Serve until a signal. Ctrl-C is how one ends it, so it is no error.

    What was made at the start stays for good: the collector need not look through it again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Server(gateway).serve())
