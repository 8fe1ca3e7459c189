"""One trial: gateways under traffic, killed with -9 at random moments and started again, until as many have died."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.kills.ledger import Figures, Ledger
from bench.kills.traffic import Traffic
from tests.fakes.twilio import FakeTwilio
from tests.flows.gateway_process import GatewayProcess, assistant

LONGEST_LIFE_SECONDS = 1.2
"""A gateway dies so long after the last one was back, at the most: some before they have begun, some amid it all."""


@dataclass(frozen=True)
class Trial:
    """`fresh`: each start is a new interpreter, and leases are as long as an operator's; else starts are quick and what
    a dead gateway held is free after seconds. `rest_seconds`: how long all may take to come to rest at the end."""

    database_url: str
    gateways: int
    kills: int
    seed: int
    fresh: bool
    rest_seconds: float


@dataclass(frozen=True)
class Report:
    """What came of it. `back`: seconds from each start to the first answer over HTTP."""

    figures: Figures
    faults: list[str]
    back: list[float]


async def stand(trial: Trial, directory: Path) -> Report:
    """Run the trial; its gateways' logs are left in the directory."""
    chance = random.Random(trial.seed)
    async with (
        assistant() as (engine, rasa),
        FakeTwilio() as twilio,
        _gateways(trial, directory, engine, twilio=twilio) as all_,
    ):
        rasa.delay = 0.02
        traffic = Traffic(all_, twilio, chance)
        residents = asyncio.create_task(traffic.run())
        back = [await _kill(chance.choice(all_), chance) for _ in range(trial.kills)]
        traffic.over.set()
        await asyncio.wait_for(residents, trial.rest_seconds)
        await _rest(all_, trial.rest_seconds)
        ledger = Ledger(trial.database_url, twilio, traffic.acknowledged)
        return Report(ledger.figures(), ledger.faults(), back)


@asynccontextmanager
async def _gateways(
    trial: Trial, directory: Path, engine: str, *, twilio: FakeTwilio
) -> AsyncIterator[Sequence[GatewayProcess]]:
    more = {"WEBCHAT_SESSIONS_PER_MINUTE": "100000"} | ({} if trial.fresh else {"SHORT_LEASES": "1"})
    made = [
        GatewayProcess(
            directory,
            engine,
            twilio.url,
            database_url=trial.database_url,
            name=f"gateway-{number}",
            fresh=trial.fresh,
            more=more,
        )
        for number in range(1, trial.gateways + 1)
    ]
    await asyncio.gather(*(gateway.start() for gateway in made))
    try:
        yield made
    finally:
        for gateway in made:
            await gateway.kill()
            await gateway.client.aclose()


async def _kill(gateway: GatewayProcess, chance: random.Random) -> float:
    await asyncio.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
    await gateway.kill()
    return await gateway.start()


async def _rest(gateways: Sequence[GatewayProcess], seconds: float) -> None:
    """Until nothing waits for the assistant or to be sent, leases of the dead included."""
    for gateway in gateways:
        await gateway.idle(seconds)
