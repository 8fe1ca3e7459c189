"""`make bench-kills`: the trial on SQLite with one gateway, and on PostgreSQL with two where a server is named."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path

from bench.databases import empty_databases
from bench.kills.trial import Report, Trial, stand
from bot.outbox.deliver import ABOUT_TO_ASK

BACK_SECONDS = 3.0
REST_SECONDS = 240.0
"""PostgreSQL: what was asked for when its gateway died is unknown after two minutes."""
IN_THE_AIR = 0.25
"""Left unknown though nobody was asked, by a kill on average and one kill's worth beside: it came between the
commit and the first byte."""


def main() -> int:
    """Print what came of it; 1 when something must not be."""
    asked = argparse.ArgumentParser(prog="make bench-kills", description=__doc__)
    asked.add_argument(
        "--kills", type=int, default=40, help="of one gateway on SQLite; half as many of two on PostgreSQL"
    )
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    quiet = os.getloadavg()[0] < (os.cpu_count() or 1)
    print(f"seed {options.seed}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores before")
    failed = False
    with tempfile.TemporaryDirectory() as directory, empty_databases(Path(directory)) as databases:
        for name, url in databases.items():
            gateways, kills = (1, options.kills) if name == "SQLite" else (2, options.kills // 2)
            trial = Trial(url, gateways, kills, options.seed, fresh=True, rest_seconds=REST_SECONDS)
            report = asyncio.run(stand(trial, Path(directory)))
            failed |= _tell(name, trial, report, quiet=quiet)
    return int(failed)


def _tell(name: str, trial: Trial, report: Report, *, quiet: bool) -> bool:
    figures, slowest = report.figures, max(report.back)
    print(f"\n{name}, {trial.gateways} gateway(s), {trial.kills} kills")
    print(f"  acknowledged                     {figures.acknowledged}")
    print(f"  texts asked for, accepted        {figures.asked}, {figures.accepted}")
    print(f"  conversations passed on          {figures.passed_on}")
    print(f"  unknown, of them never asked for {figures.unknown}, {figures.in_the_air}")
    print(f"  back after (median, slowest)     {statistics.median(report.back):.1f} s, {slowest:.1f} s")
    print("".join(f"  FAULT: {fault}\n" for fault in report.faults[:20]) or "  no fault")
    late = quiet and slowest > BACK_SECONDS
    if late:
        print(f"  FAULT: HTTP was not back within {BACK_SECONDS:.0f} s")
    too_many = figures.in_the_air > IN_THE_AIR * trial.kills + ABOUT_TO_ASK
    if too_many:
        print("  FAULT: too many are unknown though the provider was never asked")
    return bool(report.faults) or late or too_many


if __name__ == "__main__":
    sys.exit(main())
