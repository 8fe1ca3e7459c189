"""Sending through a fake Twilio on loopback: what each of its answers means for the message."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from connectors.messages import DeliveryDelayed, DeliveryFailed, DeliveryUnknown, Outbound
from connectors.sms import Sms, SmsSettings
from connectors.sms.delivery import TwilioSender
from tests.connectors.contract import COUNCIL, asking
from tests.connectors.test_sms_webhook import KEY, PUBLIC, RESIDENT, URL, client_of, settings
from tests.fakes.inbox import RecordingInbox
from tests.fakes.twilio import (
    NUMBER,
    Accept,
    Behaviour,
    Drop,
    FakeTwilio,
    Garbled,
    Hang,
    Html,
    Limit,
    Refuse,
    Reset,
)

MESSAGE = Outbound("7", NUMBER, RESIDENT, "Your bin is collected on Tuesday. £5 & more é")


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio() as running:
        yield running


def channel(configured: SmsSettings) -> Sms:
    return Sms(configured, PUBLIC, "s" * 64, council=COUNCIL)


@pytest.fixture
async def sms(twilio: FakeTwilio) -> AsyncIterator[Sms]:
    connector = channel(settings(api_base_url=twilio.url))
    await connector.start()
    yield connector
    await connector.stop()


@pytest.fixture
async def hurried(twilio: FakeTwilio) -> AsyncIterator[TwilioSender]:
    """A sender that waits a fifth of a second for an answer."""
    timeout = httpx.Timeout(0.2)
    sender = TwilioSender(settings(api_base_url=twilio.url), timeout)
    yield sender
    await sender.close()


async def test_sends_with_our_id_in_the_callback(sms: Sms, twilio: FakeTwilio) -> None:
    reference = await sms.send(MESSAGE, asking)
    [sent] = twilio.messages
    assert reference == sent.sid
    assert (sent.to, sent.sender, sent.body) == (RESIDENT, NUMBER, MESSAGE.text)
    assert sent.callback == f"{URL}/status/7"


async def test_answers_from_the_number_that_was_written_to(sms: Sms, twilio: FakeTwilio) -> None:
    await sms.send(Outbound("7", "+441632960888", RESIDENT, "Hello"), asking)
    assert twilio.messages[0].sender == "+441632960888"


async def test_sends_by_a_messaging_service(twilio: FakeTwilio) -> None:
    connector = channel(settings(api_base_url=twilio.url, SMS_FROM="MG" + "2" * 32))
    await connector.send(MESSAGE, asking)
    await connector.stop()
    assert twilio.messages[0].sender == "MG" + "2" * 32


async def test_sends_many_at_once_over_few_connections(sms: Sms, twilio: FakeTwilio) -> None:
    twilio.next.extend([Accept(delay=0.05)] * 20)
    sids = await asyncio.gather(*(sms.send(MESSAGE, asking) for _ in range(20)))
    assert len(set(sids)) == len(twilio.messages) == 20


@pytest.mark.parametrize("as_date", [False, True])
async def test_waits_as_long_as_it_is_told(sms: Sms, twilio: FakeTwilio, as_date: bool) -> None:
    twilio.next.append(Limit(retry_after=30, as_date=as_date))
    with pytest.raises(DeliveryDelayed) as delayed:
        await sms.send(MESSAGE, asking)
    assert delayed.value.retry_after == pytest.approx(30, abs=2)
    assert await sms.send(MESSAGE, asking)


@pytest.mark.parametrize("header", ["", "soon", "-3", "²", "9" * 400, "Wed, 99 Nov 2026 99:99:99 GMT"])
async def test_survives_a_retry_after_that_makes_no_sense(sms: Sms, twilio: FakeTwilio, header: str) -> None:
    twilio.next.append(Refuse(20429, status=429, retry_after=header))
    with pytest.raises(DeliveryDelayed) as delayed:
        await sms.send(MESSAGE, asking)
    assert delayed.value.retry_after is None


async def test_an_opted_out_resident_is_not_tried_again(sms: Sms, twilio: FakeTwilio) -> None:
    twilio.next.append(Refuse(21610))
    with pytest.raises(DeliveryFailed) as failed:
        await sms.send(MESSAGE, asking)
    assert failed.value.opted_out
    assert failed.value.reason == "Twilio 21610: the resident has opted out of messages from our number"


@pytest.mark.parametrize("code", [21611, 30001, 21730])
async def test_a_full_queue_delays(sms: Sms, twilio: FakeTwilio, code: int) -> None:
    twilio.next.append(Refuse(code))
    with pytest.raises(DeliveryDelayed):
        await sms.send(MESSAGE, asking)


@pytest.mark.parametrize(("code", "meaning"), [(21211, "not a phone number"), (21614, "mobile"), (12345, "status 400")])
async def test_any_other_refusal_is_final(sms: Sms, twilio: FakeTwilio, code: int, meaning: str) -> None:
    twilio.next.append(Refuse(code))
    with pytest.raises(DeliveryFailed) as failed:
        await sms.send(MESSAGE, asking)
    assert not failed.value.opted_out
    assert str(code) in failed.value.reason
    assert meaning in failed.value.reason
    assert RESIDENT not in failed.value.reason


async def test_a_refused_token_delays_everything_until_it_is_put_right(twilio: FakeTwilio) -> None:
    connector = channel(settings(api_base_url=twilio.url, auth_token="wrong"))
    with pytest.raises(DeliveryDelayed, match="20003"):
        await connector.send(MESSAGE, asking)
    await connector.stop()
    assert twilio.messages == []


async def test_finds_the_token_that_works_while_tokens_change(twilio: FakeTwilio) -> None:
    connector = channel(settings(api_base_url=twilio.url, auth_token="retired,12345"))
    await connector.send(MESSAGE, asking)
    await connector.stop()
    assert len(twilio.messages) == 1


@pytest.mark.parametrize(
    "behaviour", [Hang(), Drop(), Reset(), Html(503), Html(502), Refuse(20500, status=500), Garbled()]
)
async def test_never_guesses_whether_it_was_sent(
    hurried: TwilioSender, twilio: FakeTwilio, behaviour: Behaviour
) -> None:
    twilio.next.append(behaviour)
    with pytest.raises(DeliveryUnknown):
        await hurried.send(MESSAGE, "https://callback.example", asking)
    assert len(twilio.requests) == 1


async def test_twilio_s_own_503_was_not_taken(sms: Sms, twilio: FakeTwilio) -> None:
    twilio.next.append(Refuse(20503, status=503, retry_after="5"))
    with pytest.raises(DeliveryDelayed) as delayed:
        await sms.send(MESSAGE, asking)
    assert delayed.value.retry_after == 5


async def test_a_redirect_is_not_followed(hurried: TwilioSender, twilio: FakeTwilio) -> None:
    twilio.next.append(Html(307))
    with pytest.raises(DeliveryUnknown):
        await hurried.send(MESSAGE, "https://callback.example", asking)
    assert len(twilio.requests) == 1


async def test_gives_up_in_the_end_however_slowly_bytes_come(twilio: FakeTwilio) -> None:
    sender = TwilioSender(settings(api_base_url=twilio.url), deadline=0.2)
    twilio.next.append(Accept(delay=1))
    with pytest.raises(DeliveryUnknown, match="too long"):
        await sender.send(MESSAGE, "https://callback.example", asking)
    await sender.close()


async def test_what_never_left_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    connector = channel(settings(api_base_url=f"http://127.0.0.1:{port}"))
    with pytest.raises(DeliveryDelayed, match="could not be reached"):
        await connector.send(MESSAGE, asking)
    await connector.stop()


async def test_a_cancelled_send_spoils_no_other(sms: Sms, twilio: FakeTwilio) -> None:
    first = asyncio.create_task(sms.send(MESSAGE, asking))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert await sms.send(MESSAGE, asking)


async def test_a_lost_answer_is_settled_by_a_receipt(hurried: TwilioSender, twilio: FakeTwilio) -> None:
    inbox = RecordingInbox()
    inbox.sent.add(MESSAGE.id)
    twilio.next.append(Reset())
    with pytest.raises(DeliveryUnknown):
        await hurried.send(MESSAGE, f"{URL}/status/{MESSAGE.id}", asking)
    async with client_of(inbox) as client:
        for status in ("delivered", "sent", "delivered"):
            assert (await twilio.report(client, twilio.messages[0], status)).status_code == 204
    assert [status for _, status, _ in inbox.deliveries] == ["delivered", "sent", "delivered"]


async def test_leaves_no_number_text_or_key_in_logs(
    sms: Sms, twilio: FakeTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("twilio").setLevel(logging.WARNING)
    twilio.next.extend([Accept(), Refuse(21614)])
    await sms.send(MESSAGE, asking)
    with pytest.raises(DeliveryFailed):
        await sms.send(MESSAGE, asking)
    assert all(word not in caplog.text for word in (RESIDENT, RESIDENT[1:], "Tuesday", KEY, "12345'"))
