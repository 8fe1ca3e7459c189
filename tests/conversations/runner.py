"""Plays one conversation, a step at a time, and shows the whole of it when something else came than was expected."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.database.models import Conversation
from bot.desk import Desk
from bot.errors import TownclerkError
from bot.inbox import ChannelInbox
from bot.staff import Officer
from tests.conversations.record import Record, latest_inbound, owes, record
from tests.conversations.residents import Heard, resident
from tests.conversations.scripts import Script, Step, moment
from tests.conversations.town import Town

ANSWER_SECONDS = 60
COMES_SECONDS = 30
LOOK_SECONDS = 0.02
LEFT_BLANK = re.compile(r"\[\[|\]\]|[{}]|\bNone\b(?! of)|utter_\w+|/\w+_\w+\{")
"""A placeholder, or something of Rasa's, that nobody should ever see."""
HELPLINES = ("116 123", "85258", "0808 2000 247", "0808 800 5000", "0800 1111")
"""Samaritans, Shout, domestic abuse, NSPCC, Childline: what no answer names but for danger."""

OFFICER_ACTS: dict[str, Callable[[Desk, int, Officer], Awaitable[Any]]] = {
    "an officer claims": lambda desk, conversation, officer: desk.claim(conversation, officer),
    "an officer takes over": lambda desk, conversation, officer: desk.take_over(conversation, officer),
    "the officer hands back": lambda desk, conversation, officer: desk.hand_back(conversation, officer),
    "the officer puts it back": lambda desk, conversation, officer: desk.release(conversation, officer),
    "the officer closes": lambda desk, conversation, officer: desk.close(conversation, officer, "sorted"),
}


class Play:
    """One conversation being played."""

    def __init__(self, script: Script, town: Town, *, goes_on: bool = False) -> None:
        self.script, self.town, self._goes_on = script, town, goes_on
        self.resident = resident(script.channel, town)
        self.conversation = 0
        self.transcript: list[str] = []
        self._heard_before: set[str] = set()
        self._database = town.gateway.context.database

    async def run(self) -> str | None:
        """Every step in turn; the conversation up to what was unexpected, or None."""
        self.town.clock.put(self.script.now)
        try:
            return await self._play()
        finally:
            await self._leave()

    async def _play(self) -> str | None:
        for number, step in enumerate(self.script.steps, 1):
            try:
                await self._step(step)
            except (AssertionError, TownclerkError, httpx.HTTPError, TimeoutError) as error:
                wrong = f"turn {number}: {error}" if str(error) else f"turn {number}: {type(error).__name__}"
                if not self._goes_on:
                    return "\n".join([f"{self.script.topic}: {self.script.name}", "", *self.transcript, "", wrong])
                self.transcript.append(f"    !! {wrong}")
        return None

    async def _leave(self) -> None:
        """Whoever plays next has the queue to themselves: what is said of a place in it is about this conversation."""
        if self.conversation:
            row = await self._database.read(lambda session: session.get_one(Conversation, self.conversation))
            await ChannelInbox(self.town.gateway.context, row.channel).leave(row.account, row.address)

    async def _step(self, step: Step) -> None:
        wrote = step.written is not None
        await (self._write(step) if wrote else self._act(step))
        if wrote and not step.answered:
            return
        heard = Heard()
        deadline = asyncio.get_running_loop().time() + (0 if wrote else COMES_SECONDS)
        while True:
            await self._hear(heard)
            found = await self._database.read(lambda session: record(session, self.conversation))
            wrong = self._unmet(step, heard, found)
            if not wrong or asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(LOOK_SECONDS)
        self.transcript += [f"  {text}" for text in heard.texts]
        self.transcript += [f"    [{title}]" for title in heard.choices]
        if wrote:
            self.transcript.append(f"    ({found.understood})")
        self._heard_before.update(heard.texts)
        assert not wrong, "; ".join(wrong)

    async def _hear(self, heard: Heard) -> None:
        new = await self.resident.listen()
        heard.texts += new.texts
        heard.choices = new.choices or heard.choices

    async def _write(self, step: Step) -> None:
        self.transcript.append(step.written or "")
        before, _ = await self._database.read(latest_inbound)
        if step.choose is not None:
            await self.resident.choose(step.choose)
        elif step.shares is not None:
            await self.resident.share(*step.shares)
        else:
            await self.resident.say(str(step.number) if step.resident is None else step.resident)
        newest, conversation = await self._database.read(latest_inbound)
        if newest == before:  # a word by which the channel itself is stopped or started
            return
        self.conversation = conversation
        if step.answered:
            await self._settled()

    async def _settled(self) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            while await self._database.read(lambda session: owes(session, self.conversation)):  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)

    async def _act(self, step: Step) -> None:
        if step.officer is not None:
            self.transcript.append(f"officer: {step.officer}")
            found = await self._database.read(lambda session: record(session, self.conversation))
            officer = await self.town.officer()
            await self.town.desk.reply(self.conversation, officer, step.officer, seen=found.last_number)
        elif step.happens is not None:
            self.transcript.append(f"* {step.happens}")
            await self._happen(step.happens)

    async def _happen(self, what: str) -> None:
        later = re.fullmatch(r"(\d+) (seconds|minutes|hours) pass", what)
        if later:
            self.town.clock.forward(int(later[1]) * {"seconds": 1, "minutes": 60, "hours": 3600}[later[2]])
        elif what.startswith("it is "):
            self.town.clock.put(moment(what.removeprefix("it is ")))
        elif what == "the assistant is killed":
            self.town.kill_assistant()
        elif what == "the assistant is back":
            await self.town.ready()
            await self._settled()
        else:
            await OFFICER_ACTS[what](self.town.desk, self.conversation, await self.town.officer())

    def _unmet(self, step: Step, heard: Heard, found: Record) -> list[str]:
        """What was expected and did not come, in words."""
        everything = plain("\n".join(heard.texts))
        wrong = [f"not heard: {phrase!r}" for phrase in step.assistant or () if not says(everything, phrase)]
        if step.assistant == [] and heard.texts:
            wrong.append("nothing should have been said")
        if step.any_of and not any(says(everything, phrase) for phrase in step.any_of):
            wrong.append(f"none of these heard: {step.any_of}")
        wrong += [f"heard: {phrase!r}" for phrase in step.not_heard if says(everything, phrase)]
        if step.not_again:
            wrong += [f"said again: {text[:40]!r}" for text in heard.texts if text in self._heard_before]
        if step.calm:
            wrong += _alarms(everything, found)
        if step.choices is not None and heard.choices != step.choices:
            wrong.append(f"offered {heard.choices}")
        wrong += [f"not offered: {title!r}" for title in step.choices_include if title not in heard.choices]
        for name in ("state", "queue", "reason", "intent", "urgent", "elsewhere", "asked"):
            expected, is_ = getattr(step, name), getattr(found, name)
            if expected is not None and is_ != expected:
                wrong.append(f"{name} is {is_}, not {expected}")
        wrong += _unmet_request(step, found)
        wrong += _unmet_counts(step, found)
        return wrong + _never(step, heard, found)


