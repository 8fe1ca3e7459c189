"""The tables. Every row that crosses out of a step is turned into plain data first; ORM objects never leave bot."""

from bot.models.base import COMPARED_JSON, Base, UtcDateTime
from bot.models.conversations import ClockRow, Conversation, Dialogue, Errand, EventRow, Handoff, InboundRow
from bot.models.people import AnswerEdit, SignInAttempt, Staff, StaffAudit, StaffSession
from bot.models.requests import ServiceRequest
from bot.models.sending import OptOut, OutboxRow, TextsOfDay
from bot.models.watching import Readiness, Rejection

__all__ = [
    "COMPARED_JSON",
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
