"""What a resident may say about the form that they fill in, rather than to its question: "what do you have so far",
"go back", "start again", "skip", "just send it", "I give up".

A message counts only as a whole, with nothing in it but the wish and politeness.
"""

from __future__ import annotations

import re
from enum import Enum

from language.plain_words import plain_words


class Steer(Enum):
    """What is to happen to the form."""

    SO_FAR = "so far"
    """Say back what was understood."""
    BACK = "back"
    """To the question before."""
    RESTART = "restart"
    """From its first question."""
    LEAVE = "leave"
    SKIP = "skip"
    """Leave the open question out."""
    SEND = "send"
    """Go on to the end with what is known."""


_ASKING = (
    r"(?:(?:(?:can|could|may|shall) (?:i|we|you)|i (?:want|need|would like|wanted) to|id like to|let me|lets|"
    r"let us|please can you|would you|"
    r"just|i think (?:ill|i will)|ill|i will|is it possible to|how do i|can i please|take me|put me) )*"
)
_POLITE = (
    r"please|pls|plz|plse|thanks|thank you|ta|cheers|sorry|sry|mate|now|then|ok|okay|actually|again|"
    r"for now|if possible|if you can|instead"
)
_BEFORE = (
    rf"(?:(?:{_POLITE}|oh|ah|um|er|erm|hmm|hang on|hold on|wait|wait a (?:sec|minute|moment)|one sec|hi|hello|"
    rf"no|nope|nah|well|"
    r"right|so|yes|yeah|yep|yup|but|and|just) )*"
)
_AFTER = rf"(?: (?:{_POLITE}))*"
_HAVE = (
    r"(?:(?:do|have|did) (?:you|u)(?: have| got| get)?|you have|youve|youve got|you got|you have got|u got|"
    r"u have)"
)
_FORM = r"(?:it|this|that|this form|the form|this report|the report|my report|it all|everything|all of it)"
_SO_FAR = (
    rf"what(?: (?:details|info|information|answers?|else))? {_HAVE}(?: (?:have|got|get|know|noted|put|down|"
    rf"written|written down|recorded|taken|saved|understood|on))*"
    r"(?: (?:so far|already|down|about me|about it|for me|from me|on me|there|up to now))*",
    r"what (?:have|did|had) (?:i|we) (?:said|say|told you|tell you|given|give you|put|put down|entered|enter|"
    r"answered|answer|got|get|written)"
    r"(?: (?:so far|already|up to now|you|before|down))*",
    r"(?:so )?what(?:s| is| has been)? (?:been )?(?:got |noted |saved |recorded |filled in )?(?:so far|up to now)",
    rf"(?:show|tell|give|send|read)(?: me)? (?:back )?(?:what (?:{_HAVE}|i(?:ve)?(?: have)?|"
    rf"weve)(?: \w+){{0,3}}|(?:my|the) (?:answers|report|details|summary)|{_FORM} back(?: to me)?)(?: so far)?",
    r"read (?:it|that|this|everything) (?:back|out)(?: to me)?|play it back|say (?:it|that) back(?: to me)?",
    r"(?:a )?(?:summary|recap|summarise|summarize|sum up)(?: (?:it|this|that|everything|of (?:it|this|"
    r"my answers)))?(?: so far)?",
    r"(?:check|review|see|look at|view|see again) (?:my|the|what) (?:answers|details|report|you have|youve got|"
    r"ive put|i put|i have put|ive said)(?: so far)?",
    r"where (?:are|were|did|had) (?:we|i)(?: (?:up to|got to|get to|now|at|so far))*|where have (?:we|i) got to",
    r"remind me (?:what (?:i|ive|we|weve) (?:said|put|told you)|where we are|where we were)",
)
_BACK = (
    r"(?:go |take me |going )?back(?: (?:a|one) (?:step|question|bit)| one| to (?:the )?(?:previous|last|other|"
    r"earlier) (?:question|one|step|bit|answer)| up)?",
    r"(?:step|one) back|undo(?: (?:it|that|the last (?:one|answer)|my last answer))?",
    r"(?:go to |back to |show me |show |return to )?(?:the |my )?(?:(?:previous|earlier|prior) (?:question|step|one)|"
    r"last (?:question|step))(?: again)?|previous",
    r"(?:the )?(?:question|one) before(?: (?:that|this))?",
    r"(?:change|correct|redo|edit|fix|amend|alter|do over) (?:my |the )?(?:last|previous|earlier) (?:answer|"
    r"question|one|reply|response)",
    r"(?:i )?(?:ve |have )?(?:picked|pressed|chose|chosen|clicked|hit|tapped|put|selected|typed|entered|"
    r"gave you|said|given) the wrong "
    r"(?:one|thing|button|option|answer|choice)",
    r"(?:i )?(?:ive |have )?(?:made|make) (?:a|an) (?:mistake|error)(?: (?:on|in|with) (?:the |that |"
    r"my )?(?:last|previous) (?:one|answer|question))?",
    r"wrong (?:button|option|answer|choice)|(?:that|the last (?:one|answer)|my last answer) (?:was|is) (?:wrong|"
    r"a mistake|not right)",
    r"(?:yn ol|nol|ewch yn ol|mynd yn ol)",
)
_RESTART = (
    rf"(?:re ?start|start|begin|do|try)(?: {_FORM})? (?:again|over|afresh|anew|over again|all over again|"
    rf"all over|from scratch|from the (?:beginning|start|top))(?: (?:from (?:scratch|the (?:beginning|start|top))))?",
    rf"re ?start(?: {_FORM})?|reset(?: {_FORM})?|(?:clear|wipe|empty) (?:{_FORM}|my answers)",
    r"(?:go |take me |lets go )?(?:right )?back to (?:the )?(?:beginning|start|first question|square one)|"
    r"from (?:the )?(?:beginning|start|top|scratch)",
    r"dechrau eto|dechrau or dechrau|dechreuwch eto",
)
_LEAVE = (
    r"(?:stop|cancel|abandon|scrap|drop|bin|quit|exit|end|leave|forget|abort|ditch|close|"
    r"delete)(?: (?:about )?(?:it|this|that|this form|the form|this report|"
    r"the report|my report|all this|the whole thing|the lot|everything))?(?: (?:altogether|all|completely|"
    r"entirely))?",
    r"(?:i )?(?:dont|do not|no longer|didnt) (?:want|wanna|need|wish|mean)(?: to)? (?:do|make|send|"
    r"carry on(?: with)?|continue(?: with)?|go on(?: with)?|finish|fill in|fill out|report|complete|submit)"
    rf"(?: {_FORM})?(?: (?:any ?more|anymore|any longer|after all))?",
    r"(?:i )?(?:give|giving) up(?: (?:on )?(?:it|this|that))?|never ?mind|nvm|get me out(?: of (?:this|here|"
    r"it))?|(?:i )?(?:ve |have )?changed my mind",
    r"(?:im |i am )?not (?:going to )?(?:bother|doing|do) (?:with )?(?:this|it|that)(?: any ?more)?|"
    r"cant be bothered(?: with (?:this|it))?|(?:i )?want out",
    r"canslo|anghofiwch|gadewch o",
)
_SKIP = (
    r"skip(?: (?:it|this|that|this one|that one|this question|that question|the question|the photo|photo|one|"
    r"to the next(?: one| question)?))?",
    r"pass(?: on (?:that|this)(?: one)?)?|next(?: (?:question|one|step))?|move on(?: to the next (?:one|"
    r"question))?|go to the next (?:one|question)|n a|not applicable",
    r"(?:id |i would |i )?(?:rather|prefer|sooner) not(?: to)?(?: (?:say|answer|tell|give|share|"
    r"do that))?(?: (?:that|it|you|this))?",
    r"(?:i )?(?:dont|do not|wont|will not|cant|cannot|not going to|am not going to|im not going to|"
    r"refuse to) (?:want to |wanna |wish to |like to )?"
    r"(?:say|answer|tell you|tell|give (?:it|that|this|you (?:that|it|this))|share|share it|share that|"
    r"answer (?:that|this|it)|say that|do that one)",
    r"(?:its |thats |that is )?none of your business|(?:thats |its )private|no comment|mind your own business|"
    r"do without(?: (?:it|that))?|leave (?:it|that|this|this one|that one) (?:blank|empty|out)",
)
_SEND_IT = r"(?:send|submit|report|file|log)"
_SEND = (
    rf"(?:go ahead(?: and)? )?{_SEND_IT} (?:it|that|this|it all|the report|my report|as (?:it )?is|it as it is|"
    rf"it like that|what (?:you have|youve got|we have|ive got))(?: (?:off|in|on|through|anyway|now|already|"
    rf"as it is))*",
    rf"(?:send|submit)(?: (?:off|now))?|go ahead(?: with (?:it|that))?|finish(?: (?:it|up|now))?|(?:thats|"
    rf"that is) (?:all|everything|enough)(?: (?:i know|i have|ive got|i can say|you need))? (?:just )?{_SEND_IT} it",
    r"(?:get|put|pass) (?:it|that|this) (?:in|on|through|sent|done|over)(?: (?:to them|to the team|now))?|"
    r"(?:im |i am )?(?:done|finished|ready to send)(?: now)?",
    rf"(?:cant|can|could|will|would) you (?:just )?{_SEND_IT} (?:it|that|this)(?: (?:now|already|anyway|"
    rf"for me))*|that will do(?: (?:just )?{_SEND_IT} it)?",
)


def _whole(kinds: tuple[str, ...]) -> re.Pattern[str]:
    one = rf"{_ASKING}(?:{'|'.join(kinds)})"
    return re.compile(rf"\A{_BEFORE}{one}{_AFTER}(?: {_BEFORE}{one}{_AFTER})?")


_KINDS = (
    (Steer.RESTART, _whole(_RESTART)),
    (Steer.BACK, _whole(_BACK)),
    (Steer.SO_FAR, _whole(_SO_FAR)),
    (Steer.SKIP, _whole(_SKIP)),
    (Steer.SEND, _whole(_SEND)),
    (Steer.LEAVE, _whole((*_LEAVE, *_RESTART))),
)
"""The last takes "forget it, start again" as well: to leave is the safer reading of the two."""
LONGEST_CHARACTERS = 120


def steer(text: str) -> Steer | None:
    """What the whole message wants done with the form; None where it says anything else."""
    if len(text) > LONGEST_CHARACTERS:
        return None
    said = plain_words(text)
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(said)), None)
