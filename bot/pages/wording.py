"""How times, waits and states are said on staff pages: Jinja's environment with our filters, escaping always on."""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.council import Council
from bot.desk import Card, close_reason
from bot.desk.event_lines import HANDED_OVER, REQUEST_STATES
from bot.response_log.wording import clock_time
from connectors.discovery import all_connectors
from language import taxonomy
from language.labels import spelled_out
from language.links import as_html

LANGUAGES = {"en": "English", "cy": "Welsh", "gd": "Gaelic", "ga": "Irish"}
MINUTE, HOUR, DAY = 60, 3600, 86400


def environment(council: Council) -> Environment:
    """Templates in templates/, autoescaped, an unknown name being an error."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        ago=partial(ago, council.zone),
        exact=partial(exact, council.zone),
        short_duration=short_duration,
        channel=channel_name,
        queue=council.queue_name,
        words=spelled_out,
        who=who,
        linked=linked,
        about=partial(about, council),
        service=service,
        language=language,
        close_reason=close_reason,
        handed_over=handed_over,
        request_state=request_state,
        waiting=partial(waiting, council.zone),
        day_time=partial(day_time, council.zone),
    )
    return made


def short_duration(seconds: float | None) -> str:
    """ "40 s", "6 min", "2 h 5 min", "3 days": short enough for a card."""
    if seconds is None:
        return ""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < DAY:
        minutes = whole % HOUR // MINUTE
        return f"{whole // HOUR} h {minutes} min" if minutes else f"{whole // HOUR} h"
    return "1 day" if whole < 2 * DAY else f"{whole // DAY} days"


def exact(zone: ZoneInfo, moment: datetime) -> str:
    """ "Tuesday 3 March 2026 at 14:05:09", on the council's clock."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M:%S}"


def ago(zone: ZoneInfo, moment: datetime, now: datetime) -> Markup:
    """A <time>: relative to the eye, exact on hover and for screen readers; scripts keep it up to date."""
    seconds = (now - moment).total_seconds()
    said, full = "just now" if seconds < MINUTE else f"{short_duration(seconds)} ago", exact(zone, moment)
    return _time(moment, full, kind="ago", said=said, heard=full)


def waiting(zone: ZoneInfo, since: datetime, now: datetime) -> Markup:
    """A <time>: how long somebody has waited, and since when exactly."""
    said, full = short_duration((now - since).total_seconds()), exact(zone, since)
    return _time(since, f"Since {full}", kind="waiting", said=said, heard=f"{said}, since {full}")


def _time(moment: datetime, title: str, *, kind: str, said: str, heard: str) -> Markup:
    return Markup(
        '<time datetime="{}" title="{}"><span aria-hidden="true" data-said="{}">{}</span> '
        '<span class="visually-hidden">{}</span></time>'
    ).format(moment.isoformat(), title, kind, said, heard)


def day_time(zone: ZoneInfo, moment: datetime, now: datetime) -> str:
    """ "8:30am", "tomorrow at 8:30am", "Monday at 8:30am": after the word "until"."""
    return clock_time(moment, zone, now).removeprefix("at ").removeprefix("on ")


def language(code: str) -> str:
    """The language's name; its code where we have no name for it."""
    return LANGUAGES.get(code, code)


def handed_over(reason: str) -> str:
    """Why a conversation came to a person."""
    said = HANDED_OVER.get(reason) or spelled_out(reason)
    return said[:1].upper() + said[1:]


def request_state(state: str) -> str:
    """Where a service request is."""
    return REQUEST_STATES.get(state) or spelled_out(state)


@cache
def _channel_titles() -> dict[str, str]:
    return {connector.name: connector.title for connector in all_connectors()}


def channel_name(channel: str) -> str:
    """The channel's name on screen; of one whose module is gone, what the rows call it."""
    return _channel_titles().get(channel, channel.capitalize())


def linked(text: str) -> Markup:
    """What somebody wrote, escaped, with its links made real: the same ones that residents' pages make."""
    return Markup(as_html(text))  # noqa: S704 - all but the links is escaped there


def who(card: Card) -> str:
    """The channel, and the resident's number or name there; of a web chat the conversation's number."""
    return f"{channel_name(card.channel)} · {card.who or f'conversation {card.id}'}"


def about(council: Council, card: Card) -> str:
    """The service that was asked for last; the queue where none was understood."""
    return card.about or (council.queue_name(card.queue) if card.queue else "Nothing asked for yet")


def service(intent: str) -> str:
    """What residents call what was asked for."""
    return taxonomy.titles().get(intent) or spelled_out(intent)
