"""The short form of `make bench-kills`: gateways killed at random moments under traffic on every channel, and a ledger
of what the fakes saw against what the database holds."""

from __future__ import annotations

from pathlib import Path

from bench.kills.trial import Trial, stand
from bot.outbox.deliver import ABOUT_TO_ASK

IN_THE_AIR = 2 * ABOUT_TO_ASK
"""Left unknown though the provider was not asked, by two of the kills: between the commit and the first byte."""


async def test_killed_at_random_moments(database_url: str, tmp_path: Path) -> None:
    """On SQLite one gateway, on PostgreSQL two."""
    gateways, kills = (1, 6) if database_url.startswith("sqlite") else (2, 4)
    trial = Trial(database_url, gateways, kills, seed=11, fresh=False, rest_seconds=60)
    report = await stand(trial, tmp_path)
    assert report.faults == []
    assert report.figures.acknowledged > 20 and report.figures.accepted > 5, "there was traffic"
    assert report.figures.in_the_air <= IN_THE_AIR
