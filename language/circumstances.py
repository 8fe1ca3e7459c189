"""What a message tells of how somebody is placed, as a reason and not as a wish: "I'm on Universal Credit"."""

from __future__ import annotations

import re

from language.plain_words import plain_words

_TELLS = re.compile(
    r"\A\W*(?:(?:but|and|well|yeah|yes|no|oh|also|what if|if|even if|because|cos|as) )*"
    r"(?:i'?m|i am|we'?re|we are|i'?ve|i have|we have|we'?ve|i (?:live|work|rent|get)|we (?:live|rent|get)|"
    r"s?he'?s|s?he (?:is|has|gets|lives|already)|they'?re|they are|its for|it'?s for|"
    r"my \w+(?:'s| is| has| gets| lives)?|(?:just )?moved|not|"
    r"(?:i|we) (?:earn|own|broke|hurt|lost my job)|(?:i|we) got (?:a |no )?(?:kids?|child|children|job|pension|\d)|"
    r"got \d+ (?:kids|children)|\d+ (?:kids|children)|(?:it'?s |there'?s |theres )?(?:just|only) (?:me|the \w+ of us)|"
    r"there'?s (?:only |just )?(?:me|us|\d|two|three|four|five)|on (?:uc|universal credit|benefits?|pip|esa|pension)|"
    r"(?:(?:my|our) )?(?:son|daughter|mum|dad|husband|wife|partner|nan)"
    r"(?:'s| is| has| gets| lives| turned| lost| died))\b",
    re.IGNORECASE,
)
_TENURE = re.compile(
    r"\A\W*(?:(?:yes|yeah|yep|no|its|it'?s|is|a|an|in|im|i'?m|i am|i|live|rent|we'?re|we are|we|but|from|of|the|so) )*"
    r"(?:council|housing association|social|private(?:ly)?(?: rented)?)"
    r"(?: (?:tenants?|house|flat|home|property|place|landlord|rented|renting|owned|one))?"
    r"(?: (?:yeah|yes|if that matters|if it matters|btw|tho|though|mate|here))*\W*\Z",
    re.IGNORECASE,
)


def tells_circumstances(text: str) -> bool:
    """Whether it begins as such a message does, or says who is in a household. `text` is normalised."""
    return bool(_TELLS.match(text)) or tells_tenure(text) or only_names_people(text)


def tells_tenure(text: str) -> bool:
    """Whether it says whose home it is and nothing else: "council tenant", "its a council flat", "private rented"."""
    return bool(_TENURE.match(text))


_LACKS_MONEY = re.compile(
    r"\b(?:(?:haven'?t|have not|don'?t have|do not have|got no|have no|ain'?t|no) (?:\w+ ){0,2}money|"
    r"(?:can'?t|cannot|can not|couldn'?t|unable to) (?:\w+ )?(?:afford|pay)|skint|"
    r"(?:i'?m|i am|we'?re|we are) (?:\w+ )?broke)\b",
    re.IGNORECASE,
)


def lacks_money(text: str) -> bool:
    """Whether it says that there is no money: "i havent got the money", "we cant afford it"."""
    return bool(_LACKS_MONEY.search(text))


_RELATIVES = """
    mum mums mam dad dads mother father nan nans gran grandma grandad grandparents grandson granddaughter son sons
    daughter daughters kid kids child children baby brother brothers sister sisters aunt auntie uncle cousin niece
    nephew husband wife partner boyfriend girlfriend parents lodger
"""
_BESIDE_THEM = """
    i im me my we us our he hes his him she shes her they theyre their them is are was be have has got ive weve there
    theres its it just only and or plus also aswell as well too with in at here the house home flat living live lives
    lived staying stays stay of all both still no yes yeah but so a an then now one two three four five six babies
    toddler teenager lad lads girl boy fiance mrs sometimes often aged name names on up moving moved housemate
    housemates flatmate tenant family other half stepdad stepdads stepmum stepmums stepson stepdaughter ex years year
    old adult adults people person who in law
"""
_NAMES_RELATIVES = frozenset(_RELATIVES.split())
_HOUSEHOLD = _NAMES_RELATIVES | frozenset(_BESIDE_THEM.split())


def only_names_people(text: str) -> bool:
    """Whether it says who is in a household and nothing else: "theres me and her dad aswell", "my nan lives here"."""
    words = plain_words(text).split()
    return not _NAMES_RELATIVES.isdisjoint(words) and all(word in _HOUSEHOLD or word.isdigit() for word in words)
