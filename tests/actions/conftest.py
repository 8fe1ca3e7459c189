"""The actions as Rasa meets them: one call in, events and messages out, with the demonstration records behind."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from actions import records
from language.houses import house_and_street, is_at

DEMO = Path(__file__).parents[2] / "demo" / "records"
HOLIDAYS = ["2026-12-25", "2026-12-28", "2027-01-01"]


def read(name: str) -> list[dict[str, str]]:
    """One of the demonstration's files."""
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whose(postcode: str) -> dict[str, Any]:
    """What the route says of a postcode: another council's, or not known."""
    district = postcode.partition(" ")[0]
    codes = [row["gss_code"] for row in read("council_areas") if row["area"] in (postcode[:-2], district)]
    other = next((row for row in read("councils") if row["gss_code"] in codes and row["name"][:7] != "Fernley"), None)
    home = any(row["postcode"] == postcode for row in read("addresses"))
    council = {"name": other["name"], "page": other["website"], "place": postcode} if other else None
    return {"ours": home, "place": postcode, "council": council, "kept": True, "councils": True}


@dataclass
class FakeRecords:
    """The gateway's internal records route over the demonstration's files."""

    today: str = "2026-11-26"  # a Thursday
    now: str = "16:30"
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        self.asked.append(str(request.url.params))
        if self.down:
            return httpx.Response(503, json={"error": "down"})
        if request.url.path == "/internal/records/addresses":
            found = [{k: row[k] for k in ("uprn", "address", "postcode")} for row in read("addresses")]
            postcode, house = request.url.params.get("postcode"), house_and_street(request.url.params.get("text", ""))
            rows = [row for row in found if row["postcode"] == postcode or (house and is_at(row["address"], house))]
            return httpx.Response(200, json={"addresses": rows})
        if request.url.path == "/internal/records/whose":
            return httpx.Response(200, json=whose(request.url.params.get("postcode", "")))
        if request.url.path == "/internal/records/clock":
            return httpx.Response(200, json={"today": self.today, "now": self.now, "bank_holidays": HOLIDAYS})
        if request.url.path == "/internal/records/requests":
            return httpx.Response(200, json={"requests": []})
        home = next(row for row in read("addresses") if row["uprn"] == request.url.params["uprn"])
        return httpx.Response(200, json=self.collections(home["round"]))

    def collections(self, round_name: str) -> dict[str, Any]:
        """What the route says for one round."""
        return {
            "rounds": [row for row in read("rounds") if row["round"] == round_name],
            "changes": read("round_changes"),
            "bank_holidays": HOLIDAYS,
            "today": self.today,
            "now": self.now,
            "collection_ends": "15:00",
            "window_days": 2,
        }


@pytest.fixture(autouse=True)
def _no_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever gateway other tests had is gone; a test that needs one brings its own."""
    monkeypatch.setattr(records, "_current", None)


@pytest.fixture
def council_records() -> FakeRecords:
    """Records on a Thursday afternoon after the crews have finished."""
    fake = FakeRecords()
    records.use(httpx.AsyncClient(transport=httpx.MockTransport(fake.answer), base_url="http://records"))
    return fake


@dataclass
class Reply:
    """What an action did."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def keys(self) -> list[str]:
        """The answers it gave."""
        return [message["response"] for message in self.messages if message["response"]]

    @property
    def custom(self) -> list[dict[str, Any]]:
        """The side effects it asked for."""
        return [message["custom"] for message in self.messages if message["custom"]]

    @property
    def payloads(self) -> list[str]:
        """The choices under its last message."""
        return [button["payload"] for button in self.messages[-1]["buttons"]]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots it set."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def closed(self) -> bool:
        """Whether it ended the form."""
        return any(event["event"] == "active_loop" and event["name"] is None for event in self.events)


def parsed(text: str, intent: str, ranking: tuple[str, ...] = (), **entities: str) -> dict[str, Any]:
    """What Rasa makes of a message."""
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "intent_ranking": [{"name": name, "confidence": 0.4} for name in ranking or (intent,)],
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }


def user(text: str, intent: str, **entities: str) -> dict[str, Any]:
    """A message in the tracker."""
    return {"event": "user", "text": text, "parse_data": parsed(text, intent, **entities)}


@pytest.fixture
def call() -> Any:
    """Runs one action on one message, as Rasa's action endpoint would."""
    executor = ActionExecutor()
    executor.register_package("actions")

    async def run(
        action: str,
        message: dict[str, Any],
        slots: dict[str, Any] | None = None,
        before: list[dict[str, Any]] | None = None,
        since: list[dict[str, Any]] | None = None,
        loop: str | None = None,
        domain: dict[str, Any] | None = None,
    ) -> Reply:
        """`loop` is the form that was open when the message came; where a slot is asked for, the action's own."""
        form = action.removeprefix("validate_")
        opened = loop if loop is not None else (form if (slots or {}).get("requested_slot") else None)
        events = [{"event": "active_loop", "name": opened}] if opened else []
        events += [*(before or []), {"event": "user", "text": message["text"], "parse_data": message}, *(since or [])]
        tracker = {
            "sender_id": "7.1",
            "slots": slots or {},
            "latest_message": message,
            "events": events,
            "active_loop": {"name": opened} if opened else {},
        }
        result = await executor.run(
            {"next_action": action, "sender_id": "7.1", "tracker": tracker, "domain": domain or {}}
        )
        return Reply(result.responses, result.events)

    return run
