"""The conversation as the page without scripts shows it: grouped by author, with a line where it was closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup

from connectors.messages import Choice, Event, Standing
from connectors.webchat import wording
from connectors.webchat.links import linked


@dataclass
class Group:
    """Messages of one author in a row; or one notice, whose author is "notice"."""

    author: str
    name: str
    at: str
    exact: str
    ago: str
    messages: list[dict[str, Any]] = field(default_factory=list)


def groups(events: list[Event], standing: Standing, now: datetime) -> list[Group]:
    """Every event in order, with times in the zone of `now`. Choices stay with the newest reply until the resident has
    answered."""
    found: list[Group] = []
    state, officer = "assistant", standing.officer
    open_offer = _open_offer(events)
    for event in events:
        officer = event.data.get("officer") or officer
        if event.kind == "message":
            choices = event.choices if event.number == open_offer else ()
            _add(found, event, name=_name(event, officer), choices=choices, now=now)
            continue
        was, state = state, str(event.data.get("state"))
        # Whoever closes a chat says so in a message; silence says nothing.
        if state == "closed" != was and not (found and found[-1].author == "system"):
            found.append(_group("notice", wording.CLOSED, event.at, now=now))
    return found


def awaits_reply(events: list[Event], standing: Standing) -> bool:
    """Whether something may come that a page could look for: an answer that is owed, or what staff write next."""
    messages = [event for event in events if event.kind == "message"]
    return standing.state in ("waiting", "officer") or bool(messages and messages[-1].author == "resident")


def transcript(events: list[Event], standing: Standing, *, council: str, now: datetime) -> str:
    """The conversation as a text file."""
    lines = [f"Chat with {council}", f"Saved on {wording.exact(now)}", ""]
    for group in groups(events, standing, now):
        if group.author == "notice":
            lines += [f"[{group.exact}] {group.name}", ""]
        for message in group.messages:
            lines += [f"[{message['exact']}] {group.name}:", message["plain"], ""]
    return "\n".join(lines)


def _open_offer(events: list[Event]) -> int | None:
    messages = [event for event in events if event.kind == "message" and event.author != "system"]
    newest = messages[-1] if messages else None
    return newest.number if newest is not None and newest.author != "resident" else None


def _name(event: Event, officer: str | None) -> str:
    names = {"resident": "You", "assistant": "Assistant", "officer": officer or "Officer"}
    return names.get(event.author, "Notice")


def _add(found: list[Group], event: Event, *, name: str, choices: tuple[Choice, ...], now: datetime) -> None:
    last = found[-1] if found else None
    if last is None or (last.author, last.name) != (event.author, name):
        last = _group(event.author, name, event.at, now=now)
        found.append(last)
    local = event.at.astimezone(now.tzinfo)
    last.at, last.exact, last.ago = event.at.isoformat(), wording.exact(local), wording.ago(local, now)
    text = wording.text_of(event)
    html: Markup = linked(text) if event.author != "resident" else Markup.escape(text)
    last.messages.append(
        {"number": event.number, "html": html, "plain": text, "exact": wording.exact(local), "choices": choices}
    )


def _group(author: str, name: str, at: datetime, *, now: datetime) -> Group:
    local = at.astimezone(now.tzinfo)
    return Group(author=author, name=name, at=at.isoformat(), exact=wording.exact(local), ago=wording.ago(local, now))
