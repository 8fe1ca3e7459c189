"""Lengths of time on reports: exact enough to compare, never rounded down to nothing."""

from __future__ import annotations

MINUTE, HOUR = 60, 3600


def exact_duration(seconds: float | None) -> str:
    """ "0.8 s", "45 s", "6 min 20 s", "2 h 5 min", "63 h"; a dash where there is no figure. A real wait is never
    "0 s" because of rounding."""
    if seconds is None:
        return "–"
    if 0 < seconds < 0.1:
        return "under 0.1 s"
    if seconds < 9.95:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return _two((whole // MINUTE, "min"), (whole % MINUTE, "s"))
    minutes = round(seconds / MINUTE)
    return _two((minutes // MINUTE, "h"), (minutes % MINUTE, "min"))


def change(now: float | None, before: float | None) -> str:
    """ "20 s shorter than", "the same as", or nothing where there is nothing to compare."""
    if now is None or before is None:
        return ""
    difference = now - before
    if exact_duration(now) == exact_duration(before):
        return "the same as"
    return f"{exact_duration(abs(difference))} {'longer' if difference > 0 else 'shorter'} than"


def percent(share: float | None) -> str:
    """ "92%", rounded down so that only a complete share is called 100%; a dash where there is no figure."""
    return "–" if share is None else f"{int(share * 100 + 1e-9)}%"


def _two(whole: tuple[int, str], rest: tuple[int, str]) -> str:
    return " ".join(f"{number} {unit}" for number, unit in ((whole, rest) if rest[0] else (whole,)))
