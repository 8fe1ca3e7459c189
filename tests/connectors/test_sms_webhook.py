"""Incoming SMS and receipts over HTTP: what is saved, what is refused and what Twilio is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import structlog
from fastapi import FastAPI

from connectors.messages import Attachment, CouncilFacts, Status
from connectors.sms import Sms, SmsSettings, signed_request
from tests.connectors.contract import COUNCIL
from tests.fakes.inbox import RecordingInbox
from tests.fakes.twilio import ACCOUNT, NUMBER, TOKEN, FakeTwilio, Sent, signature

PUBLIC = "https://bot.fernley.example"
KEY = "unguessable-path-key"
URL = f"{PUBLIC}/channels/sms/{KEY}"
RESIDENT = "+447700900123"
FORM = "application/x-www-form-urlencoded"


def settings(**changes: str) -> SmsSettings:
    given = {"account_sid": ACCOUNT, "auth_token": TOKEN, "SMS_FROM": NUMBER, "path_key": KEY} | changes
    return SmsSettings(_env_file=None, **given)  # type: ignore[arg-type]


def client_of(inbox: RecordingInbox, council: CouncilFacts = COUNCIL, **changes: str) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(
        Sms(settings(**changes), PUBLIC, "s" * 64, council=council).routes(inbox), prefix="/channels/sms"
    )
    # The application is reached by another name and scheme than residents use, as behind a proxy.
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://10.0.0.7:8000")


@dataclass
class Channel:
    inbox: RecordingInbox
    client: httpx.AsyncClient
    twilio: FakeTwilio

    async def text(self, body: str, **more: str) -> httpx.Response:
        return await self.twilio.text(self.client, URL, body, **more)

    async def report(self, status: str, error: int | None = None, outbox: str = "7") -> httpx.Response:
        sent = Sent("SM" + "f" * 32, RESIDENT, NUMBER, "Hello", f"{URL}/status/{outbox}")
        return await self.twilio.report(self.client, sent, status, error)


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    inbox = RecordingInbox()
    inbox.sent.add("7")
    async with client_of(inbox) as client:
        yield Channel(inbox, client, FakeTwilio())


async def test_saves_an_sms_and_answers_empty_twiml(channel: Channel) -> None:
    answer = await channel.text("  When is my bin\ncollected? ", sid="SM1")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    [message] = channel.inbox.received
    assert (message.channel, message.account, message.address, message.reference) == ("sms", NUMBER, RESIDENT, "SM1")
    assert message.text == "  When is my bin\ncollected? "


async def test_takes_a_hundred_repeats_at_once_as_one(channel: Channel) -> None:
    answers = await asyncio.gather(*(channel.text("hello", sid="SM1") for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(channel.inbox.received) == 1


@pytest.mark.parametrize("service", [{}, {"MessagingServiceSid": "MG" + "2" * 32}, {"Unheard": "", "Of": "1"}])
async def test_takes_fields_it_does_not_know(channel: Channel, service: dict[str, str]) -> None:
    assert (await channel.text("hello", **service)).status_code == 200
    assert len(channel.inbox.received) == 1


async def test_takes_pictures_with_and_without_a_text(channel: Channel) -> None:
    media = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/m/1", "MediaContentType0": "image/jpeg"}
    await channel.text("fly tipping", **media)
    await channel.text("", **media)
    with_text, without = channel.inbox.received
    assert with_text.attachments == (Attachment("https://api.twilio.com/m/1", "image/jpeg"),)
    assert (with_text.text, without.text) == ("fly tipping", None)


@pytest.mark.parametrize("count", ["-1", "x", "", "²", "9" * 5000, "1"])
async def test_survives_a_media_count_that_makes_no_sense(channel: Channel, count: str) -> None:
    assert (await channel.text("hello", NumMedia=count)).status_code == 200
    assert channel.inbox.received[0].attachments == ()


@pytest.mark.parametrize("body", ["a\x00b", "\u202etxet", "e" + "\u0301" * 1000, "/restart", "😀" * 800, "x" * 20_000])
async def test_keeps_odd_text_but_no_nul(channel: Channel, body: str) -> None:
    assert (await channel.text(body)).status_code == 200
    assert channel.inbox.received[0].text == body.replace("\x00", "")


@pytest.mark.parametrize(
    "body", [b"Body=%ED%A0%80", b"Body=\xed\xa0\x80", b"Body=\xff", b"%00=%00", b"&&&", b"=" * 600]
)
async def test_refuses_bytes_that_twilio_never_sends(channel: Channel, body: bytes) -> None:
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(TOKEN, URL, {})}
    answer = await channel.client.post(URL, content=body, headers=headers)
    assert answer.status_code == 403
    assert channel.inbox.received == []
    assert channel.inbox.rejections[0] in ("signature", "account")


@pytest.mark.parametrize("word", ["STOP", "stopall", " Unsubscribe ", "CANCEL", "end", "Quit.", "REVOKE", "OptOut"])
async def test_records_a_stop_and_hands_it_to_nobody(channel: Channel, word: str) -> None:
    assert (await channel.text(word)).status_code == 200
    assert channel.inbox.opted_out == [(NUMBER, RESIDENT, word.strip(" .").upper())]
    assert channel.inbox.received == []


@pytest.mark.parametrize(
    "text", ["“STOP”", "STOP 🛑", "S\u200bTOP", "\ufeffstop", "ＳＴＯＰ", "’Stop’", "(stop)", "STOP\u00a0"]
)
async def test_a_stop_is_one_in_whatever_signs_a_phone_puts_round_it(channel: Channel, text: str) -> None:
    await channel.text(text)
    assert channel.inbox.confirmed == (["STOP"] if text.strip().casefold() != "stop" else []), "Twilio knows its own"
    assert channel.inbox.opted_out == [(NUMBER, RESIDENT, "STOP")]


@pytest.mark.parametrize(
    "text", ["STOP PLEASE", "please cancel my bin", "stop it", "the end", "opt out", "stopped", "end?"]
)
async def test_stops_on_single_words_only(channel: Channel, text: str) -> None:
    await channel.text(text)
    assert channel.inbox.opted_out == []
    assert len(channel.inbox.received) == 1


async def test_records_a_start(channel: Channel) -> None:
    await channel.text("Start")
    await channel.text("unstop")
    assert [word for _, _, word in channel.inbox.opted_in] == ["START", "UNSTOP"]
    assert channel.inbox.received == []


async def test_believes_advanced_opt_out(channel: Channel) -> None:
    await channel.text("Arrêt", OptOutType="STOP")
    await channel.text("Yes", OptOutType="START")
    assert channel.inbox.opted_out == [(NUMBER, RESIDENT, "ARRÊT")]
    assert channel.inbox.opted_in == [(NUMBER, RESIDENT, "YES")]


@pytest.mark.parametrize("text", ["YES", "HELP", "info", "1"])
async def test_takes_answers_and_calls_for_help_as_messages(channel: Channel, text: str) -> None:
    await channel.text(text, OptOutType="HELP")
    assert channel.inbox.received[0].text == text
    assert channel.inbox.opted_in == []


async def test_a_forged_stop_opts_nobody_out(channel: Channel) -> None:
    fields = {"Body": "STOP", "From": RESIDENT, "To": NUMBER, "MessageSid": "SM1", "AccountSid": ACCOUNT}
    answer = await channel.client.post(URL, data=fields, headers={"X-Twilio-Signature": "x"})
    assert answer.status_code == 403
    assert channel.inbox.opted_out == []


async def test_refuses_a_wrong_path_key_and_says_nothing_of_why(channel: Channel) -> None:
    for key in (KEY[:-1], KEY + "x", KEY.upper(), "%00", "%ED%A0%80"):
        answer = await channel.twilio.text(channel.client, f"{PUBLIC}/channels/sms/{key}", "hello")
        assert answer.status_code == 404
    assert channel.inbox.received == []
    assert channel.inbox.rejections == ["path_key"] * 5


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
async def test_refuses_what_is_not_a_form(channel: Channel, kind: str) -> None:
    url = URL + "?bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    headers = {"Content-Type": kind, "X-Twilio-Signature": signature(TOKEN, url, {})}
    answer = await channel.client.post(url, content=b'{"property": "value", "boolean": true}', headers=headers)
    assert answer.status_code == 415
    assert channel.inbox.rejections == ["content_type"]


async def test_the_sender_cannot_choose_key_or_algorithm(channel: Channel) -> None:
    fields = {"Body": "hi", "From": RESIDENT, "To": NUMBER, "MessageSid": "SM1", "AccountSid": ACCOUNT}
    for claim in ("key=mine,algorithm=HMAC_SHA256", "algorithm=none", "algorithm=MD5"):
        forged = {"X-Twilio-Signature": signature("mine", URL, fields), "X-Twilio-Webhooks-Signature-Settings": claim}
        assert (await channel.client.post(URL, data=fields, headers=forged)).status_code == 403
        true = forged | {"X-Twilio-Signature": signature(TOKEN, URL, fields)}
        assert (await channel.client.post(URL, data=fields, headers=true)).status_code == 200
    assert len(channel.inbox.received) == 1


async def test_refuses_another_account(channel: Channel) -> None:
    answer = await channel.text("hello", AccountSid="AC" + "2" * 32)
    assert answer.status_code == 403
    assert channel.inbox.rejections == ["account"]


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
async def test_refuses_a_message_without_its_essentials(channel: Channel, missing: str) -> None:
    more = {missing: ""} | ({"SmsSid": ""} if missing == "MessageSid" else {})
    assert (await channel.text("hello", **more)).status_code == 400
    assert channel.inbox.rejections == ["malformed"]


async def test_stops_reading_a_body_that_is_too_large(channel: Channel) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(160):
            read += 65_536
            yield b"x" * 65_536

    answer = await channel.client.post(URL, content=body(), headers={"Content-Type": FORM})
    assert answer.status_code == 413
    declared = await channel.client.post(URL, content=b"Body=" + b"x" * 10_000_000, headers={"Content-Type": FORM})
    assert declared.status_code == 413
    assert channel.inbox.rejections == ["too_large", "too_large"]


async def test_signature_covers_the_query_as_it_was_sent(channel: Channel) -> None:
    assert (await channel.twilio.text(channel.client, URL + "?b=2&a=%20x", "hello")).status_code == 200
    assert len(channel.inbox.received) == 1


async def test_takes_the_old_token_while_tokens_change() -> None:
    inbox = RecordingInbox()
    async with client_of(inbox, auth_token=f"newer, {TOKEN}") as client:
        assert (await FakeTwilio().text(client, URL, "hello")).status_code == 200
        assert (await FakeTwilio(tokens=["newer"]).text(client, URL, "hello")).status_code == 200
        assert (await FakeTwilio(tokens=["oldest"]).text(client, URL, "hello")).status_code == 403


async def test_asks_for_a_repeat_when_it_could_not_save(channel: Channel) -> None:
    channel.inbox.failure = RuntimeError("the database is away: INSERT 'hello' '+447700900123'")
    for body in ("hello", "STOP", "START"):
        answer = await channel.text(body)
        assert answer.status_code == 503
        assert "INSERT" not in answer.text
    assert (await channel.report("delivered")).status_code == 503


async def test_asks_for_no_repeat_of_what_is_never_taken(channel: Channel) -> None:
    channel.inbox.refuse("empty", "Please write something.")
    assert (await channel.text("")).status_code == 200


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", Status.SENT),
        ("queued", Status.SENT),
        ("sending", Status.SENT),
        ("sent", Status.SENT),
        ("delivered", Status.DELIVERED),
        ("read", Status.READ),
        ("undelivered", Status.FAILED),
        ("failed", Status.FAILED),
    ],
)
async def test_records_receipts(channel: Channel, word: str, status: Status) -> None:
    assert (await channel.report(word)).status_code == 204
    [(reference, recorded, _)] = channel.inbox.deliveries
    assert (reference, recorded) == ("7", status)


async def test_says_why_a_message_failed(channel: Channel) -> None:
    await channel.report("undelivered", 30007)
    await channel.report("failed", 99999)
    reasons = [error for _, _, error in channel.inbox.deliveries]
    assert reasons == ["Twilio 30007: the network filtered the message as unwanted", "Twilio 99999: no reason given"]


async def test_a_receipt_may_be_an_opt_out(channel: Channel) -> None:
    await channel.report("failed", 21610)
    assert channel.inbox.opted_out == [(NUMBER, RESIDENT, "21610")]


async def test_knows_no_receipt_for_what_was_not_sent(channel: Channel) -> None:
    for outbox in ("8", "7%00", "%2e%2e", "x" * 65):
        assert (await channel.report("delivered", outbox=outbox)).status_code == 404
    assert (await channel.report("failed", 21610, outbox="8")).status_code == 404
    assert channel.inbox.deliveries == []
    assert channel.inbox.opted_out == []


async def test_lets_an_unknown_status_pass(channel: Channel) -> None:
    assert (await channel.report("teleported")).status_code == 204
    assert channel.inbox.deliveries == []


async def test_a_receipt_signed_for_one_message_serves_no_other(channel: Channel) -> None:
    channel.inbox.sent.add("8")
    fields = {"MessageStatus": "delivered", "AccountSid": ACCOUNT}
    signed = {"X-Twilio-Signature": signature(TOKEN, f"{URL}/status/7", fields)}
    assert (await channel.client.post(f"{URL}/status/8", data=fields, headers=signed)).status_code == 403
    assert channel.inbox.deliveries == []


async def test_a_signed_request_of_ours_is_taken(channel: Channel) -> None:
    url, headers, body = signed_request(
        settings(auth_token=f"{TOKEN},old"), PUBLIC + "/", text="bin é 😀?", from_=RESIDENT, sid="SM9"
    )
    assert (await channel.client.post(url, content=body, headers=headers)).status_code == 200
    [message] = channel.inbox.received
    assert (message.text, message.address, message.reference) == ("bin é 😀?", RESIDENT, "SM9")


async def test_logs_ids_only(channel: Channel) -> None:
    with structlog.testing.capture_logs() as logs:
        await channel.text("my secret is canary", sid="SM1")
        await channel.text("STOP")
        await channel.report("failed", 21610)
        await channel.twilio.text(channel.client, f"{PUBLIC}/channels/sms/wrong", "canary")
        channel.inbox.failure = RuntimeError("canary")
        await channel.text("canary")
    written = repr(logs)
    assert "sms.received" in written
    assert all(word not in written for word in ("canary", RESIDENT, RESIDENT[1:], NUMBER, TOKEN + "'", KEY))
