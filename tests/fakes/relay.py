"""A network between us and PostgreSQL that a test can freeze: it takes what is sent and passes nothing on."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self

from sqlalchemy.engine import URL


class Relay:
    """Listens on loopback and passes everything on to the server of a URL, until it is frozen."""

    def __init__(self, server: URL) -> None:
        self._server = (server.host or "127.0.0.1", server.port or 5432)
        self._listening = socket.create_server(("127.0.0.1", 0))
        host, port = self._listening.getsockname()
        self.url = server.set(host=host, port=port).render_as_string(hide_password=False)
        self._flowing = threading.Event()
        self._pairs: list[tuple[socket.socket, threading.Event]] = []
        self._new_flow = True

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        for client, flowing in self._pairs:
            flowing.set()
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def freeze(self, new_ones_too: bool = False) -> None:
        """Nothing passes any more on what is connected now."""
        self._new_flow = not new_ones_too
        for _, flowing in self._pairs:
            flowing.clear()

    def thaw(self) -> None:
        """What is connected from now on passes; what was frozen stays so, as if its machine were gone."""
        self._new_flow = True

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                flowing = threading.Event()
                if self._new_flow:
                    flowing.set()
                self._pairs.append((client, flowing))
                server = socket.create_connection(self._server)
                self._start(self._pass_on, client, server, flowing)
                self._start(self._pass_on, server, client, flowing)

    def _pass_on(self, source: socket.socket, target: socket.socket, flowing: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                flowing.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _start(self, work: object, *given: object) -> None:
        threading.Thread(target=work, args=given, daemon=True).start()  # type: ignore[arg-type]
