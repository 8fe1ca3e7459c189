"""A plain request to stop our messages to this phone, or to start them again: in one word, or in a sentence.

A sentence counts only as a whole, with nothing in it but the wish and politeness: "stop texting me" is one, "stop
texting me about the wrong address" may be a complaint, and what is to stop in "stop the bin lorry" is not us.
"""

from __future__ import annotations

import re

from language.plain_words import plain_words

STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "stopio"})
"""Carriers block a number that sends one of these, alone (Twilio support, article 223134027); the last is Welsh."""
START_WORDS = frozenset({"start", "unstop", "dechrau"})
"""YES lifts a block too, but residents answer our questions with it: it counts only where the provider says so."""
CARRIERS = (STOP_WORDS | START_WORDS) - {"stopio", "dechrau"}
"""What carriers answer themselves, when it is the whole message."""
LONGEST_CHARACTERS = 160
"""A plain wish is short. What is longer says something else as well."""

_TEXTS = r"(?:text|txt|sms|message|msg|alert|notification|text message|text alert|sms message)s?"
_THESE = (
    r"(?:(?:me|us) )?"
    r"(?:(?:all|any|the|these|those|this|your|my|more|further|any more|any further|all the|all these) )?"
)
_THEM = _THESE + _TEXTS
_ME = r"(?:me|us|(?:this|my) (?:number|phone|mobile))"
_WRITING = r"(?:text|txt|messag|msg|spamm|contact|bother|pester|harass)ing"
_WRITE = r"(?:text|txt|message|msg|spam|contact|sms|bother|pester)"
_NUMBER = r"(?:me|(?:my|this) (?:(?:phone|mobile) )?(?:number|phone|mobile))"
_KIND = r"(?:text|texting|sms|mailing|marketing|messaging|contact)"
_LIST = rf"(?:(?:your|this|these|the {_KIND})(?: {_KIND})? (?:list|lists|texts|messages))"
_STOPS = (
    r"stopp?(?: stop)*(?: all)?|s t o p",
    rf"(?:stop|end|cancel|no more|turn off|switch off|block) (?:sending )?{_THEM}",
    rf"(?:stop|quit) {_WRITING}(?: {_ME})?",
    r"stop sending (?:me|us) (?:stuff|things|anything|these|this)",
    rf"(?:dont|do not|never|not to) (?:ever )?{_WRITE} {_ME}",
    rf"(?:dont|do not|never) (?:ever )?send {_THESE}(?:more )?{_TEXTS}",
    rf"(?:i )?(?:dont|do not|no longer|never) (?:want|wish|need|like)(?: to (?:get|receive|have))? {_THEM}",
    r"(?:i )?(?:dont|do not|no longer|never) (?:want|wish) to (?:be (?:texted|messaged|contacted)|hear from you)",
    rf"(?:opt|opting)(?: me)? out(?: of)?(?: {_THEM})?",
    rf"unsub(?:scribe)?(?: {_NUMBER})?(?: from (?:this|you|{_LIST}))?",
    rf"(?:remove|delete) {_NUMBER}(?: from {_LIST})?",
    rf"take {_NUMBER} off(?: {_LIST})?",
)
_I_CY = r"(?:fi|mi|ata i|ataf(?: i)?)"
_TEXTS_CY = r"(?:negeseuon?|negesau|[td]ecst(?:s|iau)?)"
_DONT_CY = r"(?:peidiwch|paid)(?: ag?)?"
_STOPS_WELSH = (
    rf"stop(?:io|iwch|ia)?(?: [td]ecstio| (?:anfon )?(?:y )?{_TEXTS_CY})?(?: {_I_CY})?",
    rf"{_DONT_CY} (?:th?ecstio|decstio)(?: {_I_CY})?",
    r"(?:peidiwch|paid)(?: ag?)? ch?ysylltu(?: (?:a|gyda) (?:fi|mi))?",
    rf"{_DONT_CY} (?:anfon|danfon|gyrru)(?: (?:rhagor|mwy|dim mwy)(?: o)?)? {_TEXTS_CY}(?: (?:i )?{_I_CY})?",
    rf"dim (?:mwy|rhagor)(?: o)? {_TEXTS_CY}",
    rf"(?:dw i|dwi|rwyf?) ddim(?: yn| am)? ?(?:eisiau|isio|moyn)?(?: mwy| rhagor)?(?: o)? {_TEXTS_CY}",
    r"(?:tynnwch|dileuwch) fy rhif(?: i)?(?: (?:oddi ar|o) (?:eich|y) rhestr)?",
    r"(?:optio|eithrio) (?:allan|mas)",
    r"da[dt] ?danysgrifio",
)
_STARTS = (
    rf"(?:start|resume|restart)(?: sending)? (?:me )?{_THEM}",
    r"(?:start|begin|resume) (?:texting|messaging|txting)(?: me| us)?",
    r"(?:you (?:can|may) )?(?:text|message|txt) me again",
    rf"i (?:want|would like|need)(?: to (?:get|receive|have))? {_THEM} again",
    rf"(?:turn|switch)(?: {_THEM})? (?:back )?on(?: {_THEM})?",
    r"opt(?: me)? (?:back )?in",
    r"(?:re ?subscribe|subscribe|un ?stop|undo stop|cancel stop)(?: me)?",
    rf"(?:dechreuwch|dechrau|ail ?ddechrau)(?: [td]ecstio| (?:anfon )?{_TEXTS_CY})?(?: {_I_CY})?",
    r"optio (?:i )?mewn",
)
_BEFORE = (
    r"(?:(?:please|pls|plz|plse|hi|hello|hey|ok|okay|just|kindly|now|sorry|yes|no|and|right|thanks|thank you|look|"
    r"(?:can|could|would|will) (?:you|u)|i said|i (?:want|wish|would like|need|demand)(?: you)? to|"
    r"id like(?: you)? to|you (?:must|need to|should)|helo|plis|os gwelwch yn dda|a wnewch chi|wnewch chi) )*"
)
_AFTER = (
    r"(?: (?:please|pls|plz|plse|thanks|thank you|thx|ta|cheers|now|again|any ?more|any longer|ever|ever again|"
    r"at all|immediately|right now|today|from now on|altogether|here|asap|plis|diolch|eto|os gwelwch yn dda|byth|"
    r"byth eto|bellach|from (?:you|now|the council|your council|this number)|"
    r"(?:to|on) (?:me|us|(?:my|this) (?:phone|number|mobile))))*"
)


