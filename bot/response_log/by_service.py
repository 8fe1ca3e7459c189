"""The figures by service: what residents asked for in a period, and who dealt with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.council import Council
from bot.response_log.periods import Period
from bot.store import errands

Key = tuple[str, str, str]


@dataclass(frozen=True)
class ServiceFigures:
    """One service in one period. `conversations` asked for it; `answered` are those of them that neither went to a
    person nor were told of another council. `requests` were filed for it, whenever it was asked for."""

    intent: str
    lgsl: str
    title: str
    conversations: int
    answered: int
    handed_over: int
    elsewhere: int
    requests: int


def by_service(session: Session, council: Council, period: Period, *, queue: str | None = None) -> list[ServiceFigures]:
    """The services that were asked for, the commonest first; only those of one queue's topics where it is given."""
    asked: dict[Key, errands.Asked] = {each[:3]: each for each in errands.list_asked(session, period.start, period.end)}
    filed: dict[Key, int] = {each[:3]: each.requests for each in errands.list_filed(session, period.start, period.end)}
    made = [
        _figures(council, key, asked.get(key), requests=filed.get(key, 0))
        for key in {**asked, **filed}
        if queue in (None, council.queue_for(key[1]))
    ]
    return sorted(made, key=lambda each: (-each.conversations, -each.requests, each.title, each.lgsl))


def _figures(council: Council, key: Key, asked: errands.Asked | None, *, requests: int) -> ServiceFigures:
    intent, _, lgsl = key
    return ServiceFigures(
        intent=intent,
        lgsl=lgsl,
        title=council.service_title(intent),
        conversations=asked.conversations if asked else 0,
        answered=asked.conversations - asked.either if asked else 0,
        handed_over=asked.handed_over if asked else 0,
        elsewhere=asked.elsewhere if asked else 0,
        requests=requests,
    )
