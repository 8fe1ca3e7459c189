"""Runs the gateway under uvicorn, and ends it within seconds: streams first, then requests, then the assistant."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import socket
from types import FrameType

import uvicorn
import uvloop

from bot.gateway.app import Gateway
from bot.gateway.serving.connection import Connections, Limits
from bot.gateway.serving.descriptors import notice_the_gone, room_for_connections

GRACE_SECONDS = 2
YOUNG_OBJECTS = 20_000
STREAM_SHARE = 0.6
"""What residents' open pages may take of the connections: staff, webhooks and everything short keep the rest."""


class Server(uvicorn.Server):
    """uvicorn, told to end open streams as soon as a signal comes: it would wait for them otherwise."""

    def __init__(self, gateway: Gateway) -> None:
        settings = gateway.settings
        trusted = settings.trusted_proxies
        room = room_for_connections()
        for connector in gateway.connectors.values():
            connector.limit_streams(int(room * STREAM_SHARE))
        self.connections = Connections(Limits(room), gateway.context.rejection_counts)
        super().__init__(
            uvicorn.Config(
                gateway.app,
                host=settings.host,
                port=settings.port,
                http=self.connections.protocol,  # type: ignore[arg-type] # whatever makes one will do
                ws="none",
                log_level="error",
                access_log=False,
                proxy_headers=bool(trusted),
                forwarded_allow_ips=trusted or None,
                timeout_graceful_shutdown=GRACE_SECONDS,
                timeout_keep_alive=self.connections.limits.idle_seconds,
                server_header=False,
                lifespan="on",
            )
        )
        self._gateway = gateway

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port, and have the system notice which clients have gone."""
        await super().startup(sockets)
        for server in getattr(self, "servers", ()):
            for listening in server.sockets:
                with socket.socket(fileno=os.dup(listening.fileno())) as ours:
                    notice_the_gone(ours)

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
