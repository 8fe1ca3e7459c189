"""Words that are a sign of danger: those that name it plainly, those that others use as well, and those that hardly
ever say anything else. What has none of them must be the likelier to be danger (components/danger.py)."""

from __future__ import annotations

import re

from language.normalise import fold

_WHOM = r"(?:me|us|my|him|his|her|them|their)"
_FIRE = (
    r"fire(?! (?:station|hydrant|door|alarm test|exit|engine|brigade|place|pit))|smok(?:e|ing)(?! (?:alarm|detector))|"
    r"flames?|alight|(?:catch(?:es|ing)?|caught) (?:light|fire)|burning|explo\w+|spark(?:s|ing)?|carbon monoxide|"
    r"gas(?! ?(?:(?:and|or|n|&) (?:lec\w+|electric\w*|water)|"
    r"works|man|men|bill|meter|fitter|engineer|board|cooker|boiler|safety))|"
    r"(?:live|bare|exposed|loose) (?:wires?|cables?)|(?:wires?|cables?) (?:are |is )?(?:down|hanging|out|showing|bare)"
)
_BODY = (
    r"(?<!nose )bleed\w*|unconscious|collapsed?|slumped|breathe|breathing|chok\w+|strangl\w+|drown\w*|swallow\w*|"
    r"passed out(?! the)|(?:not|isn'?t|won'?t|can'?t) (?:be )?(?:mov\w+|wak\w+|respond\w*)|trapped|overdos\w*|999|"
    r"ambulance(?! station)"
)
_HARM = (
    rf"hits?(?! out)|hitting(?! out)|hurt(?:s|ing)? {_WHOM}|beat(?:s|en|ing)? {_WHOM}|batter(?:s|ed|ing) {_WHOM}|"
    rf"(?:slap|punch|kick|shov|grab|throttl|bit|belt|drag)\w* {_WHOM}|(?:a|got|get) (?:slap|hiding|belting|kicking)|"
    rf"(?:h[eo]ld|pinn)\w* {_WHOM} down|lock\w* {_WHOM} (?:in|out)|put {_WHOM} (?:through|into) (?:the|a) (?:wall|"
    r"door)|by the throat|round (?:my|her|his) (?:neck|throat)|bruises?|welts?|afraid|scared|frightened|terrified|"
    r"kill\w*|attack\w*|threat\w*|rap(?:e|ed|ist)|abus\w*|violen\w*|stab\w*|knife|blade|machete|gun|smash\w*"
)
_DESPAIR = (
    r"suicid\w*|die|dying|end(?:ing)? (?:it|my life|myself)|better off without me|cut my ?(?:arms?|legs?|wrists?|self)|"
    r"(?:not|didn'?t|don'?t|never) wake up|finds? me|(?:won'?t|not going to|not gonna) be (?:here|around)|"
    r"goodbye (?:note|letter)"
)
_HOME = (
    r"homeless|evict\w*|(?:kick(?:ed)?|chuck(?:ed)?|throw[ns]?|threw) (?:me|us|him|her|out)|starving|"
    r"(?:i'?m|i am|we'?re|we are|(?:s?he|they)(?:'?s|'?re| is| are)|feel) (?:not safe|unsafe)"
)
_PLAIN = rf"{_FIRE}|{_BODY}|{_HARM}|{_DESPAIR}|{_HOME}"
_CRY = (
    r"help(?! (?:with|towards|paying|to pay|for)\b)|beat(?:s|en|ing)?|nowhere(?! else)|(?:no|any) ?where to|"
    r"no place to|got anywhere|(?<!not )(?<!isnt )(?<!isn't )(?<!never )(?<!stopped )sleeping|slept in|kipping|"
    r"tonight|tablets|pills|no (?:food|heating|money)|screams?|wires?"
)
_SOMEBODY = (
    r"(?:s?he|they|m[ye] (?:\w+ )?(?:fella|bloke|man|husband|hubby|wife|missus|partner|boyfriend|girlfriend|bf|gf|"
    r"ex|dad|mum|brother|son))"
)
_ITSELF = (
    r"(?:catching|caught) (?:light|fire|alight)|(?:is|are|it'?s|that'?s|all|now|house|flat|car|bin) (?:on fire|"
    r"in flames|alight)|(?<!he )(?<!i )(?:has |have )?start(?:ed|ing) (?:smoking|to smoke)|flames? (?:are |"
    r"is )?(?:com|shoot|pour|lick)ing|smoke (?:is )?(?:com|pour|billow)ing (?:out|under|off|up)|(?<!no )(?:smells?|"
    r"stinks?|reeks?) (?:of )?gas|gas leak|not breathing|(?:won'?t|can'?t) wake (?:up|him|her)|"
    rf"{_SOMEBODY} (?:has |have )?(?:nearly |almost )?(?:killed|strangled|choked) (?:me|her)|"
    rf"{_SOMEBODY} (?:held|pinned) me down|(?:want|wanna|going|gonna) (?:to )?die|kill myself|"
    r"end my life|i (?:didn'?t|did not|don'?t|never|won'?t) (?:ever )?wake up"
)
PLAIN = re.compile(rf"\b(?:{_PLAIN})\b")
CRY = re.compile(rf"\b(?:{_PLAIN}|{_CRY})\b")
ITSELF = re.compile(rf"\b(?:{_ITSELF})\b")


def names_danger(text: str) -> bool:
    """Whether a text has a word that says plainly what the danger is."""
    return bool(PLAIN.search(fold(text)))


def may_cry_for_help(text: str) -> bool:
    """Whether a text has a word of somebody in danger, which others use as well: "help", "nowhere"."""
    return bool(CRY.search(fold(text)))


def says_danger(text: str) -> bool:
    """Whether a text says of a danger that it is there, in words that are hardly ever of anything else."""
    return bool(ITSELF.search(fold(text)))
