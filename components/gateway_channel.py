"""Rasa's side of the conversation with the gateway: whole messages, what was understood, and honest errors."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from components.action_replies import check_replies_quickly
from components.dialogues import Dialogues
from components.elsewhere import redirect, taken_by_form
from components.listening import listen, pressed
from components.offers import keep_wishes, offer_next, with_others_named
from components.parsing import read
from components.sentences import shared_encoder
from components.turns import Turns
from components.understanding import UNDERSTANDING
from components.vectors import BATCH, encoded
from components.waiting import is_answer, may_answer, set_report_aside
from components.written_answers import ASKED_OF, NEAR

NOT_VALUES = {
    "text",
    "buttons",
    "custom",
    "utter_action",
    "image",
    "attachment",
    "elements",
    "quick_replies",
    "channel",
}

Work = Callable[[Agent, Request], Awaitable[dict[str, Any]]]

log = structlog.get_logger()


class BadRequest(Exception):
    """What was asked cannot be understood; says why."""


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
    """Routes under /webhooks/gateway: ready, messages, understand, vectors. Named in credentials.yml with its token."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._dialogues = Dialogues()
        self._turns = Turns()

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GatewayChannel":
        token = (credentials or {}).get("token")
        if not token:
            raise ValueError("credentials.yml: the gateway channel needs a token")
        check_replies_quickly()
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's `on_new_message` returns nothing, so the agent itself is asked."""
        blueprint = Blueprint("gateway_channel")

        @blueprint.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._ready)

        @blueprint.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._messages)

        @blueprint.post("/understand")
        async def understand(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._understand)

        @blueprint.post("/vectors")
        async def vectors(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._vectors)

        return blueprint

    async def _guarded(self, request: Request, work: Work) -> HTTPResponse:
        """An error is an error status: Rasa's own channels would answer 200 with an empty list."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {self._token}".encode()):
            return response.json({"error": "not allowed"}, status=401)
        agent: Agent | None = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return response.json({"error": "no model is loaded"}, status=503)
        try:
            return response.json(await work(agent, request))
        except BadRequest as error:
            return response.json({"error": str(error)}, status=400)
        except Exception as error:
            log.exception("gateway.failed")
            return response.json({"error": type(error).__name__}, status=500)

    async def _ready(self, agent: Agent, request: Request) -> dict[str, Any]:
        return {"model": agent.model_id}

    async def _messages(self, agent: Agent, request: Request) -> dict[str, Any]:
        """One turn, from the dialogue that came with the message to the one that goes back with its answer."""
        body = _body(request, {"sender", "id"})
        sender, message_id = str(body["sender"]), str(body["id"])

        async def turn() -> dict[str, Any]:
            await self._dialogues.open(agent, sender, body.get("dialogue"), returned=bool(body.get("returned")))
            if body.get("waiting"):
                return await self._while_waiting(agent, body)
            answer = await self._handle(agent, body)
            return answer | await self._dialogues.close(agent, sender)

        return await self._turns.once(sender, message_id, turn)

    async def _while_waiting(self, agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
        """A person is to answer: the dialogue says something only where it is sure, and else stays where it was."""
        sender = str(body["sender"])
        tracker = await self._tracker(agent, sender)
        aside = set_report_aside(tracker)
        await agent.tracker_store.save(tracker)
        answer = await self._handle(agent, body)
        tracker = await self._tracker(agent, sender)
        if not is_answer(tracker, answer["understanding"], answer["messages"]):
            return answer | {"messages": []}
        if aside:
            return answer | ({"messages": []} if tracker.active_loop_name else {})
        return answer | await self._dialogues.close(agent, sender)

    async def _handle(self, agent: Agent, body: dict[str, Any]) -> dict[str, Any]:
        output = WholeMessages()
        sender, message_id = str(body["sender"]), str(body["id"])
        tracker = await self._tracker(agent, sender)
        text, parsed, understanding = await self._listen(agent, tracker, body)
        redirect(parsed, understanding, body.get("elsewhere") or ())
        parsed["sent"] = body.get("sent") or {}  # actions read it beside the words
        message = UserMessage(
            parsed["text"], output, sender, input_channel=self.name(), message_id=message_id, parse_data=parsed
        )
        waiting = bool(body.get("waiting"))
        if not waiting or may_answer(tracker, parsed["text"], understanding, pressed="payload" in body):
            await agent.handle_message(message)
        tracker = await self._tracker(agent, sender)
        keep_wishes(tracker, parsed.get("also", []))
        offer = None if waiting else offer_next(tracker, understanding["intent"], output.messages)
        if not waiting:
            output.messages = with_others_named(tracker, parsed.get("also", []), output.messages)
        self._add_slots(tracker, output)
        understanding["in_form"] = bool(output.messages) and taken_by_form(tracker, agent.domain.form_names)
        await agent.tracker_store.save(tracker)
        return {
            "id": message_id,
            "model": agent.model_id,
            "messages": [*output.messages, *([offer] if offer else [])],
            "understanding": {**understanding, "text": text},
        }

    async def _listen(
        self, agent: Agent, tracker: DialogueStateTracker, body: dict[str, Any]
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The text, what Rasa's dialogue needs of it, and the record for the gateway."""
        payload = body.get("payload")
        if payload is None:
            text = str(body.get("text") or "")
            sent, parts = body.get("subject"), body.get("parts") or ()
            waiting = bool(body.get("waiting"))
            return text, *(await listen(agent, tracker, text, sent=sent, parts=parts, waiting=waiting))
        try:
            return str(payload), *pressed(agent, str(payload))
        except ValueError as error:
            raise BadRequest(str(error)) from error

    async def _tracker(self, agent: Agent, sender: str) -> DialogueStateTracker:
        tracker: DialogueStateTracker | None = await agent.tracker_store.retrieve(sender)
        if tracker is None:
            raise LookupError("the dialogue was not saved")
        return tracker

    @staticmethod
    def _add_slots(tracker: DialogueStateTracker, output: WholeMessages) -> None:
        """Slots fill an answer's {names} where the answer's own arguments do not."""
        if not any(message["utter_action"] for message in output.messages):
            return
        slots = {key: value for key, value in tracker.current_slot_values().items() if _plain(value)}
        for message in output.messages:
            message["values"] = {**slots, **message["values"]}

    async def _understand(self, agent: Agent, request: Request) -> dict[str, Any]:
        """Read texts without a dialogue, in the order given."""
        texts, subject = _texts(request), request.json.get("subject")
        results = await read(agent, texts, subject) if texts else []
        records = [{**parsed[UNDERSTANDING], "text": text} for text, parsed in zip(texts, results, strict=True)]
        for record in records:
            record.pop(NEAR, None)
            record.pop(ASKED_OF, None)
        return {"model": agent.model_id, "results": records}

    async def _vectors(self, agent: Agent, request: Request) -> dict[str, Any]:
        """What texts mean, in numbers; beside the thread that reads messages, so that no message waits for it."""
        texts = _texts(request)
        if len(texts) > BATCH:
            raise BadRequest(f"texts is to have {BATCH} texts at most")
        encoder = shared_encoder()
        vectors = await asyncio.to_thread(encoded, encoder, texts)
        return {"encoder": encoder.name, "vectors": vectors}


def _body(request: Request, needed: set[str]) -> dict[str, Any]:
    try:
        body = request.json
    except SanicException as error:
        raise BadRequest("JSON is expected") from error
    if not isinstance(body, dict) or needed - body.keys():
        raise BadRequest(f"an object with {', '.join(sorted(needed))} is expected")
    return body


def _texts(request: Request) -> list[str]:
    texts = _body(request, {"texts"})["texts"]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadRequest("texts is to be a list of texts")
    return texts


def _plain(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)
