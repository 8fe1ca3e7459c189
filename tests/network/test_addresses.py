"""One source is one key, however its address is spelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from network.addresses import UNKNOWN, source_of

ONE_CUSTOMER = [
    "2001:db8:1:2:3:4:5:6", "2001:0DB8:0001:0002::1", "2001:db8:1:2::", "2001:db8:1:2::%eth0", "2001:db8:1:2::5%25eth0",
    "[2001:db8:1:2::9]", "[2001:db8:1:2::9]:443", " 2001:db8:1:2::1 ", "2001:db8:1:2::192.0.2.1",
]  # fmt: skip
SHORT = ["2001:db8::1", "2001:db8::2", "2001:db8:0::3", "2001:db8:0:0:1::", "2001:db8:0000:0000:ffff::"]
LOOPBACK = ["::1", "0:0:0:0:0:0:0:1", "::2", "::", "[::1]:80", "::1%lo"]
MAPPED = ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", "0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7:5060",
          "[::ffff:192.0.2.7]:1"]  # fmt: skip


@pytest.mark.parametrize(
    ("spellings", "source"),
    [
        (ONE_CUSTOMER, "2001:db8:1:2::/64"),
        (SHORT, "2001:db8::/64"),
        (LOOPBACK, "::/64"),
        (MAPPED, "192.0.2.7"),
        (["fe80::1%eth0", "fe80::ffff%1", "FE80::"], "fe80::/64"),
        (["127.0.0.1", "127.0.0.1:8000"], "127.0.0.1"),
    ],
)
def test_each_spelling_of_a_source_is_the_same(spellings: list[str], source: str) -> None:
    assert {source_of(spelling) for spelling in spellings} == {source}


@pytest.mark.parametrize(
    "garbage",
    [None, "", "unknown", "testclient", "1.2.3", "01.2.3.4", "1.2.3.4.5", "::g", "1::2::3", "-", "%", "[", "[]",
     "a" * 10_000, "1.2.3.4, 5.6.7.8", "2001:db8::1/64", "\x00", "１.２.３.４", "/run/gateway.sock", "1.2.3.4:port",
     "::ffff:1.2.3.400"],
)  # fmt: skip
def test_whatever_is_no_address_is_one_source_together(garbage: str | None) -> None:
    assert source_of(garbage) == UNKNOWN


def test_two_customers_are_two_sources() -> None:
    hosts = ("192.0.2.7", "192.0.2.8", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8::1", UNKNOWN)
    assert len({source_of(host) for host in hosts}) == len(hosts)


def test_nobody_counts_by_an_address_as_it_is_spelled() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    files = [path for part in ("bot", "connectors", "network") for path in (root / part).rglob("*.py")]
    read = [line for path in files for line in path.read_text("utf-8").splitlines()]
    lines = [line for line in read if "client.host" in line or 'scope["client"]' in line]
    assert lines and all("source_of(" in line for line in lines), lines
