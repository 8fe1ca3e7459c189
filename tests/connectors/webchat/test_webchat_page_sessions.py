"""Whose page it is: the cookie, the form's token, the link that finds a chat again, and one limit for all of them."""

import re

import pytest

from tests.connectors.webchat.site import API, address, begin, client
from tests.connectors.webchat.test_webchat_pages import fields, post, words
from tests.fakes.inbox import RecordingInbox


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    async with client(RecordingInbox()) as browser:
        cookie = (await browser.get("/chat")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    async with client(RecordingInbox(), base_url="https://chat.fernley.example") as browser:
        secure = (await browser.get("/chat")).headers["set-cookie"]
        again = await browser.get("/chat")
    assert secure.startswith("__Host-")
    assert "; Secure" in secure
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("token", [None, "", "x", "é", "0" * 64])
@pytest.mark.parametrize("path", ["/chat", "/chat/end"])
async def test_a_form_of_another_site_is_refused_and_counted(path: str, token: str | None) -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await browser.get("/chat")
        sent = {"text": "Hello"} | ({} if token is None else {"token": token})
        answer = await browser.post(path, data=sent)
    assert answer.status_code == 403
    assert inbox.received == inbox.left == []
    assert inbox.rejections == ["form token"]


async def test_another_residents_token_does_not_fit() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as mine, client(inbox) as theirs:
        token = fields((await theirs.get("/chat")).text)["token"]
        await mine.get("/chat")
        answer = await mine.post("/chat", data={"text": "Kept", "token": token})
        assert answer.status_code == 403
        assert "Kept</textarea>" in answer.text
        assert (await post(mine, answer, text="Kept")).status_code == 303
    assert [message.text for message in inbox.received] == ["Kept"]


async def test_ending_closes_the_chat_and_forgets_the_cookie() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        await post(browser, await browser.get("/chat"), text="Hello")
        page = await browser.get("/chat")
        ended = await browser.post("/chat/end", data=fields(page.text, "end-form"))
        assert (ended.status_code, ended.headers["location"]) == (303, "/chat?ended=1")
        after = words((await browser.get("/chat?ended=1")).text)
    assert inbox.left == [(address(inbox), address(inbox))]
    assert "You ended the chat." in after
    assert "You Hello" not in after


async def test_a_page_with_scripts_takes_over_the_forms_conversation_and_no_other() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        assert 'data-session=""' in (await browser.get("/chat")).text
        await post(browser, await browser.get("/chat"), text="Hello")
        adopted = re.findall(r'data-session="([^"]+)"', (await browser.get("/chat")).text)[0]
        shown = await browser.get(f"{API}/messages", headers={"Authorization": f"Bearer {adopted}"})
        assert [message["text"] for message in shown.json()["messages"]] == ["Hello"]
        assert 'data-session=""' in (await browser.get("/chat?embed=1")).text


async def test_a_script_of_our_page_shares_its_session_with_the_form() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        begun = await browser.post(f"{API}/sessions", headers={"Sec-Fetch-Site": "same-origin"})
        who = {"Authorization": f"Bearer {begun.json()['session']}"}
        await browser.post(f"{API}/messages", json={"text": "By script"}, headers=who)
        assert "You By script" in words((await browser.get("/chat")).text)
        await browser.post(f"{API}/end", headers=who | {"Sec-Fetch-Site": "same-origin"})
        assert "By script" not in words((await browser.get("/chat")).text)


async def test_the_widgets_frame_sets_no_cookie() -> None:
    async with client(RecordingInbox()) as browser:
        page = await browser.get("/chat?embed=1")
    assert "set-cookie" not in page.headers
    assert 'class="chat embedded"' in page.text


async def test_the_widgets_frame_has_a_cookie_that_is_kept_apart_for_each_site() -> None:
    inbox = RecordingInbox()
    ours = {"Sec-Fetch-Site": "same-origin", "X-Townclerk-Frame": "1"}
    async with client(inbox, base_url="https://chat.fernley.example") as browser:
        begun = await browser.post(f"{API}/sessions", headers=ours)
        kept = next(each for each in begun.headers.get_list("set-cookie") if "_frame=" in each)
        assert kept.startswith("__Host-townclerk_frame=")
        assert kept.endswith("; Path=/; Secure; HttpOnly; SameSite=None; Partitioned")
        bearer = {"Authorization": f"Bearer {begun.json()['session']}"}
        assert (await browser.get(f"{API}/kept", headers=bearer)).json() == {"kept": True}
        await browser.post(f"{API}/messages", json={"text": "Hello"}, headers=bearer)
        assert "You Hello" in words((await browser.get("/chat?embed=1")).text)
        ended = await browser.post(f"{API}/end", headers=bearer | ours)
        assert any("_frame=; Max-Age=0" in each for each in ended.headers.get_list("set-cookie"))
    async with client(inbox) as stranger:
        assert "set-cookie" not in (await stranger.post(f"{API}/sessions", headers={"X-Townclerk-Frame": "1"})).headers
        assert (await stranger.get(f"{API}/kept", headers=bearer)).json() == {"kept": False}
        assert (await stranger.get(f"{API}/kept")).status_code == 401
        assert (await stranger.post(f"{API}/link")).status_code == 401


async def test_a_link_is_of_our_making_and_no_secret_of_the_session() -> None:
    inbox = RecordingInbox()
    async with client(inbox) as browser:
        bearer = await begin(browser)
        path = (await browser.post(f"{API}/link", headers=bearer)).json()["path"]
        token = path.removeprefix("/chat#again=")
        secret = bearer["Authorization"].removeprefix("Bearer ")
        taken = await browser.post(f"{API}/again", content=token)
        assert "set-cookie" not in taken.headers, "another site may ask for it, and changes nothing"
        assert taken.status_code == 200
        other = "a" if token[-2] != "a" else "b"  # not the last character: two of its bits say nothing
        for forged in (token[:-2] + other + token[-1], secret, "", "é" * 10):
            assert (await browser.post(f"{API}/again", content=forged.encode())).status_code == 404
        assert (await browser.get(f"{API}/messages", headers={"Authorization": f"Bearer {token}"})).status_code == 401


async def test_one_session_has_one_limit_by_form_and_by_program() -> None:
    inbox = RecordingInbox()
    async with client(inbox, messages_per_minute=2) as browser:
        page = await browser.get("/chat")
        for number in range(2):
            assert (await post(browser, page, text="Hello", reference=str(number))).status_code == 303
        answer = await post(browser, page, text="One more", reference="2")
        assert answer.status_code == 429
        assert "One more</textarea>" in answer.text
        assert "Wait" in words(answer.text)
        assert (
            await browser.post(f"{API}/messages", json={"text": "a"}, headers=await begin(browser))
        ).status_code == 202
