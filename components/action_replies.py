"""Checks what an action replied against a schema that is read once.

Rasa 3.6 checks its own, fixed schema for soundness with each reply: 40% of the time that it spends on
a message (docs/decisions/0012). There is no place to put another check, so this replaces the method.
"""

from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction


def read_schema_once() -> None:
    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def validate(action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
