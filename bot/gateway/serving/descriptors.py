"""How many connections this process can hold. Each takes a file descriptor, and so does everything else we open."""

from __future__ import annotations

import resource
import socket

import structlog

KEPT_DESCRIPTORS = 128
"""For the database, the assistant, providers, files: what must work however many clients there are."""
SCARCE_DESCRIPTORS = 2048
MOST_CONNECTIONS = 8192
"""A connection with a stream takes some 50 KB. More than this on one gateway means an attack."""

GONE_MILLISECONDS = 14_000
"""With a keep-alive every 13 seconds, a client that vanished is dropped within 30."""

log = structlog.get_logger()


def room_for_connections() -> int:
    """Raise the soft limit to the hard one, and say how many connections fit below it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + KEPT_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        more = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, more), hard))
        soft = max(soft, more)
    if soft != resource.RLIM_INFINITY and soft < SCARCE_DESCRIPTORS:
        log.warning("open_files.low", limit=soft, wanted=wanted)
    return (
        MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(16, min(MOST_CONNECTIONS, soft - KEPT_DESCRIPTORS))
    )


def notice_the_gone(listening: socket.socket) -> None:
    """Connections inherit it: what we write must be acknowledged within seconds, or the other side counts as gone.
    Without it Linux keeps trying for a quarter of an hour (https://man7.org/linux/man-pages/man7/tcp.7.html,
    TCP_USER_TIMEOUT and tcp_retries2). Where the system has no such option, writing must fail first."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None and listening.family in (socket.AF_INET, socket.AF_INET6):
        listening.setsockopt(socket.IPPROTO_TCP, option, GONE_MILLISECONDS)
