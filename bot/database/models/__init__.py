"""The tables. Every row that crosses out of a step is turned into plain data first; ORM objects never leave bot."""

from bot.database.models.answers import AnswerEdit
from bot.database.models.base import COMPARED_JSON, Base, UtcDateTime
from bot.database.models.conversations import (
    POSSIBLE_DANGER,
    ClockRow,
    Conversation,
    Dialogue,
    Errand,
    EventRow,
    Handoff,
    InboundRow,
)
from bot.database.models.page_answers import PageAnswer
from bot.database.models.people import SignInAttempt, Staff, StaffAudit, StaffSession
from bot.database.models.requests import ServiceRequest
from bot.database.models.sending import OptOut, OutboxRow, TextsOfDay
from bot.database.models.watching import Readiness, Rejection

__all__ = [
    "COMPARED_JSON",
    "POSSIBLE_DANGER",
    "AnswerEdit",
    "Base",
    "ClockRow",
    "Conversation",
    "Dialogue",
    "Errand",
    "EventRow",
    "Handoff",
    "InboundRow",
    "OptOut",
    "OutboxRow",
    "PageAnswer",
    "Readiness",
    "Rejection",
    "ServiceRequest",
    "SignInAttempt",
    "Staff",
    "StaffAudit",
    "StaffSession",
    "TextsOfDay",
    "UtcDateTime",
]
