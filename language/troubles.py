"""Whether somebody tells of a trouble: no money, no heating, an illness, more than they can bear. They are owed a human
sentence before anything else."""

from __future__ import annotations

import re

from language.circumstances import lacks_money

_MONEY = re.compile(
    r"\b(?:(?:lost|losing|lose) (?:my|our|his|her|the|both our|both) jobs?|made redundant|redundancy|out "
    r"of work|laid off|"
    r"(?:hours|wages|pay|benefits?|money|uc)(?: (?:got|get|have been|has been|was|were|been|is|are))? (?:been )?"
    r"(?:cut|short (?:by|of)|stopped|slashed|reduced|gone down|ran out|run out)|"
    r"(?:in|so much|too much|loads of|up to my (?:neck|eyes) in) debt|food ?bank|"
    r"(?:nothing|no food|nowt) (?:left |in )?(?:in the (?:fridge|cupboards?|house|bank)|to eat|to live on|"
    r"for the kids)|"
    r"no (?:gas|electric|electricity|leccy|credit|food)\b|(?:can'?t|cannot) feed|living on (?:toast|nothing)|"
    r"no income|short (?:by|of) (?:\d|money|cash)|zero hours|on the breadline|payday loan|sold (?:my|our) \w+ to)",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:no (?:heating|hot water|water|bathroom|toilet|cooker|fridge|bed)|freezing|new ?born|"
    r"(?:little|small|new|tiny|premature|sick|poorly|young) (?:baby|babies|kids|children|ones)|(?:month|"
    r"week|year)s? old|"
    r"pregnant|expecting|\d+ (?:kids|children)|single (?:mum|mam|mom|dad|parent)|"
    r"disabled|wheelchair|autis\w+|dementia|alzheimers?|stroke|cancer|chemo\w*|asthma|epilep\w+|copd|"
    r"(?:just |had an? )?(?:operation|surgery|miscarriage)|in hospital|out of hospital|depress\w+|anxi\w+|ptsd|"
    r"(?:can'?t|cannot) (?:sleep|cope|go on|carry on)|not (?:slept|sleeping|coping|well)|no sleep|"
    r"(?:died|passed away|passed on|widow\w*|funeral|bereave\w*|lost my (?:mum|mam|dad|wife|husband|son|daughter|nan|"
    r"partner|brother|sister|baby|home|house))|"
    r"stress\w*|worried|worrying|scared|frightened|crying|in tears|exhausted|knackered|shattered|at (?:my|"
    r"our|the) wits|"
    r"end of my tether|at breaking point|doing my head in|fed up|desperate|struggling|had enough|on my own|all alone|"
    r"alone|lonely|no ?one cares|nobody cares|dont know what to do|evicted|kicked out|burgled|robbed|bullied|"
    r"shaken up|upset|heartbroken|shes suffering|hes suffering|in pain|in agony|black mould|mould|damp)\b",
    re.IGNORECASE,
)


def tells_of_money(text: str) -> bool:
    """Whether it is about having too little to live on. `text` is normalised."""
    return lacks_money(text) or bool(_MONEY.search(text))


def tells_of_trouble(text: str) -> bool:
    """Whether a person who hears it would say that they are sorry."""
    return bool(_TROUBLE.search(text))
