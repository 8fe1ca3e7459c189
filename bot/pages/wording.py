"""How times, waits and states are said on staff pages: Jinja's environment with our filters, escaping always on."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.council import Council

CHANNELS = {"webchat": "Web chat", "sms": "Text message", "whatsapp": "WhatsApp", "telegram": "Telegram"}
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
        span=span,
        channel=channel_name,
        queue=council.queue_name,
        words=words,
    )
    return made


def span(seconds: float | None) -> str:
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
    said = "just now" if seconds < MINUTE else f"{span(seconds)} ago"
    full = exact(zone, moment)
    return Markup(
        '<time datetime="{}" title="{}"><span aria-hidden="true" data-ago>{}</span>'
        '<span class="visually-hidden">{}</span></time>'
    ).format(moment.isoformat(), full, said, full)


def channel_name(channel: str) -> str:
    """The channel's name on screen."""
    return CHANNELS.get(channel, channel.capitalize())


def words(name: str | None) -> str:
    """A key such as `missed_bin_report` as words: "Missed bin report"."""
    return (name or "").replace("_", " ").strip().capitalize()
