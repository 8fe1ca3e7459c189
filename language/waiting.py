"""What somebody who waits in a queue writes besides questions to the council: how long it takes, what happens next,
details for whoever will answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import Enum

from language.acknowledging import acknowledges
from language.asides import without_aside
from language.normalise import normalise
from language.plain_words import plain_words
from language.postcodes import postcodes
from language.questions import asks_within
from language.troubles import tells_of_money, tells_of_trouble
from language.wanting_a_person import only_wants_a_person

LONGEST_CHARACTERS = 160
"""What is longer says more than that."""
MOST_WORDS_OF_DETAILS = 10
COMPLAINT = "complaint_feedback"
OPEN_PLACES = frozenset(
    {
        "car_park_info",
        "culture_parks_info",
        "leisure_centre",
        "library_find_hours",
        "library_loans",
        "library_services",
        "recycling_centre",
    }
)
"""Services that have hours of their own: "what time are you open till" asks of them, where they were talked of."""
FEWEST_WORDS_TOLD = 4
"""Who writes fewer says "right" or "so annoying", and tells nothing."""


class Writes(Enum):
    """What a waiting resident's message is, as far as its words alone tell."""

    HOW_LONG = "how_long"
    HOW_LONG_OF_EITHER = "how_long_of_either"
    """The queue or the service: "how long does it take", "when can someone come"."""
    WHAT_NEXT = "what_next"
    HOURS = "hours"
    """Until when we are there, or a place that was talked of is open."""
    PERSON = "person"
    """The wish for a person once more."""
    NUMBER = "number"
    """Which number they could call instead."""
    HELP = "help"
    """What help there is with what they told."""
    DETAILS = "details"
    TROUBLE = "trouble"
    NO_MONEY = "no_money"
    WISH = "wish"
    """Something else that they need."""
    SORRY = "sorry"
    THANKS = "thanks"
    QUESTION = "question"
    TOLD = "told"
    """More of their matter, or another one."""
    OTHER = "other"


