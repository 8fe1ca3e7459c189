"""Pages from a web site: those that its sitemap lists and its robots.txt allows."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import PagesError
from bot.knowledge.fetching import AGENT, LONGEST_PAUSE_SECONDS, Answer, Site
from bot.knowledge.html import page_of_html
from bot.knowledge.page import Page, Pages, iso_day
from bot.knowledge.pdf import page_of_pdf

MOST_SITEMAPS = 100
MOST_PAGES = 20_000
LONGEST_SITEMAP_BYTES = 50 << 20
"""A sitemap's own limit, unpacked (sitemaps.org/protocol.html)."""
GONE = frozenset({401, 403, 404, 410})
READERS: dict[str, Callable[[bytes, str], Page | None]] = {
    "text/html": page_of_html,
    "application/xhtml+xml": page_of_html,
    "application/pdf": page_of_pdf,
}


def read_site(site: Site, known: Mapping[str, tuple[str, str]]) -> Pages:
    """Every page of the site. `known` are its pages of last time with their ETag and date: one that has not changed
    since is not sent again. A page that is gone or cannot be read is left out and named; a site that fails is an error,
    so that nothing is forgotten for a bad hour. Raises PagesError."""
    robots = _robots(site)
    found = Pages()
    for address, changed in _listed(site, robots).items():
        if not site.has(address):
            found.odd.append(f"{address} is on another site")
        elif not robots.can_fetch(AGENT, address):
            found.odd.append(f"{address} is closed to us by robots.txt")
        else:
            _read_page(site, address, changed, known=known, found=found)
    return found


def _read_page(site: Site, address: str, changed: str, *, known: Mapping[str, tuple[str, str]], found: Pages) -> None:
    etag, last_modified = known.get(address, ("", ""))
    conditions = {"If-None-Match": etag} if etag else {"If-Modified-Since": last_modified} if last_modified else {}
    answer = site.get(address, conditions)
    if answer.status == 304:
        found.unchanged.add(address)
    elif answer.status in GONE:
        found.odd.append(f"{address} is not there (status {answer.status})")
    elif answer.status != 200:
        raise PagesError(f"{address} answered with status {answer.status}. Nothing has changed.")
    elif answer.address not in found.by_address:  # two addresses of a sitemap may lead to one page
        try:
            found.add(_page(answer, changed), address)
        except ValueError as error:
            found.odd.append(f"{address} {error}")


def _page(answer: Answer, changed: str) -> Page | None:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in READERS:
        raise ValueError(f"is of a kind that is not read: {kind or 'none is named'}")
    page = READERS[kind](answer.content, answer.address)
    if page is None:
        return None
    last_modified = answer.headers.get("last-modified", "")
    dated = changed or _day(last_modified) or page.date
    return replace(page, date=dated, etag=answer.headers.get("etag", ""), last_modified=last_modified)


def _robots(site: Site) -> RobotFileParser:
    """What the site allows us. Where it has no robots.txt, all; a robots.txt that cannot be read is an error."""
    answer = site.get(urljoin(site.address, "/robots.txt"))
    robots = RobotFileParser()
    robots.parse(answer.content.decode("utf-8", "replace").splitlines() if answer.status == 200 else [])
    delay = robots.crawl_delay(AGENT)
    site.pause_seconds = min(max(float(delay or 0), site.pause_seconds), LONGEST_PAUSE_SECONDS)
    return robots


def _listed(site: Site, robots: RobotFileParser) -> dict[str, str]:
    """All pages of the sitemap with the day each was changed ("" where it is not said)."""
    ours = urlsplit(site.address).path.endswith((".xml", ".xml.gz"))
    waiting = [site.address] if ours else robots.site_maps() or [urljoin(site.address, "/sitemap.xml")]
    seen: set[str] = set()
    pages: dict[str, str] = {}
    while waiting:
        address = waiting.pop(0)
        if address in seen or not site.has(address):
            continue
        seen.add(address)
        if len(seen) > MOST_SITEMAPS:
            raise PagesError(f"{site.address} has more than {MOST_SITEMAPS} sitemaps.")
        root = _sitemap(site.get(address))
        listed = list(_entries(root))
        if _name(root) == "sitemapindex":
            waiting += [address for address, _ in listed]
        else:
            pages |= dict(listed)
        if len(pages) > MOST_PAGES:
            raise PagesError(f"{site.address} has more than {MOST_PAGES:,} pages.")
    if not pages:
        raise PagesError(f"No pages are listed in a sitemap of {site.address}. Give the sitemap's own address.")
    return pages


def _sitemap(answer: Answer) -> Element:
    content = answer.content
    try:
        if content.startswith(b"\x1f\x8b"):
            unpacking = zlib.decompressobj(wbits=31)
            content = unpacking.decompress(content, LONGEST_SITEMAP_BYTES)
            if unpacking.unconsumed_tail:
                raise PagesError(f"{answer.address} is larger than a sitemap may be.")
        if answer.status != 200:
            raise PagesError(f"{answer.address} is not there (status {answer.status}).")
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, zlib.error) as error:
        raise PagesError(f"{answer.address} is no sitemap ({type(error).__name__}).") from error
    return root


def _entries(root: Element) -> Iterator[tuple[str, str]]:
    for entry in root:
        said = {_name(part): (part.text or "").strip() for part in entry}
        if said.get("loc"):
            yield said["loc"], iso_day(said.get("lastmod", ""))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _day(value: str) -> str:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except ValueError:
        return ""
