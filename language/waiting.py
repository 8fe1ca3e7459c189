"""What somebody who waits in a queue writes besides questions to the council: how long it takes, what happens next,
details for whoever will answer."""

from __future__ import annotations

import re
from enum import Enum

from language.acknowledging import acknowledges
from language.normalise import normalise
from language.plain_words import plain_words
from language.postcodes import postcodes

LONGEST_CHARACTERS = 160
"""What is longer says more than that."""
MOST_WORDS_OF_DETAILS = 10


class Writes(Enum):
    """What a waiting resident's message is, as far as its words alone tell."""

    HOW_LONG = "how_long"
    WHAT_NEXT = "what_next"
    DETAILS = "details"
    THANKS = "thanks"
    QUESTION = "question"
    OTHER = "other"


_SOMEBODY = (
    r"(?:any ?one|any ?body|some ?one|some ?body|nobody|no ?one|a person|a human|(?:a |the |an )?(?:officer|adviser|"
    r"advisor|agent|operator|team)|you|u|ya|they|ye|people)"
)
_FILLER = (
    r"(?:do you know|hi|hello|hey|ok|okay|oh|so|and|but|please|pls|plz|sorry|um|er|excuse me|yes|still|well|hiya|yo)"
)
_AFTER = r"(?: (?:please|pls|plz|now|then|yet|still|mate|here|there|at all|anyway|today|thanks|ta|xx?|do you know))*"
_HOW_LONG = (
    r"how (?:much )?long(?:er)?(?: (?:is|will|would|does|do|until|til|till|before|am|are|have to|has|must|to|it|this|"
    rf"that|the|i|we|gonna|going|be|take|taking|wait|waiting|queue|line|reply|answer|response|for|of|{_SOMEBODY}|"
    r"get|gets|come|comes|speak|talk|left|in|a|my|me|us|answers|replies|is free))*",
    r"how many(?: (?:people|others|more))*(?: (?:are|is|in|ahead|before|front|of|me|us|the|queue|line|there))*",
    r"(?:whats|what is|wheres|where is|what) (?:my |the )?(?:place|position|number|spot|queue|wait|waiting time|"
    r"wait time)(?: (?:in|of|like|the|queue|line|now|time|is|at))*",
    r"(?:where|what number) am i(?: (?:in|now|up|to|on|the|queue|line))*",
    r"(?:am|are) (?:i|we) (?:still )?(?:in|on|next|near|close)(?: (?:to|in|the|a|queue|line|front))*",
    rf"(?:is|are|has|have|will|can) {_SOMEBODY} (?:actually |really |even |still |ever )?(?:there|here|around|about|"
    r"listening|reading|coming|going to|gonna|alive|working|available|free|real|seen|read|reading|answer|reply|help|"
    r"answering|replying|get|getting|looking)(?: (?:to|this|that|me|my|it|message|messages|us|back|answer|reply|"
    r"help|at|be|with|see|read|in))*",
    rf"is there (?:actually |really |still |even )?{_SOMEBODY}"
    r"(?: (?:there|here|who|that|can|to|help|me|answer|reply))*",
    r"where (?:are|r) (?:you|u)(?: (?:all|lot|gone))?|wheres everyone|where is everyone",
    r"(?:u|you|ya|any ?one|any ?body|some ?one) (?:still )?(?:there|here|about|around|home)",
    r"(?:any ?one|any ?body|hello|helloo+|hell+o+|hey+|oi|hi+)",
    r"(?:there is|theres|there s|its|it is) (?:still )?(?:nobody|no ?one|no reply|no answer|nothing)"
    r"(?: (?:there|here|answering|yet|replying|has|is|answered|replied|coming))*",
    r"(?:still )?(?:nobody|no ?one)(?: (?:has|is|have|s))?(?: (?:answered|replied|answering|replying|there|here|come|"
    r"coming|came|spoken|been|in|touch|to|me|got|back|yet|contacted))*",
    r"(?:any|is there any|have you any|got any) (?:update|updates|news|progress|luck|reply|answer|idea)"
    r"(?: (?:on|how|long|this|that|my|it|for|me|when))*",
    r"(?:i(?: a|)m|im|we are|were|i am|been|ive been|i have been|i) (?:still |just )?(?:been )?wait(?:ing|ed)?"
    r"(?: (?:here|ages|for|ever|forever|so|long|a|an|hour|hours|minutes|mins|minute|min|\d+|over|all|day|years|"
    rf"to|be|speak|talk|with|still|time|while|already|queue|in|the|on|{_SOMEBODY}))*",
    r"(?:still )?waiting(?: (?:here|ages|for|ever|forever|a|an|hour|hours|minutes|mins|\d+|over|all|day|still))*",
    rf"when (?:will|can|does|do|is|are|am) (?:i |we )?(?:{_SOMEBODY} )?(?:get|going to|gonna|be|answer|reply|hear|"
    r"speak|talk|come|coming|write|respond|someone|answered|help|free|available)(?: (?:an?|to|answer|answered|reply|"
    rf"response|back|from|me|with|my|this|get|be|free|next|turn|{_SOMEBODY}))*",
    r"(?:come on|hurry(?: up)?|cmon|this is taking (?:ages|forever|so long|too long)|taking (?:ages|forever)|"
    r"youre taking ages|what is taking so long|whats taking so long)",
    r"(?:did|have) (?:you|u|they|any ?one) (?:get|got|seen|see|read|had) (?:my|this|that|it|the)(?: "
    r"(?:message|messages|last|text|texts|one))*",
    r"(?:is|are) (?:(?:this|that|the)(?: (?:queue|chat|line|thing))?|it|anything) (?:even |still |actually )?"
    r"(?:working|moving|happening|dead|broken)(?: (?:still|moving))*",
    r"(?:have |has )?(?:you|everyone|they|u) (?:all )?(?:forgotten|forgot|gone home|gone|left)(?: (?:about|me|us))*",
)
_WHAT_NEXT = (
    r"(?:what|wot)(?: (?:do|should|shall|must|can|am|will|would|is|s))*(?: (?:i|we|you|happens?|going|to|gonna|happen|"
    r"do|be|supposed|meant|need))* (?:next|now|then|from here|after this|after that)",
    r"(?:now what|and now|and then|then what|what next|so what now|whats next|next|what comes next|next steps?|"
    r"what are the next steps)",
    r"what (?:happens|will happen|is happening|s happening|happen|are you (?:going to|gonna) do)"
    r"(?: (?:with|to|about|this|it|my|next|now))*",
    r"whats happening(?: (?:with|to|about|this|it|now))*",
    r"(?:(?:i(?: a|)m|im|i am|we are|were|everyone is|everyones|everybody is|hes|shes|theyre|they are|he is|she is|"
    r"its|it is|all|kids are|the kids are) )?(?:all |both |now |quite )*(?:safe|ok|okay|fine|alright|out|outside|"
    r"out of (?:the|there)(?: house| building| flat)?|not in danger|out of danger)(?: (?:now|for now|at the moment|"
    r"and safe|thank you|thanks|again|outside))*",
)
_LEADS = rf"(?:{_FILLER} ){{0,4}}"
_ONE_OF_THEM = "|".join(_HOW_LONG)
_ASKS_HOW_LONG = re.compile(rf"{_LEADS}(?:{_ONE_OF_THEM}){_AFTER}(?: {_LEADS}(?:{_ONE_OF_THEM}){_AFTER})?")
_ASKS_WHAT_NEXT = re.compile(rf"{_LEADS}(?:{'|'.join(_WHAT_NEXT)}){_AFTER}")
_AND = re.compile(r"[.,;!?\n]+")
_GIVES = re.compile(
    r"\b(?:my (?:\w+ )?(?:name|number|no|phone|mobile|tel|telephone|email|e mail|address|postcode|post code|reference|"
    r"ref|house|flat|account|date of birth|dob|landline)(?: (?:number|no))?(?: is|s)?|"
    r"(?:call|ring|text|phone|e ?mail|contact|reach) (?:me|us) (?:on|at|back|after|before|between)|"
    r"(?:its|it is|thats|i live at|i live in|i am at|im at|we are at|this is) (?:flat|number|no|house|apartment|unit|"
    r"block|\d+)|name is|(?:flat|house|apartment|unit|number|no) (?:number )?\d+\w?)\b"
)
_PHONE = re.compile(r"(?:\+?\d[\s().-]*){9,14}")
_ASKS = re.compile(
    r"(?:^|[.,;!?\n] ?)(?:(?:and|but|so|also|ok|okay|oh|then|please|pls|sorry|hi|hello|quick question|one more thing|"
    r"another thing) ){0,4}(?:what|wot|whats|when|wen|whens|where|wheres|who|whos|why|how|hows|which|whose|can|could|"
    r"do|does|did|is|are|am|will|would|should|shall|may|have you|has|any|tell me|i (?:want|need|wanted) to know|"
    r"(?:need|want) to know|wondering|i was wondering|do(?:es)? ?n ?t)\b"
)