def _alarms(everything: str, found: Record) -> list[str]:
    told = [f"alarm: {line}" for line in HELPLINES if line in everything]
    return [*told, "alarm: marked urgent"] if found.urgent else told


def _unmet_request(step: Step, found: Record) -> list[str]:
    if step.request is None:
        return []
    if not step.request and found.request:
        return [f"a service request was made: {found.request}"]
    off = {name: found.request.get(name) for name, value in step.request.items() if found.request.get(name) != value}
    return [f"service request has {off}"] if off else []


def _unmet_counts(step: Step, found: Record) -> list[str]:
    ours = [plain(text) for author, text in found.said if author != "resident"]
    counted = {phrase: sum(says(text, phrase) for text in ours) for phrase in step.once}
    return [f"said {times} times: {phrase!r}" for phrase, times in counted.items() if times != 1]


def _never(step: Step, heard: Heard, found: Record) -> list[str]:
    """What no resident may ever meet: silence, a placeholder, the same words twice."""
    wrong = [f"a resident should not see: {blank!r}" for text in heard.texts for blank in LEFT_BLANK.findall(text)]
    if len(set(heard.texts)) < len(heard.texts):
        wrong.append("the same was said twice")
    wrong += [f"said before, word for word: {text!r}" for text in found.repeated]
    if step.written and step.assistant is None and found.state == "assistant" and not heard.texts:
        wrong.append("no answer came")
    return wrong


def says(text: str, phrase: str) -> bool:
    """Whether the phrase is in the text, case and spacing aside; one between slashes is a pattern."""
    if len(phrase) > 2 and phrase[0] == phrase[-1] == "/":
        return re.search(phrase[1:-1], text) is not None
    return plain(phrase).casefold() in text.casefold()


def plain(text: str) -> str:
    """One line."""
    return " ".join(text.split())
