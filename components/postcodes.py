"""Finds UK postcodes, in any spacing and case, as the entity `postcode` in its proper form."""

import re
from typing import Any

# The shape only: whether a postcode exists is for the records to say, and a demonstration's need not be possible ones.
# A letter O typed for the 0 of the inward part and a missing or doubled space are common on phones.
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)[\s.-]{0,3}([\dO][A-Z]{2})\b", re.IGNORECASE)


def find_postcodes(text: str) -> list[dict[str, Any]]:
    return [
        {
            "entity": "postcode",
            "start": match.start(),
            "end": match.end(),
            "value": _proper(match[1].upper(), match[2].upper()),
            "extractor": "PostcodeExtractor",
        }
        for match in POSTCODE.finditer(text)
    ]


def _proper(outward: str, inward: str) -> str:
    return f"{outward} {inward[0].replace('O', '0')}{inward[1:]}"