_SOMEBODY = (
    r"(?:any ?one|any ?body|some ?one|some ?body|nobody|no ?one|a person|a human|(?:a |the |an )?(?:officer|adviser|"
    r"advisor|agent|operator|team)|you|u|ya|they|ye|people)"
)
_FILLER = (
    r"(?:do you know|any idea|(?:can|could) (?:you|u|some ?one) (?:tell|say)(?: me)?|hi|hello|hey|ok|okay|oh|so|and|"
    r"but|please|pls|plz|sorry|um|er|excuse me|yes|still|well|hiya|yo)"
)
_AFTER = r"(?: (?:please|pls|plz|now|then|yet|still|mate|here|there|at all|anyway|today|thanks|ta|xx?|do you know))*"
_HOW_LONG = (
    r"how (?:much )?long(?:er)?(?: (?:is|will|would|does|do|until|til|till|before|am|are|have to|has|must|to|it|this|"
    rf"that|the|i|we|gonna|going|be|take|taking|wait|waiting|queue|line|reply|answer|response|for|of|{_SOMEBODY}|"
    r"get|gets|come|comes|speak|speaks|talk|talks|ill|left|in|a|my|me|us|answers|replies|is free))*",
    r"how many(?: (?:people|others|more))*(?: (?:are|is|in|ahead|before|front|of|me|us|the|queue|line|there))*",
    r"(?:whats|what is|wheres|where is|what) (?:my |the )?(?:place|position|number|spot|queue|wait|waiting time|"
    r"wait time)(?: (?:in|of|like|the|queue|line|now|time|is|at))*",
    r"(?:where|what number) am i(?: (?:in|now|up|to|on|the|queue|line))*",
    r"(?:am|are) (?:i|we) (?:still )?(?:in|on|next|near|close)(?: (?:to|in|the|a|queue|line|front))*",
    rf"(?:is|are|r|has|have|will|can) {_SOMEBODY} (?:actually |really |even |still |ever )?(?:there|here|around|about|"
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
    rf"when (?:(?:will|can|does|do|is|are|am|could|would) )+(?:i |we )?(?:{_SOMEBODY} )?(?:get|"
    r"going to|gonna|be|answer|reply|"
    r"ring|call|phone|come back|"
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
_SOON = r"(?:how soon|how (?:much )?long|how quick(?:ly)?|when|wen|what time|roughly how long)"
_EITHER = (
    r"how (?:much )?long (?:does|do|will|would|is|can) (?:it|this|that|they|these things|things|you|u) "
    r"(?:(?:usually|normally|generally|typically|all|actually|gonna|going to|all going to|likely to) "
    r")*(?:take|be taking)"
    r"(?: (?:usually|normally|in general|roughly|about|to|you|come|out|fix|sort|do|it|get|done|sorted|fixed|for|"
    r"someone|somebody|though|tho))*",
    rf"{_SOON} (?:(?:until|till|til|before|will|would|can|could|do|does|is|are|am|shall) )*(?:{_SOMEBODY}|i|we|u)"
    r"(?: (?:going|gonna|able|likely|to|get|be|usually|normally))* (?:come|comes|coming|come out|out|here|visit|visits|"
    r"call round|hear|hear back|hear anything|hear something|find out|know)"
    r"(?: (?:out|round|over|to|and|look|see|fix|it|sort|from|you|u|anything|then|about (?:the |my |"
    r"our )?\w+|this|mine|do))*",
    r"(?:usually|normally|roughly) how long(?: (?:does|is|will|it|take|that))*",
    r"how (?:much )?long (?:do|does|have|has|will) (?:you|u|ya|they|the council) (?:lot )?(?:have|got|get)"
    r"(?: (?:to|2|reply|respond|answer|get|back|me|on|it|this|that|in))*",
)
_BY_PERSON = (
    r"how long (?:do|does|will|would|are|is) (?:you|u|ya|they|ye|people) (?:lot )?"
    r"(?:(?:usually|normally|generally|all|typically) )*(?:take|takes|taking)(?: (?:to|usually|normally|answer|reply|"
    r"respond|get|back|me|someone|on|here))*",
    r"how long do (?:people|you|we|i) (?:usually|normally|generally|have to|all) wait"
    r"(?: (?:for|here|on|someone|a|person))*",
    r"how long (?:is|are|do|does|will|would) (?:the |your |ur )?(?:usual |normal |average )?(?:wait|waits|queue|reply|"
    r"replies|people wait)(?: (?:usually|normally|be|time|times|take|for|a|person|on|here))*",
)
"""Asked of whoever is to answer: "how long do you normally take"."""
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
_HOURS = (
    r"(?:what time|wot time|when|until when|till when|how late|how long) (?:(?:are|r|do|does|will|is|be) )*"
    r"(?:you|u|ya|they|ye|(?:the|your|ur) (?:office|offices|team|chat|council|phones?|lines?))(?: (?:guys|lot|all))? "
    r"(?:be )?(?:open|opens|shut|shuts|close|closes|closed|closing|there|finish|finishes|start|back|working|in|"
    r"around|about|knock off|on till|on til|on until|here till|here til|here until)"
    r"(?: (?:again|till|til|until|to|up|today|tonight|tomorrow|this|morning|evening|afternoon|from|at|on|for|the|day|"
    r"monday|saturday|sunday|weekends?|weekdays))*",
)
"""Asked of whoever is to answer, where no place was talked of."""
_LEADS = rf"(?:{_FILLER} ){{0,4}}"
_ONE_OF_THEM = "|".join((*_BY_PERSON, *_HOW_LONG))
_ASKS_HOW_LONG = re.compile(rf"{_LEADS}(?:{_ONE_OF_THEM}){_AFTER}(?: {_LEADS}(?:{_ONE_OF_THEM}){_AFTER})?")
_ASKS_FOR_HOURS = re.compile(rf"{_LEADS}(?:{'|'.join(_HOURS)}){_AFTER}")
_ASKS_WHAT_NEXT = re.compile(rf"{_LEADS}(?:{'|'.join(_WHAT_NEXT)}){_AFTER}")
_BY_PERSON_ALONE = re.compile(rf"{_LEADS}(?:{'|'.join(_BY_PERSON)}){_AFTER}")
_ASKS_OF_EITHER = re.compile(rf"{_LEADS}(?:{'|'.join(_EITHER)}){_AFTER}")
_ASKS_THE_NUMBER = re.compile(
    rf"{_LEADS}(?:(?:whats|what is|wots|have you got|do you have|is there|can i (?:have|get)|could i (?:have|get)|"
    r"give me|can you give me|i need|whats) )?(?:the|a|your|ur|their|any)?(?: ?(?:phone|direct|contact|tel|telephone|"
    r"team s|other))* ?(?:number|phone number|no)(?: (?:i can|to|i could|that i can|for you|for them|"
    r"there|then|in case|"
    r"incase|if|just|i|we|get|gets|got|am|this|the|chat|lose|cut|off|drops|out|connection|signal|my|battery|dies|"
    r"goes|dead|call|ring|phone|on|instead|please|pls|anyone|someone|you|them|u|back|so|can|later|not|rather))*|"
    rf"{_LEADS}(?:can|could) (?:i|we) (?:just )?(?:ring|call|phone)(?: (?:you|u|them|someone|somebody|instead|up|"
    r"on|the|phone|in|directly))*|"
    rf"{_LEADS}(?:who|what number|which number)(?: (?:do|can|should|could|shall|would))? (?:i|we) (?:ring|call|phone)"
    r"(?: (?:instead|then|if|i|get|cut|off|you|for|this|about|it|in|case))*"
)
_ASKS_FOR_HELP = re.compile(
    rf"{_LEADS}(?:(?:is|are) there (?:any|some|other|more)(?: (?:help|support|advice|hope))+|"
    r"(?:what|any|got any|do you have any|can i get any|can i get|do i get any|where can i get|who can give me|"
    r"can we get any)(?: (?:kind of|sort of|other|more|extra))? (?:help|support)(?: is there| can i get| "
    r"do i get| is available)?|"
    r"(?:can|could|will) (?:you|u|any ?one|some ?one|some ?body) (?:please )?help(?: me| us)? (?:with (?:this|that|it|"
    r"any of (?:this|that))|out)|(?:who|how) can (?:you |i get )?help(?: me| us)?)"
    r"(?: (?:at all|out there|for (?:me|us|people like (?:me|us))|with (?:this|that|it|any of it)|i can get|"
    r"i could get|available|going|meantime|in the meantime|until then|while i wait))*"
)
_CALL_ME = re.compile(
    r"\b(?:(?:can|could|will|would|please|pls|get|have|want|need|like|tell) (?:you |u |some ?one |some "
    r"?body |any ?one |"
    r"they |them |a person |the team |an? officer )?(?:please |pls |just |to )*(?:ring|call|phone|text|"
    r"bell)(?: me| us)\b|"
    r"(?:ring|call|phone|text) me (?:back|please|pls)|call ?back|"
    r"give (?:me|us) a (?:ring|call|bell|buzz))"
)
_AT_WORK = re.compile(
    r"\b(?:work|working|free|available|shift|break|lunch|best|start|finish|talk|home|school run|call|ring)\b"
)
_AT_AN_HOUR = re.compile(
    r"\b(?:at|from|till?|until|after|before|by|between|around|about) (?:\d{1,2}(?: ?(?:am|pm))?(?: \d\d)?(?= |\Z)"
    r"(?! (?:weeks|days|months|years))|(?:noon|lunch|school|dinner|tea|tomorrow)\b)"
)
"""Both together say when they can be called: "i start work at 2"."""
_NUMBER_TO_CALL = re.compile(
    r"\b(?:what|which|whats the|a|any) (?:phone )?number (?:can|do|should|could|shall|that|if|in case)(?: i can)?\b"
    r"(?!.* (?:for|about|of) )"
)
_NEEDS = re.compile(
    r"\b(?:i|we|s?he|they|mum|dad) (?:also |just |really |still |only |could )*"
    r"(?:needs?|wants?|would like|do with|wanted|needed)\b|"
    r"\b(?:i'?m|we'?re|i am|we are|i was|we were|i'?ve been|been) (?:just |also |still )*(?:trying to|"
    r"looking (?:to|at|for|into)|hoping to|wanting to|thinking (?:of|about)|planning|after (?:a|an|some|the)\b)|"
    r"\b(?:id|i'd|we'd|wed) (?:also |just )*like\b|\b(?:i|we) wanna\b",
    re.IGNORECASE,
)
_SAYS_SORRY = re.compile(
    rf"{_LEADS}(?:(?:im|i am|so|very|really|just) )*(?:sorry|apologies|soz)(?: (?:about|for|to|all|that|this|everyone|"
    r"going on|the|rambling|ranting|rant|bother|bothering|you|moaning|swearing|mess|trouble|i|am|being|a|pain))*"
)
_AND = re.compile(r"[.,;!?\n]+")
_GIVES = re.compile(
    r"\b(?:my (?:\w+ )?(?:name(?! (?:down|on|off|out|up))|number|no|phone|mobile|tel|telephone|email|e mail|address|"
    r"postcode|post code|reference|ref|(?:house|flat)(?= (?:is|number|no|\d))|account|date of birth|dob|landline)"
    r"(?: (?:number|no))?(?: is|s)?|"
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
_ASKS_INSIDE = re.compile(
    r"\b(?:what|wot|how|where|when|who|why|which) (?:am|do|does|did|should|can|could|shall|would|will|is|are|r) "
    r"(?:i|we|you|u|ya|it|he|she|they|this|that|there|my|the|your|ur)\b|"
    r"\b(?:whats|wheres|whens|whos|hows|who'?s|what'?s|where'?s|how'?s) (?!happened|been)|"
    r"\b(?:what|which) \w+ (?:do|does|can|should|will|would|is|are) |"
    r"\b(?:is|are) (?:that|this|it|they|those) (?:even |really |still )?(?:right|true|ok|okay|allowed|legal|correct|"
    r"normal|fair|the same|a problem)\W*\Z|"
    r"\bis (?:that|it|he|she|this) too \w+\W*\Z|"
    r"\bif (?:that|it|this) (?:makes (?:a|any) difference|matters|counts)\W*\Z|"
    r"\bor (?:what|not|do i|can i|is it)\W*\Z",
    re.IGNORECASE,
)
_GOES_ON_ASKING = re.compile(r"\A\W*(?:and|but|so|then|ok|what) (?:what )?if (?:\w+\W+){1,9}\w*\W*\Z", re.IGNORECASE)
""" "And if im not happy with what they say": what then?"""


_OF_THE_REPLY = re.compile(r"\b(?:you|u|ya|they)\b.{0,40}?\b(?:reply|respond|answer|get back|come back)\b")


def writes(text: str, about: Collection[str | None] = ()) -> Writes:
    """What the message is. In doubt it is just something else that the officer is to read. `about` are the services
    that they wait about or talked of: who complains asks after the answer to that, and not only after the queue."""
    written = _writes(text)
    if written is Writes.HOURS and not OPEN_PLACES.isdisjoint(about):
        return Writes.QUESTION
    if written is Writes.HOW_LONG and COMPLAINT in about and _is_of_the_reply(plain_words(text)):
        return Writes.HOW_LONG_OF_EITHER
    return written


def _is_of_the_reply(said: str) -> bool:
    return "here" not in said.split() and bool(_OF_THE_REPLY.search(said))


def _writes(text: str) -> Writes:
    said = without_aside(normalise(text).strip())
    folded = plain_words(said)
    if len(said) <= LONGEST_CHARACTERS:
        if acknowledges(said):
            return Writes.THANKS
        clauses = [words for clause in _AND.split(said) if (words := plain_words(clause))]
        if not clauses and "?" in said:
            return Writes.HOW_LONG
        if clauses and all(map(_is_about_the_wait, clauses)):
            return _asked_of_the_wait(clauses)
        if (asked := _asked_of_us(folded)) is not None:
            return asked
        if _gives_details(said, folded):
            return Writes.DETAILS
    if asked_of(said):
        return Writes.QUESTION
    if tells_of_money(said):
        return Writes.NO_MONEY
    if tells_of_trouble(said):
        return Writes.TROUBLE
    if _NEEDS.search(said):
        return Writes.WISH
    return Writes.TOLD if len(folded.split()) >= FEWEST_WORDS_TOLD else Writes.OTHER


def asked_of(text: str) -> bool:
    """Whether there is a question in it, wherever it stands and however it is put. `text` is normalised."""
    return (
        "?" in text
        or bool(_ASKS.search(text.lower()) or _ASKS_INSIDE.search(text) or _GOES_ON_ASKING.match(text))
        or asks_within(text)
    )


def _is_about_the_wait(words: str) -> bool:
    patterns = (_ASKS_OF_EITHER, _ASKS_HOW_LONG, _ASKS_WHAT_NEXT)
    return any(pattern.fullmatch(words) for pattern in patterns)


def _asked_of_the_wait(clauses: Sequence[str]) -> Writes:
    if any(map(_ASKS_WHAT_NEXT.fullmatch, clauses)):
        return Writes.WHAT_NEXT
    by_person = any(map(_BY_PERSON_ALONE.fullmatch, clauses))
    either = any(map(_ASKS_OF_EITHER.fullmatch, clauses))
    return Writes.HOW_LONG_OF_EITHER if either and not by_person else Writes.HOW_LONG


def _asked_of_us(folded: str) -> Writes | None:
    """Which number there is, until when we are there, what help, a person once more, or a word of excuse."""
    if only_wants_a_person(folded):
        return Writes.PERSON
    if _NUMBER_TO_CALL.search(folded):
        return Writes.NUMBER
    patterns = (
        (_ASKS_FOR_HOURS, Writes.HOURS),
        (_ASKS_THE_NUMBER, Writes.NUMBER),
        (_ASKS_FOR_HELP, Writes.HELP),
        (_SAYS_SORRY, Writes.SORRY),
    )
    return next((written for pattern, written in patterns if pattern.fullmatch(folded)), None)


def _gives_details(said: str, folded: str) -> bool:
    """A number, an address, a name or when to call, and not much else."""
    wants_a_call = bool(_CALL_ME.search(folded))
    if asked_of(said) and not wants_a_call:
        return False
    if len(folded.split()) > MOST_WORDS_OF_DETAILS + 4 * (bool(_PHONE.search(said)) + wants_a_call):
        return False
    given = bool(_PHONE.search(said)) or "@" in said or bool(postcodes(said))
    says_when = bool(_AT_WORK.search(folded) and _AT_AN_HOUR.search(folded))
    return given or wants_a_call or says_when or _GIVES.search(folded) is not None
