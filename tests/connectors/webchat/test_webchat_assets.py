"""What the pages load: scripts and styles of our own, kept as long as their version, under a strict policy."""

import re

from tests.connectors.webchat.site import API, client
from tests.fakes.inbox import RecordingInbox


async def test_pages_allow_no_script_or_style_but_our_own_and_frames_only_where_they_are_meant() -> None:
    async with client(RecordingInbox(), frame_ancestors="'self' https://www.fernley.example") as browser:
        page = await browser.get("/chat")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", page.text)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["permissions-policy"] == "camera=(), microphone=(), geolocation=(self)"
    assert "frame-ancestors 'self' https://www.fernley.example" in policy


async def test_static_files_may_be_kept_for_ever_at_their_own_version_only() -> None:
    async with client(RecordingInbox()) as browser:
        address_of_script = re.findall(r'src="(/channels/webchat/static/[^"]+)"', (await browser.get("/chat")).text)[0]
        named = await browser.get(address_of_script)
        plain = await browser.get(f"{API}/static/chat.js")
        older = await browser.get(f"{API}/static/0123456789ab/chat.js")
        same = await browser.get(f"{API}/static/chat.js", headers={"If-None-Match": plain.headers["etag"]})
        lost = [
            await browser.get(f"{API}/static/{name}") for name in ("none.js", "../connector.py", "a/b/chat.js", "%00")
        ]
    assert "immutable" in named.headers["cache-control"]
    assert plain.headers["cache-control"] == older.headers["cache-control"] == "public, no-cache"
    assert named.content == plain.content == older.content
    assert (same.status_code, same.content) == (304, b"")
    assert {answer.status_code for answer in lost} == {404}


async def test_every_file_that_a_page_or_a_module_names_is_there() -> None:
    async with client(RecordingInbox()) as browser:
        pages = [(await browser.get(path)).text for path in ("/", "/chat")]
        for name in {name for page in pages for name in re.findall(r'(?:src|href)="(/[^"?#]*\.(?:js|css))"', page)}:
            file = await browser.get(name)
            assert file.status_code == 200, name
            for module in re.findall(r'from "\./([\w.]+)"', file.text):
                assert (await browser.get(name.rsplit("/", 1)[0] + "/" + module)).status_code == 200, module
