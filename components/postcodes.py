"""The entity `postcode`, in its proper form, with where it stands in the text as written."""

from typing import Any

from language.postcodes import postcodes


def find_postcodes(text: str) -> list[dict[str, Any]]:
    return [
        {
            "entity": "postcode",
            "start": found.start,
            "end": found.end,
            "value": found.value,
            "extractor": "PostcodeExtractor",
        }
        for found in postcodes(text)
    ]
