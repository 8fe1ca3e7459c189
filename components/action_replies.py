"""Checks an action's reply quickly.

Rasa 3.6 checks its own, fixed schema for soundness with each reply, and then each event against every
kind of event: half of the time that it spends on a message with an action (docs/decisions/0012). There
is no place to put another check, so this replaces the method. The replies are our own gateway's.
"""

from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException


def check_replies_quickly() -> None:
    RemoteAction._validate_action_result = _check


def _check(action: RemoteAction, reply: Any) -> bool:
    if isinstance(reply, dict) and all(isinstance(reply.get(part), list) for part in ("events", "responses")):
        return True
    raise RasaException(f"{action.name()} replied without lists of events and responses")
