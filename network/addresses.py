"""What counts as one source of requests, whoever counts."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"
"""Whatever is no address: all of it together is one source, so that made-up ones win nothing."""
WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5}")
LONGEST = 128


@lru_cache(4096)
def source_of(host: str | None) -> str:
    """An IPv4 address; or the /64 that one IPv6 customer is given, in its one canonical spelling.

    An IPv4 address written as an IPv6 address (`::ffff:192.0.2.7`, RFC 4291 2.5.5.2) is the IPv4 address. A zone
    (`fe80::1%eth0`) says which of our own interfaces it came by and is cut.
    """
    text = (host or "")[:LONGEST].strip()
    if port := WITH_PORT.fullmatch(text):
        text = port[1] or port[2] or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))
