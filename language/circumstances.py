"""What a message tells of how somebody is placed, as a reason and not as a wish: "I'm on Universal Credit"."""

from __future__ import annotations

import re

_TELLS = re.compile(
    r"\A\W*(?:(?:but|and|well|yeah|yes|no|oh|also|what if|if|even if|because|cos|as) )*"
    r"(?:i'?m|i am|we'?re|we are|i'?ve|i have|we have|we'?ve|i (?:live|work|rent|get)|we (?:live|rent|get)|"
    r"s?he'?s|s?he (?:is|has|gets|lives|already)|they'?re|they are|its for|it'?s for|"
    r"my \w+(?:'s| is| has| gets| lives)?|(?:just )?moved|not)\b",
    re.IGNORECASE,
)


def tells_circumstances(text: str) -> bool:
    """Whether it begins as such a message does. `text` is normalised."""
    return bool(_TELLS.match(text))


_LACKS_MONEY = re.compile(
    r"\b(?:(?:haven'?t|have not|don'?t have|do not have|got no|have no|ain'?t|no) (?:\w+ ){0,2}money|"
    r"(?:can'?t|cannot|can not|couldn'?t|unable to) (?:\w+ )?(?:afford|pay)|skint|"
    r"(?:i'?m|i am|we'?re|we are) (?:\w+ )?broke)\b",
    re.IGNORECASE,
)


def lacks_money(text: str) -> bool:
    """Whether it says that there is no money: "i havent got the money", "we cant afford it"."""
    return bool(_LACKS_MONEY.search(text))