def writes(text: str) -> Writes:
    """What the message is. In doubt it is just something else that the officer is to read."""
    said, folded = normalise(text).strip(), plain_words(text)
    if len(said) <= LONGEST_CHARACTERS:
        if acknowledges(text):
            return Writes.THANKS
        clauses = [words for clause in _AND.split(said) if (words := plain_words(clause))]
        if not clauses and "?" in said:
            return Writes.HOW_LONG
        if clauses and all(map(_is_about_the_wait, clauses)):
            next_asked = any(map(_ASKS_WHAT_NEXT.fullmatch, clauses))
            return Writes.WHAT_NEXT if next_asked else Writes.HOW_LONG
        if _gives_details(said, folded):
            return Writes.DETAILS
    return Writes.QUESTION if "?" in said or _ASKS.search(said.lower()) else Writes.OTHER


def _is_about_the_wait(words: str) -> bool:
    return bool(_ASKS_HOW_LONG.fullmatch(words) or _ASKS_WHAT_NEXT.fullmatch(words))


def _gives_details(said: str, folded: str) -> bool:
    """A number, an address or a name, and not much else."""
    if "?" in said or len(folded.split()) > MOST_WORDS_OF_DETAILS + 2 * bool(_PHONE.search(said)):
        return False
    given = bool(_PHONE.search(said)) or "@" in said or bool(postcodes(said))
    return given or _GIVES.search(folded) is not None
