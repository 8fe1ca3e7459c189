"""Rasa's part of a dialogue with forms, as far as our actions see it: which action runs next, and what it is given.

The order is that of Rasa 3.6: an open form is asked first; if it sets nothing, the message's rule answers and the form
asks again; a form that begins is named as the open one before it is asked what the message says; a follow-up goes
before everything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from actions.interrupted import OWN
from tests.actions.conftest import parsed

ROOT = Path(__file__).resolve().parents[2]
RULES = {
    rule["steps"][0]["intent"]: [step["action"] for step in rule["steps"] if "action" in step]
    for path in sorted((ROOT / "data" / "rules").glob("*.yml"))
    for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
    if "intent" in rule["steps"][0]
}
DOMAIN: dict[str, Any] = {"responses": {}, "forms": {}}
for _path in sorted((ROOT / "domain").glob("*.yml")):
    for _part, _found in yaml.safe_load(_path.read_text("utf-8")).items():
        if _part in DOMAIN:
            DOMAIN[_part] |= _found
FINALLY = {"bin_day_form": "action_bin_days", "missed_bin_form": "action_report_missed_bin"}
MOST_ACTIONS = 10


class Rasa:
    """One dialogue. `said` are the messages of the latest turn."""

    def __init__(self, call: Any) -> None:
        self._call = call
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.loop: str | None = None
        self.said: list[dict[str, Any]] = []

    async def says(self, text: str, intent: str, *, instead_of: str = "", **entities: str) -> list[str]:
        """One message of the resident; the keys of what comes back. `instead_of` is what was asked for, where another
        rule answers."""
        self._message, self.said, self._followup, self._actions = parsed(text, intent, **entities), [], None, 0
        self._message["intent"] |= {"instead_of": instead_of} if instead_of else {}
        self._since: list[dict[str, Any]] = []
        if self.loop is None or not await self._form(self.loop, rejects=True):
            before = self.loop
            for action in RULES.get(intent, []):
                await self._do(action)
                if self._followup or (self.loop and self.loop != before):
                    break
            if self.loop and self.loop == before and not self._followup:
                await self._form(self.loop)
        while self._followup:
            action, self._followup = self._followup, None
            await self._do(action)
        self.events += [{"event": "user", "text": text, "parse_data": self._message}, *self._since]
        return self.keys

    async def presses(self, payload: str) -> list[str]:
        """A button."""
        intent, _, values = payload.removeprefix("/").partition("{")
        return await self.says(payload, intent, **(json.loads("{" + values) if values else {}))

    @property
    def keys(self) -> list[str]:
        return [message["response"] for message in self.said if message.get("response")]

    @property
    def custom(self) -> dict[str, Any]:
        """The side effects of the latest turn."""
        effects: dict[str, Any] = {}
        for message in self.said:
            effects |= message.get("custom") or {}
        return effects

    @property
    def errand(self) -> str | None:
        """The intent of the errand that is open."""
        waste = {"bin_day_form": "bin_collection_day", "missed_bin_form": "missed_bin_report"}
        return waste.get(self.loop or "") or ((self.slots.get("errand") or {}).get("intent") if self.loop else None)

    async def _do(self, action: str) -> None:
        if action in OWN:
            await self._form(action)
        elif action == "action_deactivate_loop":
            self._take(
                [{"event": "active_loop", "name": None}, {"event": "slot", "name": "requested_slot", "value": None}]
            )
        elif action.startswith("utter_"):
            self.said.append({"response": action})
        else:
            await self._run(action)

    async def _form(self, form: str, rejects: bool = False) -> bool:
        """One run of a form. False where it left the message to the rules."""
        if self.loop != form:
            self._take([{"event": "active_loop", "name": form}])
        events = await self._run(f"validate_{form}", apply=False)
        if not events and rejects:
            return False
        ended = any(event["event"] == "active_loop" and event["name"] is None for event in events)
        self._take(events)
        if ended:
            self._take([{"event": "active_loop", "name": None}])
        elif self._followup is None:
            await self._ask(form)
        if self.loop is None and form in FINALLY and self._followup is None:
            await self._do(FINALLY[form])
        return True

    async def _ask(self, form: str) -> None:
        wanted = DOMAIN["forms"][form]["required_slots"]
        asked = next((slot for slot in wanted if self.slots.get(slot) is None), None)
        self._take([{"event": "slot", "name": "requested_slot", "value": asked}])
        if asked is None:
            self._take([{"event": "active_loop", "name": None}])
            return
        await self._run(f"action_ask_{asked}")

    async def _run(self, action: str, apply: bool = True) -> list[dict[str, Any]]:
        self._actions += 1
        assert self._actions <= MOST_ACTIONS, "Rasa would give up here"
        slots = dict(self.slots)  # a form that begins still sees the question of the one before as asked
        reply = await self._call(
            action, self._message, slots, before=self.events, since=self._since, loop="", domain=DOMAIN
        )
        self.said += reply.messages
        events: list[dict[str, Any]] = reply.events
        if apply:
            self._take(events)
        return events

    def _take(self, events: list[dict[str, Any]]) -> None:
        self._since += events
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "reset_slots":
                self.slots = {}
            elif event["event"] == "active_loop":
                self.loop = event["name"]
            elif event["event"] == "followup":
                self._followup = event["name"]
