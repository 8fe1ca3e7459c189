"""Whether a message was written by a machine: out of office, a receipt, "this number is not read".

A message is read sentence by sentence. A machine's own sentence decides ("This is an automated message"), unless
somebody tells of it ("I got a text that said …"). Others are also a person's, and decide only where there is nothing
else in the message: "I am out of office", but not "I am out of office, when is my bin day".
"""

from __future__ import annotations

import re

from language.normalise import fold
from language.plain_words import plain_words

READ_CHARACTERS = 700
"""A machine says what it is in its first sentences."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\A(?:{'|'.join(f'(?:{pattern})' for pattern in patterns)})")


_AUTO = r"(?:auto|automated|automatic|automatically generated)"
_REPLY = r"(?:reply|response|responder|message|text|email|answer|notification|acknowledgement)"
_SENT = (
    r"(?:(?:recent )?(?:message|text|email|e mail|mail|enquiry|inquiry|query|request|ticket|case|submission|voicemail|"
    r"text message))"
)
_UNREAD = (
    r"(?:not|never) (?:(?:being|actively|currently|regularly|always|routinely) )?(?:monitored|read|checked|manned)"
)
_THIS = r"(?:(?:this|the|our) (?:\w+ )?(?:number|mailbox|inbox|address|account|service|line)s?)"
_THANKS = r"(?:(?:many )?thanks|thank ?you)(?: (?:very|so) much)?"
_WE = (
    r"(?:(?:one of|an? (?:member|colleague) (?:of|from)) (?:us|our|the)(?: \w+){0,3}|"
    r"an? (?:advis[eo]r|agent|colleague)|"
    r"someone|somebody|(?:our|the) (?:\w+ ){0,2}(?:team|staff|office|agents)|we)"
)
_WILL = r"(?:(?:will|shall|ll|aim to|aims to|endeavour to|try to|hope to)(?: \w+){0,4}?)"
_ANSWER = (
    r"(?:reply|respond|get back|be in touch|be with you|contact you|call (?:you|back)|ring you|answer|come back to you|"
    r"return your|deal with your|see your|read your|review your|message you|text you|assist you|process your)"
)
_WE_PROMISE = rf"(?:{_WE} (?:{_WILL} ){{1,2}}{_ANSWER}|well (?:\w+ ){{0,3}}{_ANSWER})\b(?!.* me\b).*"
_I_PROMISE = rf"(?:i (?:{_WILL} ){{1,2}}{_ANSWER}|ill (?:\w+ ){{0,3}}{_ANSWER})\b(?!.* me\b).*"
_NOBODYS = r"(?!(?:me|my|us|our|him|her|them|the)\b)"
"""Whom a machine did not reach is no friend or landlord."""
_NOW = r"(?: (?:right now|now|just now|at the moment|at present|currently|today|this (?:week|morning|afternoon)))?"
_TILL = (
    r"(?: (?:until|till|from|on|between|returning|returning on)"
    r"(?: (?!for\b|so\b|because\b|as\b|can\b|could\b|my\b|what\b|who\b|is\b|when\b|if\b|please\b)\w+){1,6})?"
    r"(?: with (?:limited|no|intermittent|little) access to .{1,40})?"
)
_THEN = rf"(?: (?:and|but|so|then) (?:{_I_PROMISE}|{_WE_PROMISE}|(?:will|shall) .*|(?:am )?back (?:on|at) .*))?"
_OFF = (
    r"(?:out of (?:the )?office|away from (?:my|the) (?:desk|office|phone|keyboard)|on vacation|driving|in a meeting|"
    r"(?:on|on my) (?:annual |sick |maternity |paternity )?(?:leave|holiday)|"
    r"unavailable|not available|away|busy|asleep|"
    r"not (?:in|at) (?:the office|my desk)|unable to (?:answer|talk|take your call|reply|respond)(?: to your \w+)?)"
)

_MARKED = re.compile(
    rf"\A(?:\W*(?:{_AUTO}[ -]?{_REPLY}|ooo|autoreply|autoresponse|(?:neges|ateb|ymateb) awtomatig)"
    r"[\s\"'*]*(?:$|[:\])\n.!-])"
    r"|(?:undeliverable|undelivered mail|mail delivery)\b"
    r"|delivery (?:status|failure|failed|report|receipt|notification)\b"
    r"|a person will answer you (?:here|by text)\b|we have your message and are still working on it\b"
    r"|we have put you at the front of the queue\b|our assistant cannot answer right now\b"
    r"|the assistant is answering again|we have had so many messages like this from you\b"
    r"|we are getting the same message from you\b"
    r"|[\w' -]{1,40} (?:closed this conversation|has joined and will answer you now)\b)"
)
"""How it begins: a mark, a delivery report, or words of another council's Townclerk."""
_SURE = _any(
    rf"(?:please note |note )?(?:this|the above)(?: \w+)? (?:is|was) (?:an? )?{_AUTO}"
    rf"(?: generated)?(?: \w+)? {_REPLY}.*",
    rf"this {_REPLY} (?:is|was|has been) (?:sent |generated |produced )*"
    r"(?:automatically|by an? (?:machine|bot|robot)).*",
    r"(?:please )?(?:do not|dont) (?:reply|respond)(?: directly)?(?: (?:to|by|on|via) .*)?",
    rf"(?:replies|texts|messages|responses|emails)(?: (?:sent )?to (?:this|the) \w+)? (?:are|will be) {_UNREAD}.*",
    rf"{_THIS} (?:is|are) (?:{_UNREAD}|no longer (?:in use|active|monitored|in service)).*",
    rf"{_THIS} (?:does not|do not|cannot|is not able to|is unable to) (?:accept|receive|take) .*",
    rf"{_THANKS} for (?:contacting|messaging|texting|calling|emailing|reaching out to|choosing|subscribing to) "
    r"(?!me\b|my\b|him\b|her\b|them\b|the\b|an?\b|back\b|about\b).*",
    rf"{_THANKS} for (?:your interest in|subscribing|reaching out|being a (?:\w+ )?customer).*",
    r"you have (?:successfully )?(?:been )?(?:un ?subscribed|re ?subscribed|opted (?:out|in)).*",
    r"you will (?:not receive any|get no|receive no) more (?:messages|texts).*",
    r"(?:reply|text|txt|send|msg) (?:with )?(?:stop|help|start|yes|urgent|\d+)"
    r"(?: (?:to|for)(?: (?!did\b|does\b|didnt\b|doesnt\b|not\b)\w+){1,8})?",
    r"press \d+ (?:to|for) .*",
    r"(?:you have|youve) reached (?:the )?(?:voicemail|voice mail|mailbox|us|our)\b.*",
    r"the (?:person|customer|subscriber|number|mobile) you (?:are|have) (?:trying to )?"
    r"(?:calling|called|texting|texted|dialled|call|reach|contact)\b(?!.* (?:me|my|i)\b).*",
    rf"(?:your )?(?:message|text|sms|email)(?: to {_NOBODYS}.{{1,40}})? "
    r"(?:(?:was|has|could|been|successfully|not|be) )*"
    rf"(?:delivered|failed|rejected)(?: to {_NOBODYS}.{{0,40}})?",
    r"(?:this is )?(?:the )?out of office (?:assistant|message|reply|notice|notification|auto ?reply).*",
    r".*\b(?:do not disturb while driving|(?:driving |sleep |work )?focus (?:is )?turned on)\b.*",
    rf"{_AUTO} {_REPLY}|autoreply|sent automatically",
    r"(?:mae )?(?:r neges )?(?:hon|hwn)(?: yn| n)? (?:neges|ateb|ymateb)? ?awtomatig.*",
    r"(?:plis )?peidiwch ag? (?:ateb|ymateb)(?: .*)?",
    r"(?:nid|dydy|dyw|dydyr)\b.{0,40} yn cael ei (?:fonitro|ddarllen|wirio|monitro).*",
    r"diolch (?:yn fawr )?am (?:gysylltu|ffonio|decstio|ysgrifennu|ebostio)(?: .*)?",
    r"(?:rwyf|rwy|rydw i|dw i|dwi|rydym) (?:yn )?(?:allan or|ddim yn y|i ffwrdd or) swyddfa.*",
)
_ALONE = _any(
    rf"(?:sorry )?(?:i am|im|i will be|ill be|we are|were)(?: (?:currently|now|presently|just))? "
    rf"{_OFF}{_NOW}{_TILL}{_THEN}",
    rf"(?:currently )?(?:out of (?:the )?office|ooo|on annual leave){_NOW}{_TILL}{_THEN}",
    rf"(?:we|i|weve|ive)(?: have)?(?: now)? (?:received|logged) your {_SENT}"
    rf"(?: (?:and|with) (?:thanks|{_WE_PROMISE}|{_WILL} {_ANSWER}.*))?",
    rf"your {_SENT} (?:has been|was|is|have been) "
    r"(?:received|logged|forwarded|important|being \w+|in (?:a|our) queue).*",
    _WE_PROMISE,
    rf"(?:sorry )?(?:i )?(?:cant|cannot|can not) (?:talk|answer|speak|take your call|come to the phone){_NOW}{_THEN}",
    r"(?:rwyf|rwyn?|rydw in?|dw in?|dwin?|rydym)(?: yn)? (?:ar (?:fy )?n?gwyliau|ar wyliau|gyrru|mewn cyfarfod)"
    r"(?: (?:tan|nes|hyd)(?: \w+){1,4})?",
    r"(?:rydym|rydyn ni)(?: ni)? wedi (?:derbyn|cael) eich .*|mae eich neges wedi .*",
    r"(?:byddwn|bydd .{1,30})(?: ni)? yn (?:ateb|ymateb|cysylltu|dychwelyd|dod n ol).*",
)
_BESIDE = _any(
    rf"(?:i am|im|we are|were) not (?:receiving|getting) (?:any )?(?:notifications|calls){_NOW}",
    rf"{_THANKS} for (?:your|the) {_SENT}(?: \w+){{0,3}}|{_THANKS} for (?:getting in touch|contacting us|writing)",
    _I_PROMISE,
    r"(?:can|may) i (?:call|ring|text) you (?:later|back)|whats up|sorry i missed your call|please (?:text|call) later",
    r"(?:if|for|in|should) .{0,60}\b(?:urgent|urgently|emergency|emergencies|immediate|assistance|out of hours)\b.*",
    r"(?:please )?(?:call|ring|email|contact|phone|visit|leave a message)\b.{0,80}",
    r"(?:our|the) (?:office|offices|lines|phone lines|opening|shop|branch|working|business|normal|team)(?: \w+)? "
    r"(?:hours|times|is|are|will)\b.*",
    r"(?:i|we) (?:will|shall) (?:be )?(?:return|back|returning|reopen|have (?:limited|no) access).*",
    r"(?:back|returning|return) on .*|(?:with|i have) (?:limited|no) access to (?:my )?(?:emails?|messages|phone).*",
    r"diolch (?:yn fawr )?am eich (?:neges|ebost|e bost|ymholiad|galwad|tecst).*",
)
_POLITE = _any(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|helo|annwyl|bore da|prynhawn da)(?: \w+){0,3}",
    r"(?:kind |best |warm |warmest |many )?(?:regards|wishes|thanks)(?: \w+){0,5}",
    rf"yours (?:sincerely|faithfully)(?: \w+){{0,4}}|{_THANKS}(?: again)?|cofion(?: gorau)?(?: \w+){{0,3}}",
    r"sorry|please|diolch(?: yn fawr)?|sent (?:from|by|via) (?:my )?\w+(?: \w+)?|cheers|\d[\d ]*",
    r"\w+ (?:team|ltd|limited|council|garage)",
    r"(?:your )?(?:ref|reference|ticket|case)(?: (?:no|number|id|is))*(?: \w+)? \w*\d\w*",
)
_TOLD = re.compile(
    r"(?:(?:hi|hello|hey|so|and|but|ok) )?(?:i|ive|id|im|we|weve|my|got|get|had|keep|received|you|why|what|"
    r"when|where|how|who|is|are|was|can|could|do|does|did|it|they|he|she|someone|somebody|all|just|only|"
    r"whenever|every|no|not|(?:your|the) (?:text|message|email|reply|letter|system|machine|computer|bot)s?)\b"
)
_BETWEEN = re.compile(r"((?<![?!.;,:\n])[?!.;,:\n]+(?=\s|$|\")| - )")


def is_automatic(text: str) -> bool:
    """Whether nobody wrote this: silence is the right answer, and no clock begins."""
    start = fold(text[:READ_CHARACTERS])
    if _MARKED.match(start):
        return True
    parts = _parts(start)
    strangers = [(at, said, asked) for at, (said, asked) in enumerate(parts) if not _is_known(said)]
    if any(asked for _, _, asked in strangers):
        return False
    sure = next((at for at, (said, asked) in enumerate(parts) if not asked and _SURE.fullmatch(said)), None)
    if sure is not None:
        return not any(at < sure and _TOLD.match(said) for at, said, _ in strangers)
    return not strangers and any(_ALONE.fullmatch(said) for said, _ in parts)


def _parts(text: str) -> list[tuple[str, bool]]:
    """The text's sentences as plain words, and whether each ends with a question mark."""
    pieces = [*_BETWEEN.split(text), ""]
    said = ((plain_words(piece), "?" in mark) for piece, mark in zip(pieces[::2], pieces[1::2], strict=False))
    return [(piece, asked) for piece, asked in said if piece]


def _is_known(said: str) -> bool:
    return any(kind.fullmatch(said) for kind in (_SURE, _ALONE, _BESIDE, _POLITE))
