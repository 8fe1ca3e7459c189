"""What to do with a message: answer, hand over, offer two meanings, or ask to say it otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from language.taxonomy import Intent

Action = Literal["answer", "hand_over", "clarify", "rephrase"]
HANDED_OVER = frozenset({"handoff", "urgent"})
CLARIFY, FALLBACK = "clarify", "nlu_fallback"


@dataclass(frozen=True)
class Thresholds:
    """Found by `python -m components.tune`, set in config.yml.

    An urgent intent needs its own, lower threshold only, even when another is likelier: a false alarm
    costs a sentence, a miss may cost a life.
    """

    threshold: float = 0.35
    margin: float = 0.1
    urgent_threshold: float = 0.15


@dataclass(frozen=True)
class Decision:
    action: Action
    intent: str
    confidence: float
    topic: str
    urgent: bool

    @property
    def dialogue_intent(self) -> str:
        """The intent under which Rasa's rules handle the message."""
        return {"clarify": CLARIFY, "rephrase": FALLBACK}.get(self.action, self.intent)


class Decider:
    def __init__(self, intents: Iterable[Intent], thresholds: Thresholds) -> None:
        self.intents = {intent.name: intent for intent in intents}
        self.thresholds = thresholds

    def decide(self, ranking: list[tuple[str, float]]) -> Decision:
        """`ranking` has every intent that has a chance, likeliest first."""
        urgent = self._urgent(ranking)
        name, confidence = urgent or ranking[0]
        intent = self.intents.get(name, Intent(name, "", "answer"))
        action = self._settled(intent) if urgent else self._action(ranking, intent)
        return Decision(action, name, confidence, intent.topic, bool(urgent))

    def _urgent(self, ranking: list[tuple[str, float]]) -> tuple[str, float] | None:
        """The likeliest urgent intent, when it is likely enough."""
        limit = self.thresholds.urgent_threshold
        return next(((n, c) for n, c in ranking if c >= limit and self._is_urgent(n)), None)

    def _is_urgent(self, name: str) -> bool:
        return name in self.intents and self.intents[name].kind == "urgent"

    def _action(self, ranking: list[tuple[str, float]], intent: Intent) -> Action:
        first = ranking[0][1]
        second = ranking[1][1] if len(ranking) > 1 else 0.0
        if first >= self.thresholds.threshold and first - second >= self.thresholds.margin:
            return self._settled(intent)
        return "clarify" if first + second >= self.thresholds.threshold else "rephrase"

    @staticmethod
    def _settled(intent: Intent) -> Action:
        return "hand_over" if intent.kind in HANDED_OVER else "answer"

    def as_dict(self) -> dict[str, object]:
        intents = {intent.name: [intent.topic, intent.kind] for intent in self.intents.values()}
        return {"thresholds": asdict(self.thresholds), "intents": intents}

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Decider":
        intents = (Intent(name, *rest) for name, rest in saved["intents"].items())
        return cls(intents, Thresholds(**saved["thresholds"]))
