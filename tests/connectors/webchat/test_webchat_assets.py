"""What the pages load: scripts and styles of our own, kept as long as their version, under a strict policy."""

import re

from tests.connectors.webchat.site import API, client
from tests.connectors.webchat.test_webchat_pages import words
from tests.fakes.inbox import RecordingInbox


async def test_pages_allow_no_script_or_style_but_our_own_and_frames_only_where_they_are_meant() -> None:
    async with client(RecordingInbox(), frame_ancestors="'self' https://www.fernley.example") as browser:
        chat, council = await browser.get("/chat"), await browser.get("/")
    for page in (chat, council):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", page.text)
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["permissions-policy"] == "camera=(), microphone=(), geolocation=(self)"
    assert "frame-ancestors 'self' https://www.fernley.example" in chat.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in council.headers["content-security-policy"]
    assert "frame-src 'self'" in council.headers["content-security-policy"]


async def test_the_councils_page_has_the_widget_by_one_script_tag_and_a_way_without_it() -> None:
    async with client(RecordingInbox()) as browser:
        page = (await browser.get("/")).text
        script = await browser.get("/widget.js")
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/widget.js" defer>']
    assert 'href="/chat"' in page
    assert "is not a real council" in words(page)
    assert script.headers["content-type"].startswith("text/javascript")
    assert '"Fernley Borough Council"' in script.text
    assert '"#1b5e57"' in script.text
    assert "/* council */" not in script.text


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
