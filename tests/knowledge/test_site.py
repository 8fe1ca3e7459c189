"""Pages from a site: politely, only its own, and no answer without end."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bot.errors import PagesError
from bot.knowledge.fetching import Site
from bot.knowledge.page import Pages
from bot.knowledge.site import read_site
from tests.fakes.council_site import CouncilSite, Reply, council_site
from tests.knowledge.test_html import PAGE
from tests.knowledge.test_pdf import made as pdf


@pytest.fixture
def council() -> Iterator[CouncilSite]:
    with council_site() as site:
        site.replies["/bins"] = Reply(PAGE.encode())
        yield site


def read(council: CouncilSite, known: dict[str, tuple[str, str]] | None = None, path: str = "") -> Pages:
    site = Site(council.url + path, pause_seconds=0, sleep=lambda _: None)
    try:
        return read_site(site, known or {})
    finally:
        site.close()


def test_the_pages_of_the_sitemap_are_read(council: CouncilSite) -> None:
    council.replies["/fees.pdf"] = Reply(pdf(["Fees."]), kind="application/pdf")
    council.lists("/bins", "/fees.pdf")
    found = read(council)
    assert {page.address.removeprefix(council.url): page.title for page in found.by_address.values()} == {
        "/bins": "Garden waste",
        "/fees.pdf": "Fees and charges",
    }
    assert [page.date for page in found.by_address.values()] == ["2026-04-01", "2026-04-01"]
    assert all(headers["user-agent"] == "Townclerk" for _, headers in council.asked)


def test_a_page_that_has_not_changed_is_not_sent_again(council: CouncilSite) -> None:
    council.replies["/bins"] = Reply(PAGE.encode(), headers={"ETag": '"7"'})
    council.lists("/bins")
    (page,) = read(council).by_address.values()
    assert page.etag == '"7"'
    again = read(council, {page.address: (page.etag, page.last_modified)})
    assert (again.by_address, again.unchanged) == ({}, {page.address})


def test_a_page_without_etag_is_asked_for_by_its_date(council: CouncilSite) -> None:
    council.lists("/bins")
    read(council, {f"{council.url}/bins": ("", "Fri, 27 Nov 2026 10:00:00 GMT")})
    assert council.asked[-1][1]["if-modified-since"] == "Fri, 27 Nov 2026 10:00:00 GMT"


def test_robots_are_obeyed(council: CouncilSite) -> None:
    rules = f"User-agent: *\nDisallow: /private\nCrawl-delay: 3\nSitemap: {council.url}/map.xml"
    council.replies["/robots.txt"] = Reply(rules.encode(), kind="text/plain")
    council.lists("/bins", "/private/x")
    council.replies["/map.xml"] = council.replies.pop("/sitemap.xml")
    pauses: list[float] = []
    site = Site(council.url, pause_seconds=0, sleep=pauses.append)
    found = read_site(site, {})
    site.close()
    assert found.odd == [f"{council.url}/private/x is closed to us by robots.txt"]
    assert council.paths() == ["/robots.txt", "/map.xml", "/bins"] and pauses == [0, 3, 3]


def test_a_sitemap_of_sitemaps_packed_or_not(council: CouncilSite) -> None:
    council.lists("/bins")
    council.replies["/one.xml.gz"] = Reply(gzip.compress(council.replies["/sitemap.xml"].content))  # type: ignore[union-attr]
    index = f"<sitemapindex><sitemap><loc>{council.url}/one.xml.gz</loc></sitemap></sitemapindex>"
    council.replies["/sitemap.xml"] = Reply(index.encode())
    assert len(read(council).by_address) == 1
    assert len(read(council, path="/sitemap.xml").by_address) == 1


def test_other_sites_are_never_asked(council: CouncilSite) -> None:
    with council_site() as other:
        other.replies["/secret"] = Reply(PAGE.encode())
        council.lists("/bins", f"{other.url}/secret", "http://169.254.169.254/latest", "file:///etc/passwd")
        found = read(council)
        assert len(found.odd) == 3 and all(odd.endswith("is on another site") for odd in found.odd)
        council.replies["/bins"] = Reply(status=302, headers={"Location": f"{other.url}/secret"})
        with pytest.raises(PagesError, match="/bins redirects to another site"):
            read(council)
        assert other.asked == []


def test_a_name_that_changes_its_address_is_still_asked_where_it_was(
    council: CouncilSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a name could point to the public site when we look and to a private one when we ask."""
    port = council.url.rpartition(":")[2]
    answers = iter(["127.0.0.1"])
    real = socket.getaddrinfo

    def resolved(host: str, *given: Any, **named: Any) -> Any:
        return real(next(answers) if host == "www.fernley.example" else host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    site = Site(f"http://www.fernley.example:{port}", pause_seconds=0, sleep=lambda _: None)
    assert site.get(f"http://www.fernley.example:{port}/bins").status == 200
    assert site.get(f"http://www.fernley.example:{port}/bins").status == 200
    site.close()
    assert council.asked[0][1]["host"] == f"www.fernley.example:{port}"


def test_redirects_within_the_site_are_followed_and_end(council: CouncilSite) -> None:
    council.replies["/old"] = Reply(status=301, headers={"Location": "/bins"})
    council.lists("/old", "/bins")
    assert list(read(council).by_address) == [f"{council.url}/bins"]
    council.replies["/old"] = Reply(status=301, headers={"Location": "/old"})
    with pytest.raises(PagesError, match="/old redirects without end"):
        read(council)


def test_pages_that_are_gone_or_no_pages_are_named(council: CouncilSite) -> None:
    council.replies["/map.png"] = Reply(b"\x89PNG", kind="image/png")
    council.replies["/bad.pdf"] = Reply(b"no PDF", kind="application/pdf")
    council.replies["/empty"] = Reply(b"<html></html>")
    council.lists("/bins", "/gone", "/map.png", "/bad.pdf", "/empty")
    odd = [one.removeprefix(council.url) for one in read(council).odd]
    assert odd == [
        "/gone is not there (status 404)",
        "/map.png is of a kind that is not read: image/png",
        "/bad.pdf is no PDF that can be read (PdfStreamError)",
        "/empty has no words to be found by",
    ]


def test_a_site_in_trouble_is_tried_again_and_then_changes_nothing(council: CouncilSite) -> None:
    council.lists("/bins")
    council.replies["/bins"] = Reply(status=503)
    with pytest.raises(PagesError, match=r"/bins could not be read \(status 503\)"):
        read(council)
    assert council.paths().count("/bins") == 3
    tries = iter([Reply(status=500), Reply(PAGE.encode())])
    council.replies["/bins"] = lambda: next(tries)
    assert len(read(council).by_address) == 1


@pytest.mark.parametrize(
    ("sitemap", "said"),
    [
        (b"<urlset></urlset>", "No pages are listed"),
        (b"<html><p>not found", "is no sitemap"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;</urlset>', "is no sitemap"),
        (gzip.compress(b" " * (60 << 20)), "is larger than a sitemap may be"),
        (b"\x1f\x8bbroken", "is no sitemap"),
    ],
)
def test_a_sitemap_that_is_none(council: CouncilSite, sitemap: bytes, said: str) -> None:
    council.replies["/sitemap.xml"] = Reply(sitemap)
    with pytest.raises(PagesError, match=said):
        read(council)


def test_an_answer_that_unpacks_to_a_large_one_is_given_up(council: CouncilSite) -> None:
    council.lists("/bins")
    council.replies["/bins"] = Reply(gzip.compress(b" " * (40 << 20)), headers={"Content-Encoding": "gzip"})
    with pytest.raises(PagesError, match="/bins is larger than 30 MB"):
        read(council)


def test_a_host_that_is_not_there_and_an_address_that_is_none() -> None:
    with pytest.raises(PagesError, match="there is no such host"):
        Site("https://nowhere.invalid")
    with pytest.raises(PagesError, match="is no address of a web site"):
        Site("ftp://www.fernley.example")
    site = Site("http://127.0.0.1:9", pause_seconds=0, sleep=lambda _: None)
    with pytest.raises(PagesError, match=r"could not be read \(ConnectError\)"):
        site.get("http://127.0.0.1:9/robots.txt")
    site.close()
