"""Runs our actions for the assistant, with rasa-sdk's executor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import structlog
import yaml
from fastapi.responses import JSONResponse

from protocol.action_messages import ACTION_FAILED

DOMAIN = Path(__file__).resolve().parent.parent.parent / "domain"

log = structlog.get_logger()


class Actions:
    """rasa-sdk's executor with our actions. It is imported on first use: it takes a second, and a gateway without a
    ready assistant does not need it."""

    def __init__(self) -> None:
        self._executor: Any = None
        self._domain: dict[str, Any] = {}

    def load(self) -> Any:
        """The executor, with every action of actions/ registered."""
        if self._executor is None:
            self._domain = whole_domain(DOMAIN)
            from rasa_sdk.executor import ActionExecutor

            executor = ActionExecutor()
            executor.register_package("actions")
            self._executor = executor
            _say_what_is_missing()
        return self._executor

    async def run(self, call: dict[str, Any]) -> JSONResponse:
        """One call. A failed action is reported in the reply (`action_failed`), because Rasa swallows an error."""
        from rasa_sdk.interfaces import ActionExecutionRejection

        name = str(call.get("next_action"))
        try:
            executor = self.load()
            result = await executor.run({"domain": self._domain} | call)  # Rasa leaves it out (endpoints.yml)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": str(rejection), "action_name": rejection.action_name}, status_code=400)
        except Exception as error:
            log.exception("action.failed", action=name, error=type(error).__name__)
            failure: dict[str, Any] = {
                "custom": {ACTION_FAILED: name},
                "text": None,
                "buttons": [],
                "elements": [],
                "image": None,
            }
            return JSONResponse({"events": [], "responses": [failure]})
        return JSONResponse(result.model_dump() if result is not None else {"events": [], "responses": []})


def _say_what_is_missing() -> None:
    """At the start, for anyone who has taken an errand out of actions/errands, or made a mistake there."""
    from actions.errands.removed import removal_notices

    try:
        for sentence in removal_notices():
            log.warning("errand.missing", says=sentence)
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        log.error("errands.unreadable", says=f"A file in actions/errands cannot be used: {error}")


def whole_domain(directory: Path) -> dict[str, Any]:
    """Rasa's domain as actions read it (which answers there are), from its files: Rasa need not send it each time."""
    whole: dict[str, Any] = {}
    for path in sorted(directory.glob("**/*.yml")):
        for key, value in (yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}).items():
            if isinstance(value, dict):
                whole[key] = {**whole.get(key, {}), **value}
            elif isinstance(value, list):
                whole[key] = [*whole.get(key, []), *value]
    return whole
