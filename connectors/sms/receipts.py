"""Twilio's words for how far a message came, and what its error codes mean in plain English."""

from __future__ import annotations

from connectors.messages import Status

STATUSES = {
    "accepted": Status.SENT,
    "scheduled": Status.SENT,
    "queued": Status.SENT,
    "sending": Status.SENT,
    "sent": Status.SENT,
    "partially_delivered": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "undelivered": Status.FAILED,
    "failed": Status.FAILED,
    "canceled": Status.FAILED,
}
"""https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks. Our `sent` is "the provider
has it", so Twilio's queues are that too: any of them settles a message left unknown."""

OPTED_OUT = 21610
QUEUE_FULL = frozenset({21611, 21730, 30001})
"""None of them was accepted; Twilio says of each to try again later."""

_MEANINGS = {
    20003: "Twilio did not accept our account SID and token",
    20404: "Twilio knows no such account",
    21211: "not a phone number that can be sent to",
    21265: "not a phone number that can be sent to",
    21408: "sending to this country is not switched on at Twilio",
    21602: "the message was empty",
    21606: "our number cannot send SMS to this one",
    OPTED_OUT: "the resident has opted out of messages from our number",
    21611: "too many messages are waiting at our number",
    21612: "Twilio has no route from our number to this one",
    21614: "not a mobile number",
    21617: "the message was too long",
    21659: "our number is not one of this account's",
    21703: "the messaging service has no number to send from",
    21730: "Twilio is under maintenance",
    30001: "too many messages are waiting at our number",
    30002: "the Twilio account is suspended",
    30003: "the phone is off or out of reach",
    30004: "the phone or its network blocks our messages",
    30005: "the number is unknown or no longer in use",
    30006: "a landline, or a network that cannot be reached",
    30007: "the network filtered the message as unwanted",
    30008: "the network gave no reason",
    30036: "the message waited too long at Twilio and was dropped",
}
"""https://www.twilio.com/docs/api/errors has all of them."""


def reason(code: int | str | None, fallback: str = "no reason given") -> str:
    """The code and its meaning. Twilio's own text is left out: it quotes phone numbers, and reasons reach logs."""
    number = int(code) if isinstance(code, int) or (code and code.isascii() and code.isdigit()) else None
    return f"Twilio {number}: {_MEANINGS.get(number, fallback)}" if number else f"Twilio: {fallback}"
