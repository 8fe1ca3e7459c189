"""Where something is, from what a resident wrote: a postcode, a street, "outside the Co-op", a shared position."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions.records import Records, RecordsDown
from language.acknowledging import acknowledges
from language.cleaning import one_line
from language.normalise import fold
from language.postcodes import find_postcode, without_postcode
from language.yes_no import Said, yes_or_no

_KINDS = r"""
    road rd street st lane ln avenue ave close drive dr way court crescent cres place terrace gardens gdns grove hill
    square sq row mews walk green(?!.(?:bins?|waste|lid|box)\b) bypass
    roundabout parade rise yard wynd quay bridge common heath broadway boulevard circus embankment esplanade promenade
"""
_LANDMARKS = """
    park school church station shop shops pub library surgery hospital hall crossing junction corner bus.stop car.park
    playground garage cemetery market precinct estate alley alleyway underpass subway path canal river chippy takeaway
    supermarket co-?op tesco aldi lidl asda morrisons sainsbury.?s post.office roundabout
"""
_NOT_A_NAME = """
    my our your his her their its neighbours? the this that a an every whole each main back front same long busy
    quiet council other all to i we you he she they it is are was were can can't cant cannot could couldn't don't
    dont won't wont will would and or of so too very not people kids cars dog dogs dark light bright takes? took
    bike in on at up by off down along across near into from over under no any some which wrong right different
    blocked dumped rubbish
"""
_BEGINS = r"""
    st\.? saint great little upper lower old new north south east west high king queen kings queens prince princess lord
    lady sir duke bishop abbey castle mount mt\.?
