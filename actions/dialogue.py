"""Reads Rasa's tracker: what was said just now, what was said before, and what we did since."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from language.normalise import Normalised, align
from language.questions import asks
from language.yes_no import Said, yes_or_no

# Intents that carry no errand of their own: in the middle of a form they are taken for an answer to its question.
UNSPECIFIC = frozenset({"provide_details", "affirm", "deny", "clarify", "nlu_fallback"})

# Words of an answer or a correction that say nothing by themselves: "no sorry, I meant the ... one please".
_SMALL = """
    a about actually all am an and at be but didn't didnt for hang have hello hi i i'd i'm im in is it it's its just
    me mean meant my no nope not of oh ok okay on one ones only our please pls so sorry sry thanks that that's thats
    the their them then there think this to try wait was wasn't wasnt we we're were wrong yeah yes you
"""
SMALL_WORDS = frozenset(_SMALL.split())

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Turn:
    """One message of the resident as the assistant understood it. `text` is what patterns read (language/normalise.py);
    what is kept or sent on is `written`, or what `original` leads back to."""

    text: str
    intent: str
    ranking: tuple[str, ...]
    entities: dict[str, str]
    instead_of: str = ""  # what was asked for, where that is a service of another council
    possible_danger: str = ""  # the urgent intent that it may be as well
    sent: dict[str, Any] = field(default_factory=dict)
    """What came beside the words: channel, takes (what the channel can carry), location, photos."""
    original: Normalised | None = None
    pressed: bool = False
    """A button that we offered, not words."""
    own_words: tuple[str, ...] = ()
    """The words that are not asked of any service: "plasterboard"."""
    subject: str = ""
    """The intent that the conversation was about before this message."""
    answers: tuple[dict[str, str], ...] = ()
    """The answers about its service that are nearest to it, one to each question, and the sentence: key, sentence."""
    about: str = ""
    """The intent about which a person was asked for."""

    @property
    def written(self) -> str:
        """The words as the resident wrote them."""
        return self.original.written if self.original else self.text

    def restored(self, words: str) -> str:
        """Words taken from `text`, as the resident wrote them."""
        return self.original.restore(words) if self.original else words

    @property
    def said(self) -> Said | None:
        """What it answers to a question of yes or no: a button by its intent, words by the sentence they make, never by
        what they were classified as."""
        if self.pressed:
            return {"affirm": Said.YES, "deny": Said.NO}.get(self.intent)
        return yes_or_no(self.text)

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return asks(self.text)

    @property
    def errand(self) -> str:
        """The intent that the resident had, with a form of ours or not, and whoever's service it is."""
        return self.instead_of or self.intent

    @property
    def unspecific(self) -> bool:
        """Whether the message could be the answer to whatever was asked last."""
        return self.intent in UNSPECIFIC


def read_turn(message: dict[str, Any]) -> Turn:
    """The turn in a parse result of Rasa's (a tracker's `latest_message`)."""
    text = message.get("text") or ""
    pressed = text.startswith("/")
    original = align("" if pressed else text)
    intent = message.get("intent") or {}
    return Turn(
        text=original.text,
        intent=intent.get("name") or "",
        ranking=tuple(row["name"] for row in message.get("intent_ranking") or []),
        entities={row["entity"]: str(row["value"]) for row in message.get("entities") or []},
        instead_of=intent.get("instead_of") or "",
        possible_danger=intent.get("possible_danger") or "",
        sent=message.get("sent") or {},
        original=original,
        pressed=pressed,
        own_words=tuple(message.get("own_words") or ()),
        subject=message.get("subject") or "",
        answers=tuple(message.get("answers") or ()),
        about=message.get("about") or "",
    )


def earlier_turns(events: Events) -> Iterator[Turn]:
    """The resident's turns before this one, the latest first, back to where they last started over."""
    latest = True
    for event in reversed(events):
        if event.get("event") == "reset_slots":
            return
        if event.get("event") == "user":
            if not latest:
                yield read_turn(event.get("parse_data") or {})
            latest = False


def slots_set_since_message(events: Events) -> dict[str, Any]:
    """The slots set since the resident's latest message, with their last value."""
    changes: dict[str, Any] = {}
    for event in reversed(events):
        if event.get("event") == "user":
            break
        if event.get("event") == "slot":
            changes.setdefault(event["name"], event.get("value"))
    return changes


def answers_said(events: Events) -> frozenset[str]:
    """The keys of the answers that were given in this dialogue."""
    said = ((event.get("metadata") or {}).get("utter_action") for event in events if event.get("event") == "bot")
    return frozenset(key for key in said if key)


def last_buttons(events: Events) -> list[dict[str, str]]:
    """The buttons under our last message before the resident's latest one."""
    messages = [event for event in events if event.get("event") == "bot"]
    buttons = (messages[-1].get("data") or {}).get("buttons") if messages else None
    return list(buttons or [])


def button(title: str, intent: str, **entities: str) -> dict[str, str]:
    """A choice that, when pressed, counts as that intent with those entities."""
    values = ", ".join(f'"{name}": "{value}"' for name, value in entities.items())
    return {"title": title, "payload": f"/{intent}" + (f"{{{values}}}" if values else "")}


PERSON = button("Talk to a person", "speak_to_person")
PERSON_OR_NOT = [button("Yes, a person please", "speak_to_person"), button("No, I will say it another way", "deny")]
