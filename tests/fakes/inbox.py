"""An inbox that remembers what a connector gave it, and shows conversations that a test writes into it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from connectors.messages import Choice, Event, Inbound, MessageRefused, Receipt, Standing, Status

Place = tuple[str, str]
"""(account, address)"""


class RecordingInbox:
    """Keeps the contract of `connectors.base.Inbox`: one row for each reference, receipts for known ids only.

    Set `failure` to make saving fail, put our outbox ids into `sent`, and use `say` and `stand` for what pages show.
    """

    def __init__(self, tick: float = 5.0) -> None:
        self.received: list[Inbound] = []
        self.rejections: list[str] = []
        self.opted_out: list[tuple[str, str, str]] = []
        self.opted_in: list[tuple[str, str, str]] = []
        self.confirmed: list[str] = []
        self.sent: set[str] = set()
        self.deliveries: list[tuple[str, Status, str | None]] = []
        self.seen_through: dict[Place, int] = {}
        self.left: list[Place] = []
        self.log: defaultdict[Place, list[Event]] = defaultdict(list)
        self.standings: dict[Place, Standing] = {}
        self.failure: Exception | None = None
        self.tick = tick
        self._receipts: dict[tuple[str, str, str], Receipt] = {}
        self._changed = asyncio.Condition()

    async def receive(self, message: Inbound) -> Receipt:
        await self._save()
        key = (message.channel, message.account, message.reference)
        if key in self._receipts:
            known = self._receipts[key]
            return Receipt(known.conversation, known.number, new=False)
        self.received.append(message)
        place = message.location
        data = {"location": {"latitude": place.latitude, "longitude": place.longitude}} if place else {}
        event = await self.say(message.account, message.address, self._wording(message), author="resident", **data)
        self._receipts[key] = Receipt(conversation=1, number=event.number, new=True)
        return self._receipts[key]

    async def delivery(self, reference: str, status: Status, error: str | None) -> bool:
        await self._save()
        if reference in self.sent:
            self.deliveries.append((reference, status, error))
        return reference in self.sent

    async def seen(self, account: str, address: str, through: int) -> None:
        self.seen_through[account, address] = max(through, self.seen_through.get((account, address), 0))

    async def opt_out(self, account: str, address: str, word: str, *, confirm: bool = False) -> None:
        await self._save()
        self.opted_out.append((account, address, word))
        self.confirmed += [word] if confirm else []

    async def opt_in(self, account: str, address: str, word: str, *, confirm: bool = False) -> None:
        await self._save()
        self.opted_in.append((account, address, word))
        self.confirmed += [word] if confirm else []

    async def rejected(self, reason: str) -> None:
        self.rejections.append(reason)

    async def history(self, account: str, address: str, after: int) -> list[Event]:
        return [event for event in self.log[account, address] if event.number > after]

    async def standing(self, account: str, address: str) -> Standing:
        return self.standings.get((account, address), Standing(last_number=len(self.log[account, address])))

    async def leave(self, account: str, address: str) -> None:
        self.left.append((account, address))
        await self.note(account, address, state="closed", officer=None)

    async def events(self, account: str, address: str, after: int) -> AsyncIterator[list[Event]]:
        while True:
            batch = await self.history(account, address, after)
            after = batch[-1].number if batch else after
            yield batch
            await self._next_change(account, address, after)

    async def say(
        self,
        account: str,
        address: str,
        text: str,
        author: str = "assistant",
        choices: tuple[Choice, ...] = (),
        **data: Any,
    ) -> Event:
        """A message in the conversation, as the flow would have saved it."""
        return await self._append(
            account, address, kind="message", author=author, text=text, choices=choices, data=data
        )

    async def note(self, account: str, address: str, **data: Any) -> Event:
        """A state event, such as an officer joining."""
        return await self._append(account, address, kind="state", author="system", text="", choices=(), data=data)

    async def stand(self, account: str, address: str, standing: Standing) -> None:
        """Change what `standing` answers, and wake the readers of `events`."""
        self.standings[account, address] = standing
        await self._wake()

    def refuse(self, code: str, reason: str) -> None:
        """Refuse every message from now on."""
        self.failure = MessageRefused(code, reason)

    def _wording(self, message: Inbound) -> str:
        """What the log shows of it: a choice by the title that it was offered with."""
        offered = (choice for event in self.log[message.account, message.address] for choice in event.choices)
        return message.text or {choice.id: choice.title for choice in offered}.get(message.choice or "", "")

    async def _append(self, account: str, address: str, **fields: Any) -> Event:
        log = self.log[account, address]
        event = Event(number=len(log) + 1, at=datetime.now(UTC), **fields)
        log.append(event)
        await self._wake()
        return event

    async def _save(self) -> None:
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _next_change(self, account: str, address: str, after: int) -> None:
        async with self._changed:
            if len(self.log[account, address]) > after:
                return
            try:
                await asyncio.wait_for(self._changed.wait(), self.tick)
            except TimeoutError:
                return
