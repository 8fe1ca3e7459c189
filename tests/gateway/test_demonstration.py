"""The demonstration council's front page: the widget by one tag, and a way without it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.connectors.webchat.site import client
from tests.connectors.webchat.test_webchat_pages import words
from tests.fakes.inbox import RecordingInbox


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with client(RecordingInbox()) as made:
        yield made


async def test_the_councils_page_allows_no_script_or_style_but_our_own(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "frame-src 'self'" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", page.text)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["permissions-policy"] == "camera=(), microphone=(), geolocation=(self)"


async def test_the_councils_page_has_the_widget_by_one_script_tag_and_a_way_without_it(
    browser: httpx.AsyncClient,
) -> None:
    page = (await browser.get("/")).text
    script = await browser.get("/widget.js")
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/widget.js" defer>']
    assert 'href="/chat"' in page
    assert "is not a real council" in words(page)
    assert script.headers["content-type"].startswith("text/javascript")
    assert '"Fernley Borough Council"' in script.text
    assert '"#1b5e57"' in script.text
    assert "/* council */" not in script.text
