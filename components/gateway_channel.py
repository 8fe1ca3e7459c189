"""Rasa's side of the conversation with the gateway: whole messages, what was understood, and honest errors."""

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Optional

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from components.understanding import UNDERSTANDING, of_payload

KEPT_ANSWERS = 2000
"""Senders whose last answer is kept, so that a repeated message id is not handled twice."""
NOT_VALUES = {"text", "buttons", "custom", "utter_action", "image", "attachment", "elements", "quick_replies", "channel"}

log = structlog.get_logger()


class WholeMessages(OutputChannel):
    """Keeps each message as the dialogue made it: its key, its values, its buttons, its side effect."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "gateway"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Called once for each message of an action."""
        values = {key: value for key, value in message.items() if key not in NOT_VALUES and _plain(value)}
        self.messages.append(
            {
                "text": message.get("text"),
                "utter_action": message.get("utter_action"),
                "values": values,
                "buttons": [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []],
                "custom": message.get("custom") or None,
            }
        )


class GatewayChannel(InputChannel):
    """Routes under /webhooks/gateway: ready, messages, understand. Named in credentials.yml with its token."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._answered: "OrderedDict[str, tuple[str, dict[str, Any]]]" = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> "GatewayChannel":
        token = (credentials or {}).get("token")
        if not token:
            raise ValueError("credentials.yml: the gateway channel needs a token")
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's `on_new_message` returns nothing, so the agent itself is asked."""
        blueprint = Blueprint("gateway_channel")

        @blueprint.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            self._check(request)
            return response.json({"model": _agent(request).model_id})

        @blueprint.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            self._check(request)
            return await _guarded(self._messages(_agent(request), _body(request)))

        @blueprint.post("/understand")
        async def understand(request: Request) -> HTTPResponse:
            self._check(request)
            return await _guarded(self._understand(_agent(request), _body(request)))

        return blueprint

    async def _messages(self, agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
        """One turn. A repeated id gets the answer it got before."""
        sender, message_id = str(body["sender"]), str(body["id"])
        async with self._locks.setdefault(sender, asyncio.Lock()):
            known = self._answered.get(sender)
            if known is not None and known[0] == message_id:
                return known[1]
            answer = await self._handle(agent, sender, message_id, body)
            self._remember(sender, message_id, answer)
            return answer

    async def _handle(self, agent: Agent, sender: str, message_id: str, body: dict[str, Any]) -> dict[str, Any]:
        output = WholeMessages()
        payload = body.get("payload")
        text = str(payload) if payload is not None else as_text(str(body["text"]))
        message = UserMessage(text, output, sender, input_channel=self.name(), message_id=message_id)
        parsed = await agent.processor.parse_message(message)
        understanding = parsed.pop(UNDERSTANDING, None) or of_payload(parsed)
        message.parse_data = parsed
        await agent.processor.handle_message(message)
        await self._add_slots(agent, sender, output)
        return {
            "id": message_id,
            "model": agent.model_id,
            "messages": output.messages,
            "understanding": {**understanding, "text": text, "entities": parsed.get("entities") or []},
        }

    async def _add_slots(self, agent: Agent, sender: str, output: WholeMessages) -> None:
        """Slots fill an answer's {names} where the answer's own arguments do not."""
        if not any(message["utter_action"] for message in output.messages):
            return
        tracker: Optional[DialogueStateTracker] = await agent.tracker_store.retrieve(sender)
        slots = {key: value for key, value in tracker.current_slot_values().items() if _plain(value)} if tracker else {}
        for message in output.messages:
            message["values"] = {**slots, **message["values"]}

    async def _understand(self, agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
        """Read texts without a dialogue, in the order given."""
        results = []
        for text in body["texts"]:
            parsed = await agent.processor.parse_message(UserMessage(as_text(str(text))))
            understanding = parsed.pop(UNDERSTANDING, None) or of_payload(parsed)
            results.append({**understanding, "text": text, "entities": parsed.get("entities") or []})
        return {"model": agent.model_id, "results": results}

    def _remember(self, sender: str, message_id: str, answer: dict[str, Any]) -> None:
        self._answered[sender] = (message_id, answer)
        self._answered.move_to_end(sender)
        while len(self._answered) > KEPT_ANSWERS:
            oldest, _ = self._answered.popitem(last=False)
            lock = self._locks.get(oldest)
            if lock is not None and not lock.locked():
                del self._locks[oldest]

    def _check(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {self._token}".encode()):
            raise SanicException("not allowed", status_code=403)


def as_text(text: str) -> str:
    """Words that are never an intent: Rasa reads what begins with "/" as one, so that sign is taken off."""
    stripped = text.strip()
    return stripped.lstrip(INTENT_MESSAGE_PREFIX + " ") or "slash" if stripped.startswith("/") else stripped


def _agent(request: Request) -> Agent:
    agent: Optional[Agent] = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise SanicException("no model is loaded", status_code=503)
    return agent


def _body(request: Request) -> dict[str, Any]:
    body = request.json
    if not isinstance(body, dict):
        raise SanicException("an object is expected", status_code=400)
    return body


async def _guarded(work: Awaitable[dict[str, Any]]) -> HTTPResponse:
    """An error is an error status: Rasa's own channels would answer 200 with an empty list."""
    try:
        return response.json(await work)
    except KeyError as error:
        return response.json({"error": f"{error} is missing"}, status=400)
    except Exception as error:
        log.exception("gateway.failed")
        return response.json({"error": type(error).__name__}, status=500)


def _plain(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)
