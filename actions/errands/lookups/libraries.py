"""Looks up a library: by its name, or the nearest to a postcode or a shared position; whether it is open now."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from rasa_sdk.executor import CollectingDispatcher

from actions.days import WEEKDAYS, say_day
from actions.dialogue import button
from actions.errands.lookups.contract import ANSWERED, Asked, Outcome, Row, general
from actions.records import records
from language.normalise import fold
from language.postcodes import find_postcode

_EARTH_MILES = 3959.0
_AHEAD_DAYS = 14
_DAY = re.compile(r"\b(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?\b", re.IGNORECASE)
_MOBILE = re.compile(r"\b(?:mobile library|library (?:van|bus))\b", re.IGNORECASE)
_WORD = re.compile(r"[\w']+")
_COMMON = frozenset({"library", "libraries", "the", "of", "and"})
Spans = list[tuple[time, time]]


@dataclass(frozen=True)
class Clock:
    """The council's day and hour, and the days on which libraries are shut."""

    today: date
    now: time
    holidays: frozenset[date]

    @classmethod
    def read(cls, found: Row) -> Clock:
        """From what the records say."""
        holidays = frozenset(date.fromisoformat(day) for day in found["bank_holidays"])
        return cls(date.fromisoformat(found["today"]), time.fromisoformat(found["now"]), holidays)


async def look_up(dispatcher: CollectingDispatcher, asked: Asked) -> Outcome:
    """One library with its hours: the one named, else the nearest."""
    place = asked.answers.get("place") or {}
    found = await records().libraries(place.get("postcode") or asked.slots.get("postcode") or "")
    rows: list[Row] = found["libraries"]
    if not rows or _MOBILE.search(asked.turn.text):
        return general(dispatcher, asked)
    at = (place["latitude"], place["longitude"]) if "latitude" in place else found["at"]
    named = next((row for row in rows if row["name"] == asked.answers.get("library")), None)
    named = named or by_name(asked.turn.text, rows)
    nearest = min(rows, key=lambda row: miles((row["latitude"], row["longitude"]), at)) if at else None
    one = named or nearest
    if one is None and asked.answers.get("library", "other") != "other" and not place:
        _tell_all(dispatcher, asked, rows, clock=Clock.read(found))
        return ANSWERED
    if one is None:
        choices = tuple((row["name"], f"library={row['name']}") for row in rows)
        unknown = bool(place) or find_postcode(asked.turn.text)
        return Outcome("place", "unknown_library_place" if unknown else "", choices)
    away = miles((one["latitude"], one["longitude"]), at) if at and not named else None
    _tell(dispatcher, asked, one, clock=Clock.read(found), away_miles=away)
    return ANSWERED


def _tell(dispatcher: CollectingDispatcher, asked: Asked, one: Row, *, clock: Clock, away_miles: float | None) -> None:
    dispatcher.utter_message(
        response="utter_library",
        name=one["name"] if away_miles is None else f"{one['name']}, {max(away_miles, 0.1):.1f} miles away",
        address=f"{one['address']}, {one['postcode']}",
        hours=" ".join(opening(one["hours"], clock, day_named(asked.turn.text, clock.today))),
        phone=one["phone"],
        page=one["page"],
        buttons=[button("Another library", asked.state.intent, uprn="other", answer="library=other")],
    )


def _tell_all(dispatcher: CollectingDispatcher, asked: Asked, rows: list[Row], *, clock: Clock) -> None:
    """Every library with its hours on the day that was asked about, else today: nobody has to say which."""
    day = day_named(asked.turn.text, clock.today) or clock.today
    dispatcher.utter_message(
        response="utter_libraries",
        day=say_day(day),
        lines="\n".join(
            f"{row['name']}: {_span_words(spans(row['hours'], day, clock.holidays)) or 'closed'}" for row in rows
        ),
        buttons=[button(row["name"], asked.state.intent, answer=f"library={row['name']}") for row in rows],
    )


def by_name(text: str, rows: list[Row]) -> Row | None:
    """The one library that a text names: all of its name's own words, or one that no other library has."""
    said = set(_WORD.findall(fold(text)))
    own = {row["name"]: set(_WORD.findall(fold(row["name"]))) - _COMMON for row in rows}
    fits = [row for row in rows if own[row["name"]] and own[row["name"]] <= said]
    return fits[0] if len(fits) == 1 else None


def miles(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far apart two positions are as the crow flies (haversine)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(degrees) for degrees in position) for position in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_MILES * math.asin(math.sqrt(half))


def day_named(text: str, today: date) -> date | None:
    """The next such day, today included: "tomorrow", "on Sundays"."""
    if re.search(r"\b(?:tomorrow|2moro|tmrw)\b", text, re.IGNORECASE):
        return today + timedelta(days=1)
    found = _DAY.search(text)
    if found is None:
        return None
    weekday = next(n for n, name in enumerate(WEEKDAYS) if name.startswith(found[1].lower()[:3]))
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def opening(hours: list[str], clock: Clock, wanted: date | None) -> list[str]:
    """Sentences: whether it is open now, today's hours, the day that was asked about, and the next open day."""
    days = [clock.today + timedelta(days=n) for n in range(_AHEAD_DAYS)]
    today = spans(hours, clock.today, clock.holidays)
    following = next((day for day in days[1:] if spans(hours, day, clock.holidays)), None)
    said = [_today(today, clock.now)]
    if wanted and wanted != clock.today:
        on = spans(hours, wanted, clock.holidays)
        said.append(f"{say_day(wanted)}: {_span_words(on)}." if on else f"It is closed on {say_day(wanted)}.")
    if following and following != wanted:
        said.append(f"Next open: {say_day(following)}, {_span_words(spans(hours, following, clock.holidays))}.")
    return said


def spans(hours: list[str], day: date, holidays: frozenset[date]) -> Spans:
    """When it is open on a day."""
    text = "closed" if day in holidays else hours[day.weekday()]
    if text == "closed":
        return []
    pairs = (part.split("-") for part in text.split(", "))
    return [(_time(opens), _time(closes)) for opens, closes in pairs]


def _time(text: str) -> time:
    return time.max if text == "24:00" else time.fromisoformat(text)


def _today(today: Spans, now: time) -> str:
    if not today:
        return "It is closed today."
    current = next((span for span in today if span[0] <= now < span[1]), None)
    if current:
        return f"It is open now, until {clock_words(current[1])}. Today: {_span_words(today)}."
    later = next((span for span in today if now < span[0]), None)
    if later:
        return f"It is closed now and opens at {clock_words(later[0])}. Today: {_span_words(today)}."
    return f"It is closed now. It was open today, {_span_words(today)}."


def _span_words(found: Spans) -> str:
    return " and ".join(f"{clock_words(opens)} to {clock_words(closes)}" for opens, closes in found)


def clock_words(at: time) -> str:
    """ "9:30am", "5pm", "midnight"."""
    if at == time.max:
        return "midnight"
    hour, half = (at.hour - 1) % 12 + 1, "am" if at.hour < 12 else "pm"
    return f"{hour}:{at.minute:02d}{half}" if at.minute else f"{hour}{half}"
