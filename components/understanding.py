"""The record of what was understood, as the gateway gets it (see GatewayChannel)."""

from typing import Any

UNDERSTANDING = "understanding"
"""Key of the record in a parsed message; set by the last component of the pipeline."""


def of_payload(parsed: dict[str, Any]) -> dict[str, Any]:
    """The record for one of our own choices, which needs no understanding: its intent is certain."""
    intent = parsed["intent"]["name"]
    return {
        "decision": "answer",
        "intent": intent,
        "confidence": 1.0,
        "topic": None,
        "urgent": False,
        "ranking": [{"name": intent, "confidence": 1.0}],
        "nearest": [],
    }
