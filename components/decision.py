"""What to do with a message: answer, hand over, offer two meanings, or ask to say it otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from components.danger import Grade, Limits, Ranked, Subject, grade, only_asks, same_danger
from language.circumstances import only_names_people
from language.intent_kinds import URGENT
from language.taxonomy import Intent

Ranking = list[tuple[str, float]]
"""Every intent that has a chance with its confidence, likeliest first."""

Action = Literal["answer", "hand_over", "clarify", "rephrase"]
HANDED_OVER = frozenset({"handoff", "urgent"})
CLARIFY, FALLBACK = "clarify", "nlu_fallback"


@dataclass(frozen=True)
class Thresholds:
    """Found by `python -m components.tune`, set in config.yml.

    Danger needs its own threshold only, even when something else is likelier, for a miss may cost a life. From the
    lower one on it is possible: the message is answered for what else it may mean, with a line of help.
    """

    threshold: float = 0.35
    margin: float = 0.1
    urgent_threshold: float = 0.7
    possible_threshold: float = 0.3


@dataclass(frozen=True)
class Decision:
    action: Action
    intent: str
    confidence: float
    topic: str
    urgent: bool
    possible_danger: str | None = None
    """The urgent intent that it may be as well."""

    @property
    def dialogue_intent(self) -> str:
        """The intent under which Rasa's rules handle the message."""
        return {"clarify": CLARIFY, "rephrase": FALLBACK}.get(self.action, self.intent)


class Decider:
    def __init__(self, intents: Iterable[Intent], thresholds: Thresholds) -> None:
        self.intents = {intent.name: intent for intent in intents}
        self.thresholds = thresholds

    def decide(self, ranking: Ranking, text: str = "", subject: Subject | None = None) -> Decision:
        """What a text comes to, in the light of what the conversation is about."""
        found = self.grade(ranking, text, subject)
        if found.danger is None:
            return self._ordinary(ranking)
        name, confidence = found.danger.intent, found.danger.confidence
        if found.how == "sure":
            intent = self.intents[name]
            return Decision(self._settled(intent), name, confidence, intent.topic, urgent=True)
        return replace(self._ordinary(self.without_danger(ranking)), possible_danger=name)

    def grade(self, ranking: Ranking, text: str = "", subject: Subject | None = None) -> Grade:
        """How sure a danger in it is. Who lives with somebody is a detail of any service that is talked of."""
        about, answering = (subject or {}).get("intent") or "", bool((subject or {}).get("answering"))
        calm = bool(about or answering) and not self._is_urgent(about)
        if calm and only_names_people(text):
            return Grade()
        ranked = [(self._is_urgent(name), self._ranked(name, confidence)) for name, confidence in ranking]
        dangers = [each for urgent, each in ranked if urgent]
        found = grade(
            dangers,
            [each for urgent, each in ranked if not urgent],
            text,
            limits=Limits(self.thresholds.urgent_threshold, self.thresholds.possible_threshold),
            topic=self._topic(about),
            answering=answering or (calm and only_asks(text)),
            calm=calm,
        )
        return replace(found, danger=same_danger(found.danger, dangers, about)) if found.danger else found

    def without_danger(self, ranking: Ranking) -> Ranking:
        """How likely the others are if it is no danger."""
        left = 1 - sum(confidence for name, confidence in ranking if self._is_urgent(name)) or 1.0
        return [(name, round(confidence / left, 4)) for name, confidence in ranking if not self._is_urgent(name)]

    def _ordinary(self, ranking: Ranking) -> Decision:
        """What it comes to where no danger is seen."""
        name, confidence = ranking[0]
        intent = self.intents.get(name, Intent(name, "", "answer"))
        return Decision(self._action(ranking, intent), name, confidence, intent.topic, urgent=False)

    def _ranked(self, name: str, confidence: float) -> Ranked:
        return Ranked(name, self._topic(name), confidence)

    def _topic(self, name: str) -> str:
        return self.intents[name].topic if name in self.intents else ""

    def _is_urgent(self, name: str) -> bool:
        return name in self.intents and self.intents[name].kind == URGENT

    def _action(self, ranking: Ranking, intent: Intent) -> Action:
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
