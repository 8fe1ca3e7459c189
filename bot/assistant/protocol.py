"""What Rasa is asked and what it says, taken apart once into types. The other end is components/gateway_channel.py."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.answers import Button
from bot.database.event_data import SubjectData, UnderstandingData
from bot.database.states import HandoffReason
from bot.errors import AssistantFailed
from bot.ownership import HandoffRequest
from language.intent_kinds import CONVERSATION
from protocol import action_messages

ACTED_ON = ("answer", "hand_over")
"""Decisions of components/decision.py; the others are to ask which was meant, and to ask again."""
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
KEPT_RANKING, KEPT_NEAREST = 5, 3

log = structlog.get_logger()


@dataclass(frozen=True)
class Encoded:
    """Texts' senses, as they are kept (384 half-precision numbers each), and the encoder that read them: those of two
    encoders cannot be compared."""

    encoder: str
    vectors: list[bytes]


@dataclass(frozen=True)
class Message:
    """What a resident sent: words, or a choice's payload, and what came with it (channel, takes, location, photos)."""

    id: str
    text: str
    payload: str | None = None
    sent: Mapping[str, Any] = field(default_factory=dict)
    dialogue: str | None = None
    """How far the dialogue has got; None where it begins."""
    returned: bool = False
    """A person has had the conversation since: only what was interrupted before that continues."""
    subject: SubjectData | None = None
    """What the conversation is about."""
    waiting: bool = False
    """A person is to answer: the assistant says something only where it is sure, or nothing."""
    parts: tuple[str, ...] = ()
    """The messages that make up the text, where they are several: danger is read in each of them too."""

    def body(self, sender: str, elsewhere: tuple[str, ...]) -> dict[str, Any]:
        """The request. A text is never an intent whatever it begins with; a payload is one of ours."""
        body: dict[str, Any] = {"sender": sender, "id": self.id, "sent": self.sent, "dialogue": self.dialogue}
        body |= {"returned": True} if self.returned else {}
        body |= {"waiting": True} if self.waiting else {}
        body |= {"parts": list(self.parts)} if self.parts else {}
        body |= {"subject": self.subject} if self.subject else {}
        body |= {"payload": self.payload} if self.payload is not None else {"text": self.text}
        return body | ({"elsewhere": list(elsewhere)} if elsewhere else {})


@dataclass(frozen=True)
class Understanding:
    """What the assistant made of a text; `raw` is what the desk shows."""

    decision: str
    intent: str | None
    confidence: float
    topic: str | None
    urgent: bool
    raw: UnderstandingData
    subtopic: str | None = None
    """Which of the things that the intent gathers was named (`gas` among the emergencies)."""
    possible_danger: str | None = None
    """The urgent intent that it may be as well, where that is not sure."""
    in_form: bool = False
    """The message answered the question of an open form; its intent is then only a guess."""

    @property
    def errand(self) -> str | None:
        """The intent that was acted on, whether it opens a form or not; None where nothing was understood, or an open
        form took the message."""
        acted_on = self.decision in ACTED_ON and (self.urgent or not self.in_form)
        return self.intent if acted_on else None


@dataclass(frozen=True)
class Report:
    """A service request that a form has gathered."""

    kind: str
    topic: str
    intent: str = ""
    lgsl: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PageSearch:
    """The council's pages were searched for what was asked; `page` is the one that was quoted, if one was."""

    asked: str
    page: int | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Reply:
    """One message of an answer: the key of our words with their values, or a text of the action's own."""

    text: str | None = None
    key: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    report: Report | None = None
    wants: tuple[str, ...] = ()
    """What may answer it besides words, of the kinds that a channel takes."""


@dataclass(frozen=True)
class Answer:
    """All that came back for one message."""

    replies: tuple[Reply, ...]
    understanding: Understanding
    handoff: HandoffRequest | None = None
    """The dialogue asks for a person."""
    only_answered: bool = False
    """The message did no more than answer a form's question, whatever danger its words are a sign of."""
    page_search: PageSearch | None = None
    helped: bool | None = None
    """What the resident says of the latest quotation."""
    model: str = ""
    dialogue: str | None = None
    """How far the dialogue has got after this: kept with the answer and sent with the next message."""
    open_errand: str | None = None
    """The intent of the form that is then open."""


def read_answer(data: Mapping[str, Any], *, may_be_silent: bool = False) -> Answer:
    """Raises AssistantFailed if it cannot be read, an action failed, or it is empty and not `may_be_silent`."""
    try:
        messages, understanding = list(data["messages"]), _understanding(data["understanding"])
        effects = [dict(message.get("custom") or {}) for message in messages]
        replies = tuple(_reply(message, carried) for message, carried in zip(messages, effects, strict=True))
        handoffs = [
            _handoff_request(carried[action_messages.HANDOFF], understanding)
            for carried in effects
            if action_messages.HANDOFF in carried
        ]
        page_search = next(filter(None, map(_page_search, effects)), None)
    except UNREADABLE as error:
        raise AssistantFailed(f"unreadable reply: {type(error).__name__}") from error
    failed = [carried[action_messages.ACTION_FAILED] for carried in effects if action_messages.ACTION_FAILED in carried]
    if failed:
        raise AssistantFailed(f"action failed: {failed[0]}", understanding.errand)
    if not may_be_silent and not any(reply.text or reply.key for reply in replies) and not any(effects):
        raise AssistantFailed("empty reply", understanding.errand)
    return Answer(
        replies,
        understanding,
        handoff=next(iter(handoffs), None),
        only_answered=any(action_messages.ANSWERED in carried for carried in effects),
        page_search=page_search,
        helped=next((bool(each[action_messages.HELPED]) for each in effects if action_messages.HELPED in each), None),
        model=str(data.get("model") or ""),
        dialogue=data.get("dialogue"),
        open_errand=data.get("open_errand"),
    )


