"""Plain Rasa and Townclerk side by side: how many messages a second, how long each takes, memory, start.

python -m bench.speed [--seconds 20] [--at-once 1 8 32] [--only plain|townclerk] [--engines 1 2]
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bench import sides, table
from bench.dialogues import dialogues, errands
from bench.lock import only_one
from bench.measuring import Result, measure
from bench.plain_model import EPOCHS, trained

RESULTS = Path(__file__).with_name("results")


def main() -> int:
    """Measure, print, keep; 1 when a reply was wrong, empty or not stored."""
    arguments = _arguments()
    with only_one(sides.HERE):
        return _measure(arguments)


def _measure(arguments: argparse.Namespace) -> int:
    if arguments.only != "townclerk":
        trained()
    machine = table.machine(EPOCHS)
    results = asyncio.run(_all(arguments))
    print(machine, *table.rows(results), sep="\n")
    _keep(machine, results)
    wrong = table.faults(results)
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.speed", description="Measure plain Rasa and Townclerk.")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each level")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 8, 32], help="conversations at once")
    parser.add_argument("--engines", type=int, nargs="+", default=[1, 2], help="Townclerk's assistant processes")
    parser.add_argument("--only", choices=["plain", "townclerk"])
    return parser.parse_args()


async def _all(arguments: argparse.Namespace) -> list[Result]:
    found = []
    for name, begin in _wanted(arguments):
        print(f"{name}: starting", file=sys.stderr, flush=True)
        async with _http() as http, _running(begin(http)) as side:
            print(f"{name}: measuring", file=sys.stderr, flush=True)
            found.append(await measure(side, dialogues(errands()), arguments.at_once, seconds=arguments.seconds))
    return found


Start = Callable[[aiohttp.ClientSession], Awaitable[sides.Side]]


def _wanted(arguments: argparse.Namespace) -> list[tuple[str, Start]]:
    wanted: list[tuple[str, Start]] = []
    if arguments.only != "townclerk":
        wanted.append(("plain Rasa", sides.plain_rasa))
    if arguments.only != "plain":
        for engines in arguments.engines:
            wanted.append((f"Townclerk with {engines}", lambda http, n=engines: sides.townclerk(http, n)))
    return wanted


@asynccontextmanager
async def _http() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0, force_close=False)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as http:
        yield http


@asynccontextmanager
async def _running(starting: Awaitable[sides.Side]) -> AsyncIterator[sides.Side]:
    side = await starting
    try:
        yield side
    finally:
        side.stop()


def _keep(machine: str, results: list[Result]) -> None:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"speed-{now:%Y%m%d-%H%M%S}.json"
    kept = {
        "at": now.isoformat(),
        "machine": machine,
        "results": [dataclasses.asdict(r) for r in results],
    }
    path.write_text(json.dumps(kept, indent=1))


if __name__ == "__main__":
    sys.exit(main())
