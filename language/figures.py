"""Figures of speech that sound like danger, and danger that is denied, put in plain words: "dying to know what it
costs" is "want to know what it costs". The rest of a message stays as it is, so a danger beside them is still read."""

from __future__ import annotations

import re

from language.normalise import normalise

_VERY = r"(?:(?:so|really|very|absolutely|totally|just|pretty much|actually|nearly|almost|near enough|about|half) )*"
_CHORES = r"(?:know|find out|see|hear|get|ask|try|start|move|have|meet|go|learn|read|finish)"
_BURDENS = (
    r"(?:(?:the|my|these|those|this|that|your|all this|all the|caring|walking|waiting) (?:\w+ )?)?(?:stairs|costs?|"
    r"bills?|prices?|rent|noise|stress|back|knees?|hips?|feet|legs?|queue|wait|waiting|paperwork|forms?|heat|cold|job|"
    r"work|worry|caring|journey|walk|hill|tax|suspense|mortgage|music|smell|racket|commute|year|winter|shoulders?|head)"
)
_OVER_TIME = (
    r"(?:this|these|that|the (?:last|past)|last (?:year|few)|for|over|every|doing|getting|looking|trying|caring|having|"
    r"not|with|keeping|paying|carrying|to (?:get|do|look|keep|pay|carry|lift)|physically|mentally|financially)"
)
_TROUBLES = (
    r"(?:thing|place|house|flat|damp|mould|mold|situation|process|hassle|move|build|illness|wait|cold|heat|winter|"
    r"summer|job|stress|worry)"
)
_SHOCK = r"(?:died|choked|had a (?:heart attack|fit|stroke))"
_ON_READING = r"(?:when i (?:saw|opened|got|read|heard)|at the (?:\w+ )?(?:bill|price|cost|letter|rent))"
_MAD = r"(?:mad|crazy|insane|nuts|bonkers|spare|up the wall|round the (?:bend|twist)|to drink)"
_OURS = r"(?:with (?:the|your|this|these|you|those|all|my (?:bins?|council|landlord|neighbour)))"
_MACHINES = r"(?:phone|battery|mobile|tablet|laptop|car|van|bike|boiler|washing machine|freezer)"
_WORRIED_SICK = r"(?:worried (?:sick|to death|stiff)|sick with worry|worrying myself (?:sick|to death))"
_WORRIED = rf"\b(?:and |but |so )?(?:i'?m|i am|we'?re|we are|i'?ve been|been) {_VERY}{_WORRIED_SICK}"
_TBH = r"(?: (?:tbh|to be honest|honestly|now))?"

_NOW = re.compile(
    r"\b(?:tonight|today|now|this (?:morning|afternoon|evening)|tomorrow|already|by (?:him|her|them|my))\b",
    re.IGNORECASE,
)
_ASKS = r"(?:will|can|could|would|might|may|do|does|should|am|are|is|if|chances? of|risk of|worried about)"
_OUT = r"(?:kicked|chucked|thrown|turfed|booted|slung) out"
_PUT_OUT = r"(?:kick|chuck|throw|turf|boot|sling) (me|us|him|her|them|people|you) out"
_ENDS_UP = (
    r"(?:(?:end(?:ing)? up|go|live|be (?:put|placed|sent|moved)|put (?:us|me|them)) (?:in|into|to) (?:(?:a|the|some) )?"
    r"(?:hostels?|b ?(?:&|and|n) ?b|bnb|temporary(?: accommodation| housing)?|hotel)|"
    r"(?:end(?:ing)? up|be) (?:(?:out )?on the streets?|homeless|sleeping rough))\b"
)

_HARM = r"(?:hurt|injured|harmed|wounded|in (?:any |immediate |real )?danger)"
_NOBODY = r"(?:nobody|no ?one|none of (?:us|them)|neither of (?:us|them))"
_THEY = r"(?:(?:i|we|he|she|they|it|both|the \w+|my \w+) ?(?:'?m|'?s|'?re| am| is| are| was| were)? ?)?"
_AT_ALL = r"(?:(?:actually|really|that|physically|even|got|getting|been|is|was) )*"
_BY_NOBODY = (
    r"(?! (?:me|us|him|her|them|my|our|his|any ?(?:one|body)|\w+sel(?:f|ves)|badly|seriously|yet|this time|so far|"
    r"any ?more|today|right now|at the moment)\b)"
)
_SLIGHT = r"(?:bruised|bruising|shaken|shook|sore|scratched|grazed|winded|upset|a (?:bruise|scratch|graze))(?: up)?"
_ONLY_SLIGHT = (
    rf"(?:[ ,.;-]+(?:but |just |only |bit |a bit |a little |is |its )*{_SLIGHT}"
    rf"(?:[ ,]+(?:and |a bit )*{_SLIGHT})*)?"
)

_CREW = (
    r"(?:police|fire ?(?:brigade|engines?|service|crew|men)|ambulance(?: crew)?|paramedics|"
    r"gas (?:man|men|board|engineer))"
)
_HAVE_COME = (
    rf"(?<!is )(?<!are )(?<!is the )(?<!are the )\b(?:the )?{_CREW} ?(?:(?:'?s|'?ve|'?re|is|are|has|have|was|were) )?"
    r"(?:all |just |now |already )*"
    r"(?:been and gone|been|gone|left|came|(?<=have )come|(?<=has )come|here|arrived|put it out|"
    r"on (?:the|their) way|coming|(?:fixed|sorted) (?:it|that))\b"
)

