"""Names that our code uses, as words for people."""

from __future__ import annotations


def spelled_out(key: str | None) -> str:
    """A key such as `missed_bin_report` as words: "Missed bin report"."""
    return (key or "").replace("_", " ").strip().capitalize()
