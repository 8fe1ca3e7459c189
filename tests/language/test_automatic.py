"""What machines write by themselves is recognised; what residents write about machines is not."""

from __future__ import annotations

import time

import pytest

from language.automatic import is_automatic
from tests.language.tables import each

MACHINES = each("""
I am out of office | Out of office | I'm out of the office until Monday 4 May. | OOO: back on Tuesday
I am out of the office until Monday. For urgent matters please call 01632 960 100.
I am on annual leave and will return on 3 June. If your enquiry is urgent please contact Sam on 01632 960 101.
This is an automated message | This is an automated message. Please do not reply. | This is an automatic reply
THIS IS AN AUTOMATED RESPONSE. Your message has been received. | Automated message: we are closed
Auto-reply: I'm driving | AUTO REPLY - in a meeting, back at 3 | [Auto-reply] Thanks, got it
Automatic reply: Council tax
Autoreply: cannot answer | do not reply to this message | Please do not reply to this text.
Do not reply to this number
Thank you for your message. We will reply as soon as we can. | Thanks for your message, we'll get back to you shortly!
Thank you for your message. We will reply within 2 working days. Our office hours are 9am to 5pm.
Thank you for contacting Joe's Plumbing. One of our team will be in touch. | Thank you for contacting us
Thanks for getting in touch. Someone will call you back soon.
Thank you for your enquiry. We aim to respond within 24 hours.
Hi, thanks for your text. I can't answer right now but I'll get back to you soon.
We have received your message. | Your message has been received and is important to us.
We have received your enquiry and will respond shortly.
I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going.
I'm driving right now - I'll get back to you later. | Sorry, I can't talk right now. | Can't talk now. What's up?
I'm busy right now. I'll call you back. | I am currently unavailable. I will respond when I can.
This number is not monitored. | This mailbox is not monitored, please call 01632 960 100
Replies to this number are not read.
This number does not accept replies | This service cannot receive texts. | This phone number is no longer in use.
You have successfully been unsubscribed. You will not receive any more messages. Reply START to resubscribe.
You will get no more texts from us. Text START to get them again. | Reply STOP to unsubscribe | Text STOP to opt out
Your MOT is due. Book at Fernley Garage. Reply STOP to opt out. | Reply 1 for sales, 2 for support
Undeliverable: your message | Delivery Status Notification (Failure) | Message not delivered
Your message was not delivered.
Delivery failed | Mail delivery failed: returning message to sender | Your message has been delivered.
The person you are calling is not available. | A person will answer you by text. You are first.
Dear customer, thank you for your email. A member of our team will respond to you. Kind regards, Fernley Garage
We have had so many messages like this from you that we have stopped answering them.
Mae hon yn neges awtomatig | Neges awtomatig: rydym ar gau | Ateb awtomatig | Peidiwch ag ateb y neges hon
Diolch am eich neges. Byddwn yn ateb cyn gynted â phosibl. | Diolch am gysylltu â ni. Byddwn yn cysylltu'n fuan.
Rwyf allan o'r swyddfa tan ddydd Llun. | Nid yw'r rhif hwn yn cael ei fonitro.
Rydym wedi derbyn eich neges. Byddwn yn ymateb yn fuan.
I'm not receiving notifications. If this is urgent, reply "urgent" to send a notification with your original message.
I’m driving with Driving Focus turned on. I’ll see your message when I get where I’m going.
I'm driving right now. I'll reply later. (auto-reply) | I'm busy. Sent automatically | OOO until Monday
I am out of the office with no access to email. For urgent matters please contact sam@fernley.example.
We have received your enquiry and will respond within 3 working days. Ref 1234
The person you are trying to reach is unavailable. | You've reached the voicemail of Sam
Message to 07700 900123 not delivered | Rydw i ar fy ngwyliau tan ddydd Llun | Dw i'n gyrru
""")
PEOPLE = each("""
I got an automatic reply from you | the automatic door at the library is broken | is this an automated message?
is this automatic or a real person | am I talking to an automated system | I keep getting automated messages from you
I got a text that said: this is an automated message. is it real?
your text says do not reply to this message so how do I answer
You sent me "Do not reply to this message", what is that? | this is not an automated message
stop the automated messages
Automatic replies are no use to me | automatic gates at the tip wont open | the automated phone line hung up on me
I am out of office, when is my bin day | I am out of the office until 3, can you ring me after that?
I'm on holiday next week, who will take my bins out | I am away until Monday, can you collect on Tuesday instead
I'm driving and there is a massive pothole on Mill Lane | I'm busy on Monday, is Tuesday possible
I am in a meeting with housing at 3
I am on maternity leave, can I get help with council tax | I'm on sick leave and cannot pay my rent
Thank you for your message | thanks for your message, that has sorted it, when is the next collection
Thank you for your message. My bin still has not been emptied.
Thanks for getting back to me. What about the garden bin?
thank you for contacting the landlord for me | thanks for contacting me | thank you for your help | thanks
We have received your letter about council tax arrears and cannot pay | I have received your message but I disagree
your message was not clear | My parcel was not delivered | my new bin has not been delivered
the bin was delivered to next door
I can't talk right now, can I do this by text? | I cannot answer the phone because I am deaf | please call me
please ring me back on 07700 900123
if it is urgent who do I call | for emergencies what number do I use | call me later please
I will be back on Monday to sign the form
how do I stop these texts | text stop to 60777 did not work | reply to me please | please do reply to this message
nobody replies to this number | this number is not being answered | is this inbox monitored?
why is this number not monitored
no reply | no reply from you yet | no answer | I am unavailable on Tuesday for the visit, can we move it?
office hours | out of hours
do you reply to texts | you said someone will get back to me and nobody has | someone was supposed to call me back
ges i ateb awtomatig gennych chi | mae'r drws awtomatig wedi torri | diolch | pryd mae'r bin yn cael ei wagio
I am blind and automated messages do not work for me | the auto renewal on my garden bin
an automatic direct debit was taken twice
press 1 does nothing | I pressed 1 for housing and got cut off | he said he will call you back | hello | ok | yes
I'm unavailable on Friday for the bulky waste | I'm away from Monday so my bin will not be out
the number you have texted me from is not the council's | the person you are trying to reach is my mother
message not delivered to my landlord | the text to my mum was not delivered | automated message?
I am not receiving notifications about my planning application | I'm not getting calls back from housing
""")


@pytest.mark.parametrize("text", MACHINES)
def test_a_machine(text: str) -> None:
    assert is_automatic(text)


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person(text: str) -> None:
    assert not is_automatic(text)


def test_signs_as_phones_write_them() -> None:
    assert is_automatic("“Auto‑reply”: I’m driving")
    assert is_automatic("\u200bThis is an auto\u200bmated message")


@pytest.mark.parametrize(
    "piece",
    ["thank you for ", "i will ", "a b ", "for urgent ", "we will be ", ", ", "do not reply to ", "yn cael ei "],
)
def test_hostile_text_costs_nothing(piece: str) -> None:
    began = time.perf_counter()
    is_automatic((piece * 2000)[:4000])
    is_automatic(("a " + piece * 2000)[:4000])
    assert time.perf_counter() - began < 0.1