_FIGURES: tuple[tuple[str, str], ...] = (
    (rf"\b(?:i'?m |i am )?(?:dying|dead keen|itching|bursting) to (?={_CHORES}\b)", "want to "),
    (r"\b(?:i'?m |i am )?dying for (?=(?:an?|some|the|my) )", "would like "),
    (r"\b(?:kill|give my right arm|murder) for (?=(?:an?|some|the|one) )", "like "),
    (r"\bmurder (?=(?:trying|parking|getting|finding)\b)", "hard "),
    (rf"\b({_BURDENS})(?:'s| is| are| has| have)? {_VERY}(?:been )?kill(?:ing|s|ed) (?:me|us)\b", r"\1 is very hard"),
    (rf"\b(?:it'?s|its|it is|it has|this is|this has) {_VERY}(?:been )?killing (?:me|us)\b", "it is very hard"),
    (
        rf"\b(?:it'?s|its|it has|it|this|this has|(?:this|the|that) (?:whole )?{_TROUBLES}(?:'s| has| have)?) "
        rf"{_VERY}(?:been )?(?:killed|finished(?: off)?|done for|broken) (?:me|us|him|her|them)(?: off)?"
        rf"(?= {_OVER_TIME}\b)",
        "it has been very hard",
    ),
    (r"\bbe the death of (?:me|us)\b", "be very annoying"),
    (r"\bwas (?:\w+ )?dying (?=(?:on|in|over) the (?:bathroom|toilet|loo|bog|bed|sofa|floor)\b)", "was very ill "),
    (rf"\b(?:(?:nearly|almost|practically) {_SHOCK}|{_SHOCK}) (?={_ON_READING}\b)", "was surprised "),
    (
        r"\b(?:could(?: have|'?ve)? |nearly )?(?:die|died|dying) of (?:embarrassment|shame|boredom|curiosity)\b",
        "was embarrassed",
    ),
    (r"\bso embarrassed (?:that )?i (?:could|wanted to) (?:die|have died)\b", "so embarrassed"),
    (r"\b(sick|bored|tired|fed up) to (?:death|the back teeth)\b", r"\1"),
    (rf"{_WORRIED}{_TBH} (?=(?:i|i'?m|i'?ve|we|we'?re|we'?ve)\b)", ""),
    (rf"{_WORRIED}{_TBH}(?=\W*\Z)", "its a worry"),
    (rf"\b{_WORRIED_SICK}(?= (?:about|over) (?:the|my|this|it|that|paying|what|how|money)\b)", "worried"),
    (rf"\b(?:driv(?:ing|es?)|sending|sends) (?:me|us) {_MAD}\b", "annoying me"),
    (r"\bdoing my (?:head|nut) in\b", "annoying me"),
    (rf"\bgoing {_MAD} (?=(?:here|{_OURS})\b)", "annoyed "),
    (rf"\bat (?:the end of my tether|my wit'?s'? end) (?={_OURS}\b)", "annoyed "),
    (r"\b(?:i )?could (?:scream|weep)\b", "i am annoyed"),
    (r"\bleav(?:e|ing) (?:me|us) hanging\b", "make me wait"),
    (r"\bhad it up to here\b", "am annoyed"),
    (r"\bover my dead body\b", "never"),
    (r"\b(?:costs? an arm and a leg|bleed(?:ing|s)? (?:me|us|people) dry)\b", "is expensive"),
    (rf"\b({_MACHINES}(?:'s|s)?) (?:is |are |has |have )?(?:just )?(?:dying|died|dead)\b", r"\1 does not work"),
    (
        r"\bdead (?=(?:easy|good|quick|slow|nice|simple|keen|helpful|busy|chuffed|handy|funny|expensive|cheap)\b)",
        "very ",
    ),
    (rf"\b{_NOBODY} {_AT_ALL}{_HARM}\b{_BY_NOBODY}{_ONLY_SLIGHT}", "nobody was hurt"),
    (
        rf"\b{_THEY}(?:not|isn'?t|wasn'?t|aren'?t|weren'?t|ain'?t) {_AT_ALL}{_HARM}\b{_BY_NOBODY}{_ONLY_SLIGHT}",
        "nobody was hurt",
    ),
    (_HAVE_COME, "somebody has come"),
    (
        r"\b(?:(?:(?:it'?s|its|it is|this is|that'?s|thats) )?(?:not an|no)|(?:this|it|that) isn'?t (?:really )?an) "
        r"emergency\b",
        "it is not urgent",
    ),
)
"""Each with its plain words. What may be meant as it is said, "he nearly killed me" and "not hurt yet", is none."""
_EVICTED: tuple[tuple[str, str], ...] = (
    (rf"\b({_ASKS}) ((?:\w+ ){{1,4}}?){_ENDS_UP}", r"\1 \2have to move"),
    (rf"\b({_ASKS}) ((?:\w+ ){{0,3}}?)(?:be |being |get |getting )*{_OUT}\b", r"\1 \2have to move"),
    (rf"\b({_ASKS}) ((?:\w+ ){{1,4}}?){_PUT_OUT}\b", r"\1 \2make \3 move"),
)
"""A question about what may come; not where it is tonight."""
_PATTERNS = {pattern: re.compile(pattern, re.IGNORECASE) for pattern, _ in (*_FIGURES, *_EVICTED)}
_LONGEST_CHARACTERS = 600
"""Of a message that is looked through for figures: a letter is read as it is."""


def plainly(text: str) -> str:
    """A text with its figures of speech and denials in plain words; as it was written where it has none."""
    said = normalise(text)
    if len(said) > _LONGEST_CHARACTERS:
        return text
    put = said
    for pattern, plain in _FIGURES if _NOW.search(said) else (*_FIGURES, *_EVICTED):
        put = _PATTERNS[pattern].sub(plain, put)
    return text if put == said else put