def read_understandings(data: Mapping[str, Any]) -> list[Understanding]:
    """What each text of a list was understood as. Raises AssistantFailed if it cannot be read."""
    try:
        return [_understanding(item) for item in data["results"]]
    except UNREADABLE as error:
        raise AssistantFailed(f"unreadable reply: {type(error).__name__}") from error


def _reply(message: Mapping[str, Any], carried: Mapping[str, Any]) -> Reply:
    report = carried.get(action_messages.SERVICE_REQUEST)
    return Reply(
        text=message.get("text") or None,
        key=message.get("utter_action") or None,
        values=dict(message.get("values") or {}),
        buttons=tuple(Button(str(b["title"]), str(b["payload"])) for b in message.get("buttons") or ()),
        report=_report(report) if report is not None else None,
        wants=tuple(map(str, carried.get(action_messages.WANTS) or ())),
    )


def _page_search(carried: Mapping[str, Any]) -> PageSearch | None:
    if quoted := carried.get(action_messages.QUOTED):
        return PageSearch(str(quoted["asked"]), int(quoted["page"]), float(quoted["confidence"]))
    asked = carried.get(action_messages.NOT_FOUND)
    return PageSearch(str(asked)) if asked else None


def _report(carried: Mapping[str, Any]) -> Report:
    intent = str(carried.get("intent") or "")
    return Report(
        kind=str(carried.get("kind") or intent or "request"),
        topic=str(carried.get("topic") or CONVERSATION),
        intent=intent,
        lgsl=str(carried.get("lgsl") or ""),
        fields=dict(carried.get("fields") or {}),
    )


def read_encoded(data: Mapping[str, Any], count: int) -> Encoded:
    """The answer to /vectors. Raises AssistantFailed where it is not so many vectors."""
    try:
        found = Encoded(str(data["encoder"]), [base64.b64decode(vector, validate=True) for vector in data["vectors"]])
    except UNREADABLE as error:
        raise AssistantFailed(f"no vectors ({type(error).__name__})") from error
    if len(found.vectors) != count:
        raise AssistantFailed("not as many vectors as texts")
    return found


def _handoff_request(carried: Mapping[str, Any] | None, understanding: Understanding) -> HandoffRequest | None:
    """A reason that we do not know loses nobody their urgency."""
    if carried is None:
        return None
    try:
        name = HandoffReason(str(carried.get("reason")))
    except ValueError:
        name = HandoffReason.URGENT if understanding.urgent else HandoffReason.ASKED
        log.warning("handoff.unknown_reason", reason=carried.get("reason"), taken_as=name.value)
    return HandoffRequest(name, carried.get("topic"), carried.get("intent"))


def _understanding(data: Mapping[str, Any]) -> Understanding:
    ranking = [{"name": r["name"], "confidence": round(float(r["confidence"]), 4)} for r in data.get("ranking") or ()]
    entities = [{"entity": e["entity"], "value": str(e["value"])} for e in data.get("entities") or ()]
    confidence = float(data.get("confidence") or 0)
    return Understanding(
        decision=str(data["decision"]),
        intent=data.get("intent"),
        confidence=confidence,
        topic=data.get("topic"),
        urgent=bool(data.get("urgent")),
        possible_danger=data.get("possible_danger"),
        subtopic=next((found["value"] for found in entities if found["entity"] == "subtopic"), None),
        in_form=bool(data.get("in_form")),
        raw={
            "decision": data["decision"],
            "intent": data.get("intent"),
            "confidence": round(confidence, 4),
            "topic": data.get("topic"),
            "urgent": bool(data.get("urgent")),
            "possible_danger": data.get("possible_danger"),
            "ranking": ranking[:KEPT_RANKING],
            "entities": entities,
            "nearest": list(data.get("nearest") or ())[:KEPT_NEAREST],
            **_in_conversation(data),
        },
    )


def _in_conversation(data: Mapping[str, Any]) -> UnderstandingData:
    """How the message was read where it stood, as far as that says more than the message alone."""
    found: UnderstandingData = {}
    if data.get("asked"):
        found["facet"] = str(data["asked"])
    if data.get("alone"):
        found["read"], found["alone"] = str(data.get("read")), dict(data["alone"])
    if data.get("also"):
        found["also"] = [dict(wish) for wish in data["also"]]
    if data.get("about"):
        found["about"] = str(data["about"])
    if data.get("likeness"):
        found["likeness"] = round(float(data["likeness"]), 4)
    return found