"""
"""With which a name of several words begins, in small letters too."""
_GOES_ON = "to|past|over|through|into|too|there|down|up|along|fast|enough|it|my|our|the|home|round|around"
"""After which "close", "drive", "walk" and "way" are no street: "kids walk past", "dumped close to"."""
_HERE = re.compile(
    r"\b(?:outside|on|in|at|along|(?:down|up)(?!\s+(?:\w+ing|in|on|at|outside|by|near|and|across)\b)|opposite|by|near|"
    r"behind|beside|front of|next to|end of|top of|bottom of|"
    r"corner of|junction of|junction with|across from|round the back of|between)\b",
    re.IGNORECASE,
)
_NO_NAME = rf"(?!(?:{'|'.join(_NOT_A_NAME.split())})\b)"
_NUMBER = r"\d{1,4}[a-z]?"
_NAMED = (
    rf"(?:(?:(?:flat|numbers?|nos?\.?|column)\s+)?{_NUMBER}(?:\s*(?:and|or|to|&|-)\s*{_NUMBER})?,?\s+)?"
    rf"(?:(?-i:{_NO_NAME}[A-Z][\w'-]*\.?\s+){{0,3}})(?:(?:{'|'.join(_BEGINS.split())})\s+)?{_NO_NAME}[a-z][\w'-]+\s+"
    rf"(?!(?:close|drive|walk|way)\s+(?:{_GOES_ON})\b)(?:{'|'.join(_KINDS.split())})\b"
)
"""A street with its number, if it has one. Of a name of several words the first ones count where they are capitals."""
_STREET = re.compile(rf"(?<![\w'-]){_NAMED}", re.IGNORECASE)
_A_KIND = "|".join(_KINDS.split())
_ONLY_A_STREET = re.compile(
    rf"\A(?:(?:flat|numbers?|nos?\.?)\s+)?(?:{_NUMBER},?\s+)?(?:{_NO_NAME}[a-z][\w'-]*\s+){{1,3}}(?:{_A_KIND})",
    re.IGNORECASE,
)
"""A message with nothing in it but a street: its whole name, in small letters too."""
_LONGEST_STREET_CHARACTERS = 60
_ROAD_NUMBER = re.compile(r"\b(?:(?:the|on|off) [abm]\d|[abm]\d{2,4})\b(?! ?\d[a-z]{2}\b)", re.IGNORECASE)
_HOUSE = re.compile(r"\b(?:no\.?|number)?\s*\d+[a-z]?\s+[a-z']{3,}", re.IGNORECASE)
_LANDMARK = re.compile(rf"\b(?:{'|'.join(_LANDMARKS.split())})\b", re.IGNORECASE)
_ENDS = re.compile(
    rf"(?<!\bst)(?<!\bno)(?<!\bnr)(?<!\bmt)(?<!\bopp)\.(?!\d)|[;!?\n]|,(?!\s+{_NAMED})|\s(?:and(?!\s+{_NAMED})|"
    rf"but|so|it'?s|its|it|can|could|please|pls|plz|is|are|has|have|had|was|were|been|"
    r"which|that|thats|they|there|theres|who|where|when|since|for|needs?|full|keeps?|wants?|not|i|we|he|she|you|every|"
    r"at \d+ ?[ap]\.?m)\b",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"\s(?:again|almost|nearly|really|very|now|today|tonight|yesterday|tomorrow|everywhere|still|because|cos|last|"
    r"every|"
    r"all|someone|somebody|nobody|people|kids|water|burnt|burned|too|also|my|our|this|broke|broken|damaged|blocking|"
    r"causing|making|getting|got|"
    r"asap|urgent|urgently|massive|huge|dangerous|sort|thanks?|cheers|ta)\b",
    re.IGNORECASE,
)
"""Words that say more than where, once a street was named."""
_LEADS = re.compile(
    r"^(?:(?:no(?!\W*\d)|nope|yes|yeah|yep|ok|okay|hi|hello|well|so(?= )|thanks|sorry|sry|actually|oh|um|erm|"
    r"it'?s|it is|it was|i mean|i meant|just|right)\b"
    r"[\s,.:!-]*)+",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?<!\d)\d{1,6}\s?(?:weeks?|days?|months?|years?|times|hours?|minutes?|mins?|am|pm|feet|foot|ft|inch(?:es)?|"
    r"met(?:re|er)s?|cms?|"
    r"bags?|nights?|o'?clock|people|kids|in the)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\A\W*(?:(?:about|over|for|a|an|the|last|few|couple of|two|three|four|five|six|\d+)\s+)*"
    r"(?:days?|weeks?|months?|years?|ages)\W*",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"(?<!\S)(?=\S*\d)[^\s,]+,?\s\Z")
_MOST_STARTS = 60
"""In the longest message; one that says more often where it may be says it in the first ones."""
_LONGEST_NUMBER_CHARACTERS = 20
_IN_NUMBERS = "0123456789/-.½¼¾"
_WORD = re.compile(r"[\w'-]+")
_FARTHEST_CHARACTERS = 160
"""From its beginning a place is said within so many, or it is not plain enough to be taken for one."""
_LONGEST_CHARACTERS = 4000
_VAGUE = re.compile(
    r"(?:\b(?:it'?s|its|ones?|just|right|on|in|at|outside|near|nearby|by|down|up|along|the|my|our|here|there|"
    r"where|i|we|live|"
    r"of|to|end|top|bottom|middle|side|corner|opposite|next|door|front|back|main|same|mine|ours|me|us|neighbou?r'?s?|"
    r"road|street|house|home|place|area|village|town|estate|dunno|(?:do not|don'?t|can'?t) (?:know|remember|say)|name|"
    r"flat|upstairs|downstairs|above|below|pavement|no idea|not sure|sorry|mate|idk|everywhere|somewhere|anywhere|"
    r"all over|yma|fan hyn|fan'?ma|same as before|as before|you know|hello|hi|yes|no|ok|what|why|pardon|eh|lol|tbc|"
    r"unknown|nothing|none|pass|later|test|please|pls)\b\W*)+",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\d|\b(?:near|by|at|on|in|inside|outside|opposite|behind|beside|between|next|under|over|along|towards|past|before|"
    r"after|around|round|off|ger|wrth|ar|tu|o flaen|gyferbyn)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = 6
"""What is longer tells something."""
_NO_PLACE = frozenset({Said.YES, Said.NO, Said.UNSURE, Said.OPEN})
_AT_HOME = re.compile(
    r"\b(?:my|our)\s+(?:house|home|place|address|flat|front door|door|gate|drive)\b|\bwhere i live\b", re.IGNORECASE
)


def place_in(text: str) -> str | None:
    """The part of a longer message that says where: "outside 14 Mill Lane". None where nothing does."""
    alone = _LEADS.sub("", text[:_LONGEST_STREET_CHARACTERS]).strip(" .,!-")
    if len(text) <= _LONGEST_STREET_CHARACTERS and _ONLY_A_STREET.fullmatch(alone):
        return alone
    for start in _starts(text):
        clause = _clause(text, start)
        if clause and _names_a_place(clause):
            return clause.strip(" -:")
    return find_postcode(text)


def _clause(text: str, start: int) -> str | None:
    """From there to where the place ends; None where it does not end within reach, so that none is cut off."""
    clause = text[start : start + _FARTHEST_CHARACTERS]
    end = _ENDS.search(clause, 1)
    clause = clause[: end.start()] if end else clause
    street = _STREET.search(clause)
    after = _AFTERWARDS.search(clause, street.end()) if street else None
    whole = end or after or len(clause) == len(text) - start
    return (clause[: after.start()] if after else clause) if whole else None


def _starts(text: str) -> list[int]:
    """Where to begin reading: at each word such as "outside", then at each street or road number."""
    streets = [_with_number(text, match.start()) for match in _STREET.finditer(text)]
    heres, roads = ([match.start() for match in pattern.finditer(text)] for pattern in (_HERE, _ROAD_NUMBER))
    return [*heres, *streets, *roads][:_MOST_STARTS]


def _with_number(text: str, start: int) -> int:
    """Where a street begins with what stands before it as its number, however that is written: "12½", "12/2"."""
    before = text[max(0, start - _LONGEST_NUMBER_CHARACTERS) : start]
    glued = len(before) - len(before.rstrip(_IN_NUMBERS))
    number = _NUMBER_BEFORE.search(before[: len(before) - glued])
    return start - glued - (len(number[0]) if number and not glued else 0)


def _names_a_place(clause: str) -> bool:
    return bool(
        _STREET.search(clause)
        or _ROAD_NUMBER.search(clause)
        or find_postcode(clause)
        or (_HOUSE.search(clause) and not _MEASURE.search(clause))
    )


def names_a_street(text: str) -> bool:
    """Whether it names a street or a numbered road."""
    return bool(_STREET.search(text) or _ROAD_NUMBER.search(text))


def names_a_landmark(text: str) -> bool:
    """Whether it says where by something that many places have: enough for an answer, too little out of the blue."""
    return bool(_LANDMARK.search(text))


def is_vague(text: str) -> bool:
    """Whether this says no place at all: "outside my house", "here", "don't know"."""
    said = text.strip()
    if not re.search(r"[a-z0-9]{2}", said, re.IGNORECASE) or _DURATION.fullmatch(said):
        return True
    return bool(_VAGUE.fullmatch(said)) or _answers_something_else(said)


def _answers_something_else(said: str) -> bool:
    """Whether it is a yes, a no, a "haven't a clue" or a thank-you, with nothing in it that says where."""
    if len(said.split()) > _SHORT_WORDS or _WHERE.search(said) or names_a_landmark(said) or place_in(said):
        return False
    return acknowledges(said) or yes_or_no(said) in _NO_PLACE


def at_home(text: str) -> bool:
    """Whether it says "outside my house"."""
    return bool(_AT_HOME.search(text))


def shared(location: dict[str, Any]) -> dict[str, Any]:
    """The place for a position that was shared."""
    at = {name: round(float(location[name]), 6) for name in ("latitude", "longitude")}
    words = location.get("label") or f"the place you shared ({at['latitude']:.5f}, {at['longitude']:.5f})"
    return {"words": words} | at


async def resolved(text: str, records: Records, restored: Callable[[str], str] = str) -> dict[str, Any] | None:
    """The place that words and perhaps a postcode mean, with its street's name from the records. None for a postcode
    of which the records know nothing. `restored` gives the words back as they were written."""
    postcode = find_postcode(text)
    rest = one_line(without_postcode(text)).strip(" ,.-")
    rest = _LEADS.sub("", rest) or rest
    if postcode is None:
        return {"words": restored(rest)[:_LONGEST_CHARACTERS]}
    try:
        found = await records.addresses(postcode)
    except RecordsDown:
        return {"words": _joined(restored(rest), postcode), "postcode": postcode}
    if not found:
        return None
    streets = {_street(row["address"]) for row in found}
    street = streets.pop() if len(streets) == 1 else ""
    if fold(_first_word(street)) in _WORD.findall(rest.casefold()):
        street = ""
    if rest and _HERE.fullmatch(rest.split()[-1]):  # "near FB1 2CD"
        return {"words": f"{restored(rest)} {_joined(street, postcode)}"[:_LONGEST_CHARACTERS], "postcode": postcode}
    return {"words": _joined(restored(rest), street, postcode), "postcode": postcode}


def _street(address: str) -> str:
    """ "3 Barley Mow Lane, Fernley" → "Barley Mow Lane, Fernley"."""
    return re.sub(r"^(?:flat\s+)?\d+[a-z]?,?\s+", "", address, flags=re.IGNORECASE)


def _first_word(street: str) -> str:
    return street.split()[0].casefold().strip(",") if street else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)[:_LONGEST_CHARACTERS]
