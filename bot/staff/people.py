"""A person at the desk as plain data, and the three roles, each of which may do what the ones before it may."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.models import Staff
from bot.database.models.people import first_name

ROLES = ("officer", "supervisor", "administrator")


@dataclass(frozen=True)
class Officer:
    """A signed-in member of staff, whatever the role."""

    id: int
    name: str
    email: str
    role: str

    def may(self, role: str) -> bool:
        """Whether this person's role includes that one."""
        return ROLES.index(self.role) >= ROLES.index(role)

    @property
    def first_name(self) -> str:
        """What residents are told."""
        return first_name(self.name)


def officer_of(row: Staff) -> Officer:
    """The row as plain data."""
    return Officer(row.id, row.name, row.email, row.role)
