"""Whether somebody who waits for a person no longer wants one, and carries on with the assistant.

A message counts only as a whole, with nothing in it but the wish and politeness, or where a question follows: "never
mind" is one, "never mind the bins, what about my rent" and "I do not mind waiting" are not. In doubt they keep their
place.
"""

from __future__ import annotations

import re

from language.plain_words import plain_words

LONGEST_CHARACTERS = 160
LONGEST_WITH_A_QUESTION_CHARACTERS = 1000

_SOMEBODY = (
    r"(?:person|human|human being|people|officer|adviser|advisor|agent|operator|member of staff|someone|somebody|"
    r"anyone|anybody|one)"
)
_PERSON = rf"(?:(?:a|any|the|real|another) )*{_SOMEBODY}"
_MACHINE = r"(?:(?:the|your|this|an|automated|automatic|virtual|digital) )*(?:assistant|bot|chat ?bot|robot|computer)"
_MORE = r"(?: (?:any ?more|any longer|now|after all))?"
_WISHES = (
    r"never ?mind(?: (?:about )?(?:it|that|this|me|them|a person|the person))?",
    r"nvm",
    r"forget (?:about )?(?:it|that|this|me|i asked|i said anything)",
    r"(?:dont|do not) (?:worry about (?:it|that|this|me)|bother(?: about (?:it|that|this))?|mind me)",
    r"(?:just )?leave (?:it|that|this)(?: (?:there|be|for now|at that))?",
    r"(?:just )?cancel(?: (?:it|that|this|(?:my|the|this) (?:request|handover|chat with a person)))?",
    rf"(?:i |we )?(?:dont|do not|no longer|wont|will not) (?:really )?(?:need|want|require)"
    rf"(?: to (?:talk|speak|chat|write) (?:to|with))? (?:{_PERSON}|help|it|this|that){_MORE}",
    rf"(?:a |the )?(?:person|human|help)(?: is)? (?:not|no longer) (?:needed|required|necessary){_MORE}",
    rf"(?:its |it is |thats |this is )?(?:not|no longer) (?:needed|required|necessary|an issue|a problem){_MORE}",
    rf"(?:theres |there is )?no need(?: for (?:{_PERSON}|that|this|help))?{_MORE}",
    rf"no {_PERSON} (?:needed|required|necessary)",
    rf"(?:i |we )?(?:dont|do not|no longer) want to wait(?: for {_PERSON})?{_MORE}",
    r"(?:ill |i will )?stop waiting",
    rf"(?:(?:ill|i will|id|id like to|i would like to|i want to|let me|can i|could i|may i|lets|let us) )?"
    rf"(?:rather )?(?:go on|carry on|continue|proceed|keep going) (?:without (?:{_PERSON}|waiting)|with {_MACHINE})",
    rf"(?:(?:i want to|can i|could i|let me|id like to|ill|i will|please) )?"
    rf"(?:take me back|put me back|go back|back|return|switch back) to {_MACHINE}",
    rf"(?:(?:ill|i will|id rather|i would rather|i want to|can i|could i|let me|id like to) )?"
    rf"(?:just )?(?:ask|use|try|(?:talk|speak|chat|write) (?:to|with)) {_MACHINE}(?: (?:instead|again|after all))?",
    r"(?:(?:i want to|can i|could i|let me|id like to|ill|i will|please|how do i|how can i) )?"
    r"(?:leave|exit|quit|get out of|come out of|drop out of|take me out of|let me out of|take me off|remove me from) "
    r"(?:(?:the|this|your) )?(?:queue|line|waiting list)",
    r"(?:i(?:ve| have)? )?changed my mind",
    r"(?:(?:it|that|this) )?(?:really )?(?:doesnt|does not|dont) matter(?: (?:any ?more|now))?",
    r"not to worry|(?:scrap|ignore) (?:it|that|this)|no need to (?:reply|answer|respond|get back to me)",
    r"(?:i(?:ve| have)?|we(?:ve| have)?) (?:now |just )?(?:sorted|solved|fixed|resolved|found|worked|figured) "
    r"(?:it|that|this)(?: out)?(?: (?:myself|ourselves|now|online|already))*",
    r"(?:its|it is|thats|all|everything is|that has been|its been|it has been) (?:all )?"
    r"(?:sorted|solved|resolved|sorted out)(?: (?:now|already))?",
    r"(?:s|does )?dim ots(?: am (?:hynny|hyn))?",
    r"(?:peidiwch|paid)(?: a)? (?:ph?oeni|ph?oeni am (?:y peth|hynny)|th?rafferthu)",
    r"anghofi(?:wch|a)(?: (?:amdano|amdano fo|amdano fe|hynny|am hynny|am y peth|o|fo|e|fe|hi))?",
    r"canslwch(?: (?:o|e|fo|hwn|hynny))?|gadewch (?:o|e|fo|hi|hynny)",
    r"(?:does|sdim|nid oes|does na) (?:dim )?(?:angen|eisiau|isio)(?: (?:person|rhywun|neb|help|cymorth))?"
    r"(?: arna(?: i|f)?| arnaf i)?(?: (?:mwyach|bellach|rwan|nawr))?",
    r"(?:dw i|dwi|rwy|rwyf) ddim (?:angen|eisiau|isio|moyn)(?: siarad (?:a|efo|gyda))?"
    r" (?:person|pherson|rhywun|neb|help|cymorth)(?: (?:mwyach|bellach|rwan|nawr))?",
    r"(?:ymlaen|parhau|cario ymlaen|mynd ymlaen) heb (?:berson|neb)",
)
_POLITE = (
    r"thanks|thank you|thx|ta|cheers|many thanks|thanks anyway|thank you anyway|please|pls|sorry|ok|okay|its ok|"
    r"its okay|its fine|thats ok|thats okay|thats fine|its alright|all good|diolch|plis|os gwelwch yn dda|iawn"
)
_BEFORE = (
    rf"(?:(?:{_POLITE}|oh|ah|um|er|hmm|actually|hi|hello|hey|no|nope|well|right|just|then|you know what|"
    r"on second thoughts?|oh well|in that case|yeah|yes|and|but|so|aye|na) )*"
)
_AFTER = (
    rf"(?: (?:{_POLITE}|then|now|anyway|mate|love|for now|today|bye|goodbye|after all|just now|x+|no worries|"
    r"any ?more|any longer|instead|have a (?:nice|good|lovely) day|hwyl))*"
)
_ONE = rf"{_BEFORE}(?:{'|'.join(_WISHES)}){_AFTER}"
_WISH = re.compile(rf"\A{_ONE}(?: {_ONE})?")
""" "Never mind, I have sorted it" is one as well."""
_ASKS_FOR_ONE = re.compile(
    rf"\A{_BEFORE}(?:(?:(?:can|could|may) (?:i|we)|(?:i|we) (?:still )?(?:want|need|would like|asked)(?: for| to)?|"
    rf"(?:id|wed) like(?: to)?|(?:get|give|let|find) me|(?:put|connect|transfer) me(?: through)?(?: to| with)?) )?"
    rf"(?:(?:speak|talk|chat|write) (?:to|with) )?{_PERSON}{_AFTER}"
)
_SENTENCE = re.compile(r"[.,;:!\n]+|\s[-–—]+\s")
_QUESTION = re.compile(
    r"\A(?:(?:but|and|so|can you tell me|could you tell me|please tell me|tell me|pryd|ble|sut|faint|beth) )*"
    r"(?:whens?|wheres?|whats?|which|whos?|hows?|whys?|can|could|do|does|did|is|are|will|would|should|may|"
    r"i (?:want|need|would like) to (?:report|pay|apply|book|order|renew|find|know|register|check|change)|"
    r"id like to (?:report|pay|apply|book|order|renew|find|know|register|check|change)|pryd|ble|sut|faint|beth)\b"
)
_FOR_ONE = re.compile(rf"\b(?:{_SOMEBODY}|waiting|queue)\b")


def needs_no_person(text: str) -> str | None:
    """None where they still wait. Else what they ask the assistant instead: "" where that is nothing."""
    if len(text) <= LONGEST_CHARACTERS and _WISH.fullmatch(plain_words(text)):
        return ""
    if len(text) > LONGEST_WITH_A_QUESTION_CHARACTERS:
        return None
    for mark in _SENTENCE.finditer(text[:LONGEST_CHARACTERS]):
        rest = text[mark.end() :].strip()
        if _WISH.fullmatch(plain_words(text[: mark.start()])):
            asked = plain_words(rest)
            return rest if _QUESTION.match(asked) and not _FOR_ONE.search(asked) else None
    return None


def asks_for_a_person(text: str) -> bool:
    """Whether there is nothing in it but the wish for a person, which a later wish for none takes back."""
    return len(text) <= LONGEST_CHARACTERS and _ASKS_FOR_ONE.fullmatch(plain_words(text)) is not None
