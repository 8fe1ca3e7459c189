"""From Twilio's form to what the resident sent: a message, a stop or a start."""

from __future__ import annotations

from connectors.messages import Attachment, Inbound
from connectors.sms.signature import Form
from language import stopping
from language.normalise import bare

MAX_MEDIA = 10
"""Of one message: https://www.twilio.com/docs/messaging/api/message-resource, MediaUrl."""


def message_of(form: Form) -> Inbound | None:
    """The message, or None where the form names no message, no sender or no number of ours.

    HELP and INFO are messages like any other, although Twilio answers them as well: whoever writes only "help" to a
    council may need it.
    """
    reference = form.get("MessageSid") or form.get("SmsSid")
    account, address = form.get("To"), form.get("From")
    if not (reference and account and address):
        return None
    attachments = _attachments(form)
    body = form.get("Body")
    return Inbound(
        channel="sms",
        account=account,
        reference=reference,
        address=address,
        text=None if attachments and not body.strip() else body,
        attachments=attachments,
    )


def stop_word(form: Form) -> str | None:
    """The word by which the resident stopped our messages; with Advanced Opt-Out it may be any of the council's
    (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out)."""
    if form.get("OptOutType") == "STOP":
        return _word(form) or "STOP"
    return stopping.stop_word(form.get("Body"))


def start_word(form: Form) -> str | None:
    """The word by which the resident asks for our messages again."""
    if form.get("OptOutType") == "START":
        return _word(form) or "START"
    return stopping.start_word(form.get("Body"))


def carrier_knows(form: Form) -> bool:
    """Whether Twilio has answered the word by itself: it knows its own ones, alone
    (https://help.twilio.com/articles/223134027)."""
    word = form.get("Body").strip().casefold()
    return bool(form.get("OptOutType")) or (word in stopping.CARRIERS)


def _word(form: Form) -> str:
    """The body without the quotes, signs and unseen characters round and in it; nothing where it asks something."""
    body = form.get("Body")
    return "" if "?" in body else bare(body).upper()[:40]


def _attachments(form: Form) -> tuple[Attachment, ...]:
    count = form.get("NumMedia")
    many = min(int(count), MAX_MEDIA) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    found = ((form.get(f"MediaUrl{n}"), form.get(f"MediaContentType{n}")) for n in range(many))
    return tuple(Attachment(url=url, content_type=kind or "application/octet-stream") for url, kind in found if url)
