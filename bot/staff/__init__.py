"""Staff: who may use the desk, how they set a password, and the browsers in which they are signed in."""

from bot.staff.accounts import Invitation, Person, Staffing
from bot.staff.people import ROLES, Officer, officer_of
from bot.staff.presence import Absences, Presence
from bot.staff.sessions import SignedIn, SignIn, Started

__all__ = [
    "ROLES",
    "Absences",
    "Invitation",
    "Officer",
    "Person",
    "Presence",
    "SignIn",
    "SignedIn",
    "Staffing",
    "Started",
    "officer_of",
]
