"""Whether a message only takes note of what was said: thanks, ok, goodbye, a thumb. After our closing words it needs no
answer."""

from __future__ import annotations

import re
import unicodedata

from language.plain_words import plain_words

LONGEST_CHARACTERS = 100
MOST_SIGNS = 12

_THANKS = (
    r"thanks|thank ?(?:you|u)|thankyou|thnx|thx|tks|tnx|ty|tysm|ta|cheers|many thanks|much appreciated|appreciated|"
    r"i appreciate it|diolch|diolch yn fawr|diolch o galon|bless you"
)
_TAKEN = (
    r"ok|okay|okey|k|kk|okies|okey dokey|great|perfect|lovely|brilliant|brill|fab|fabulous|super|cool|excellent|"
    r"good|nice|"
    r"wonderful|amazing|fine|alright|all right|right|sure|noted|understood|got it|got that|received|will do|sorted|"
    r"done|"
    r"all good|no (?:problem|worries|bother)|(?:thats|that is|thatll be|thats all) (?:great|all|fine|good|it|"
    r"everything|"
    r"perfect|brilliant|for now)|thats all|iawn|gwych|da iawn|ardderchog|grand|wicked|sound|champion|smashing"
)
_LEAVES = (
    r"bye|bye bye|goodbye|good bye|see (?:you|ya)|take care|have a (?:nice|good|lovely|great) (?:day|evening|"
    r"weekend|one)|"
    r"you too|same to you|youre welcome|you are welcome|your welcome|welcome|hwyl|hwyl fawr|da bo|nos da|good night|"
    r"night|no|nope|nah|no thanks|no thank you|nothing|nothing else|not (?:right )?now|na|dim byd"
)
_BESIDE = (
    r"so much|very much|a lot|lots|loads|a million|a bunch|again|all|both|mate|love|duck|very|and|then|so|really|"
    r"now|oh|ah|"
    r"hi|x+|for (?:your|the|that|this|all (?:your|the)|everything|letting me know|helping(?: me)?|replying|"
    r"getting back)"
    r"(?: (?:to me|quick|prompt|kind|very|great))*(?: (?:help|reply|message|info|information|time|answer|assistance|"
    r"text|"
    r"response|update|support|kindness))?|your help|to you|everyone|team|am (?:eich|dy) help|iawn i chi"
)
_ONLY_THANKS = re.compile(rf"\A(?:(?:{_BESIDE}) )*(?:{_THANKS})(?: (?:{_BESIDE}|{_THANKS}))*")
_LEAVE = re.compile(r"\b(?:bye|goodbye|good ?bye|see (?:you|ya)|take care|hwyl|da bo|nos da|good night)\b")
_ACKNOWLEDGES = re.compile(
    rf"\A(?:(?:{_BESIDE}) )*(?:{_THANKS}|{_TAKEN}|{_LEAVES})(?: (?:{_BESIDE}|{_THANKS}|{_TAKEN}|{_LEAVES}))*"
)


def acknowledges(text: str) -> bool:
    """Whether there is nothing in it but thanks, agreement or goodbye. A question never is."""
    if len(text) > LONGEST_CHARACTERS or "?" in text:
        return False
    said = plain_words(text)
    return _ACKNOWLEDGES.fullmatch(said) is not None if said else _is_picture(text)


def only_thanks(text: str) -> bool:
    """Whether it is thanks and nothing else: "ok" and "fine" may answer a question, "thank you so much" does not."""
    return len(text) <= LONGEST_CHARACTERS and "?" not in text and _ONLY_THANKS.fullmatch(plain_words(text)) is not None


def takes_leave(text: str) -> bool:
    """Whether there is a goodbye in it."""
    return _LEAVE.search(plain_words(text[:LONGEST_CHARACTERS])) is not None


def _is_picture(text: str) -> bool:
    """A thumb, a heart, a smile, but no sign for help."""
    signs = [c for c in text if unicodedata.category(c) == "So"]
    return 0 < len(signs) <= MOST_SIGNS and not set(signs) & {"🆘", "🚨", "🔥"}
