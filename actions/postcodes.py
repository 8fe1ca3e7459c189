"""Finds a postcode in what somebody wrote and writes it the official way."""

import re

# The shape only (area, district, space, inward code); whether it exists is for the records to say.
# On a phone the O is often typed for the 0 and the space doubled or forgotten.
_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?)[\s.-]{0,3}([0-9o][a-z]{2})\b", re.IGNORECASE)


def find_postcode(text: str) -> str | None:
    """The last postcode in the text as "FB1 2CD": in "not FB1 2CD but FB1 2CE" the last one is meant."""
    found = _POSTCODE.findall(text.upper())
    if not found:
        return None
    outward, inward = found[-1]
    return f"{outward} {inward[0].replace('O', '0')}{inward[1:]}"


def without_postcode(text: str) -> str:
    """The text with every postcode taken out."""
    return _POSTCODE.sub(" ", text)