def _whole(*kinds: str) -> re.Pattern[str]:
    return re.compile(rf"\A{_BEFORE}(?:{'|'.join(kinds)}){_AFTER}")


_OTHERWISE = re.compile(
    r"^(?:(?:hi|hello|please|and|so|but) )?(?:how|what|whats|why|who|when|where|which|is|are|do|does|did|can i|could i|"
    r"sut|pam|beth|pwy|oes|ydy) |\b(?:letters?|post|posting|bills?|e ?mails?|e ?mailing|calls?|calling|ring|ringing|"
    r"phoning|newsletters?|leaflets?|magazines?|visits?|visiting|llythyrau|ffonio|ebost)\b"
)
_STOP, _START = _whole(*_STOPS, *_STOPS_WELSH), _whole(*_STARTS)
_ASKS = frozenset({"cancel", "end", "quit", "revoke"})
"""With a question mark these ask us something; without, the carrier has blocked us already."""


def stop_word(text: str) -> str | None:
    """The one word by which the resident stopped our messages, in capitals, whatever signs stand round it."""
    return _word(text, STOP_WORDS)


def start_word(text: str) -> str | None:
    """The one word by which the resident wants our messages again."""
    return _word(text, START_WORDS)


def wants_to_stop(text: str) -> bool:
    """Whether the whole message is a wish to get no more messages here, in a word or in a sentence."""
    return stop_word(text) is not None or _is_all(text, _STOP)


def wants_to_start(text: str) -> bool:
    """Whether the whole message is a wish to get messages here again."""
    return start_word(text) is not None or _is_all(text, _START)


def may_be_one(text: str) -> bool:
    """Whether a message that a model takes for such a wish may be acted on: it asks nothing, and names no other way of
    ours to reach people, such as letters."""
    return len(text) <= LONGEST_CHARACTERS and "?" not in text and _OTHERWISE.search(plain_words(text)) is None


def _word(text: str, known: frozenset[str]) -> str | None:
    if len(text) > LONGEST_CHARACTERS:
        return None
    said = plain_words(text)
    return said.upper() if said in known and not (said in _ASKS and "?" in text) else None


def _is_all(text: str, wish: re.Pattern[str]) -> bool:
    return (
        len(text) <= LONGEST_CHARACTERS
        and "?" not in text.rstrip("?! .")
        and wish.fullmatch(plain_words(text)) is not None
    )
