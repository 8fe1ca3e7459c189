"""A state of a page: which route, who looks, at which address, and what is done there before it is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page

from tests.walk.town import Town

Address = Callable[[Town], str]
Deed = Callable[[Page], Awaitable[Any]]


@dataclass(frozen=True)
class State:
    """`route` is the pattern as the application has it; `staff` or `resident` names whose browser looks (neither: a
    stranger's). `answers` are the statuses other than 200 that the browser may complain of."""

    route: str
    name: str
    address: Address
    staff: str = ""
    resident: str = ""
    town: str = "busy"
    deed: Deed | None = None
    scripts: bool = True
    answers: tuple[int, ...] = ()
    shows: tuple[str, ...] = field(default=())
    """What must be whole on the screen without scrolling the page, in the modes that axe looks at."""

    @property
    def id(self) -> str:
        """For the test's name."""
        return f"{self.route} {self.name}"


def fixed(address: str) -> Address:
    """An address that is the same in every town."""
    return lambda town: address


def conversation(place: str, query: str = "") -> Address:
    """The desk's page of a conversation."""
    return lambda town: f"{town.at(place)}{query}"
