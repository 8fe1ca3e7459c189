"""Accounts: invited by a one-time link on which the person sets a password; switched off, never deleted."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.locks import one_at_a_time
from bot.database.models import Staff
from bot.database.states import Author
from bot.errors import Conflict, NotFound, Unusable
from bot.live import DESK
from bot.response_log import Moment
from bot.staff import passwords
from bot.staff.people import ROLES, Officer, officer_of
from bot.staff.presence import return_conversations
from bot.staff.sessions import hash_of
from bot.store import staff_accounts, staff_sessions
from language.cleaning import one_line

LINK_LASTS = timedelta(days=7)
AT_ONCE = timedelta(seconds=10)
"""Two administrators who invite the same person within this time have not seen each other's link."""
WELCOME = "/desk/welcome/"
EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,180}")
UNNAMED = ""

log = structlog.get_logger()


@dataclass(frozen=True)
class Invitation:
    """Whose link it is. The first administrator's has no name and address yet: the page asks for them."""

    name: str
    email: str
    first: bool


@dataclass(frozen=True)
class Person:
    """One line of the staff page. `state` is active, invited, link_expired or off."""

    officer: Officer
    state: str
    conversations: int


class Staffing:
    """Everything about accounts except signing in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def invite(self, email: str, name: str, role: str, *, by: Officer | None = None) -> str:
        """Make an account (or a new link for one that was never used); returns the link's path, shown once. If two
        administrators invite somebody at once, one of them is told, so that the link shown to the other keeps
        working."""
        email, name = clean_email(email), clean_name(name)
        if role not in ROLES:
            raise Unusable(f"Choose a role: {', '.join(ROLES)}.")
        now = self._context.now()

        def step(session: Session) -> str:
            person = staff_accounts.get_by_email(session, email)
            if person is None:
                person = Staff(email=email, active=True, created_at=now)
                session.add(person)
            elif person.password_hash or not person.active:
                raise Conflict(f"{email} already has an account. Make a new link for it on the staff page.")
            elif by is not None and _made_just_now(person, now):
                raise Conflict(f"{email} was invited a moment ago. If nobody has that link, make a new one below.")
            person.name, person.role = name, role
            return self._new_link(session, person, by)

        return await self._context.database.write(step)

    async def first_link(self) -> str | None:
        """The first administrator's link; None once anybody can sign in. An earlier one stops working."""

        def step(session: Session) -> str | None:
            one_at_a_time(session, "first link")  # gateways that start together
            if staff_accounts.has_password_holder(session):
                return None
            person = staff_accounts.get_by_email(session, UNNAMED)
            if person is None:
                person = Staff(
                    email=UNNAMED, name="", role="administrator", active=True, created_at=self._context.now()
                )
                session.add(person)
            return self._new_link(session, person, None)

        return await self._context.database.write(step)

    async def renew_link(self, staff_id: int, by: Officer) -> str:
        """A new link, for somebody who lost the first one or forgot the password."""

        def step(session: Session) -> str:
            return self._new_link(session, _active(session, staff_id), by)

        return await self._context.database.write(step)

    async def invitation(self, token: str) -> Invitation:
        """Whose link this is. Raises NotFound when it was used, replaced or is too old."""
        now = self._context.now()

        def step(session: Session) -> Invitation:
            person = _invited(session, token, now)
            return Invitation(person.name, person.email, person.email == UNNAMED)

        return await self._context.database.read(step)

    async def accept(self, token: str, password: str, name: str = "", *, email: str = "") -> Officer:
        """Set the password; the link is used up and other sessions of this person end."""
        invited = await self.invitation(token)
        name, email = (clean_name(name), clean_email(email)) if invited.first else (invited.name, invited.email)
        council = self._context.council.facts
        passwords.check_new(password, (name, email, council.name, council.short_name))
        kept, now = await passwords.make_hash(password), self._context.now()

        def step(session: Session) -> Officer:
            person = _invited(session, token, now)
            if invited.first and staff_accounts.get_by_email(session, email) is not None:
                raise Conflict(f"{email} already has an account.")
            person.name, person.email, person.password_hash = name, email, kept
            person.link_hash = person.link_expires_at = None
            staff_sessions.delete_of_person(session, person.id)
            staff_accounts.add_audit(session, person.id, "password.set", target="", at=now)
            session.flush()
            return officer_of(person)

        return await self._context.database.write(step)

    async def everybody(self) -> list[Person]:
        """The staff page's lines."""
        now = self._context.now()

        def step(session: Session) -> list[Person]:
            held = staff_accounts.count_held(session)
            rows = [row for row in staff_accounts.list_all(session) if row.email != UNNAMED]
            return [Person(officer_of(row), _state(row, now), held.get(row.id, 0)) for row in rows]

        return await self._context.database.read(step)

    async def deactivate(self, staff_id: int, by: Officer) -> None:
        """Switch an account off: its sessions end at once, its conversations go back with their original clock."""
        now = self._context.now()

        def step(session: Session) -> list[str]:
            if staff_id == by.id:
                raise Conflict("You cannot switch off your own account. Ask another administrator.")
            both = {person.id: person for person in staff_accounts.lock_several(session, [staff_id, by.id])}
            if by.id in both and not both[by.id].active:  # by the very person, at the same moment
                raise Conflict("Your own account was switched off a moment ago. Nothing was changed.")
            person = _active(session, staff_id)
            person.active, person.link_hash = False, None
            staff_sessions.delete_of_person(session, person.id)
            staff_accounts.add_audit(session, by.id, "staff.deactivated", target=str(staff_id), at=now)
            return return_conversations(session, staff_id, Moment(now, Author.OFFICER, by.id))

        self._context.live.wake(DESK, *await self._context.database.write(step))
        log.info("staff.deactivated", staff=staff_id)

    async def activate(self, staff_id: int, by: Officer) -> None:
        """Switch an account on again; its password still works."""

        def step(session: Session) -> None:
            person = staff_accounts.get(session, staff_id)
            if person is None:
                raise NotFound("There is no such person.")
            person.active = True
            staff_accounts.add_audit(session, by.id, "staff.activated", target=str(staff_id), at=self._context.now())

        await self._context.database.write(step)

    def _new_link(self, session: Session, person: Staff, by: Officer | None) -> str:
        now, token = self._context.now(), secrets.token_urlsafe(32)
        person.link_hash, person.link_expires_at = hash_of(token), now + LINK_LASTS
        session.flush()
        staff_accounts.add_audit(session, by.id if by else None, "staff.link", target=str(person.id), at=now)
        return WELCOME + token


def clean_email(email: str) -> str:
    """As it is kept. Raises Unusable."""
    cleaned = email.strip().casefold()
    if not EMAIL.fullmatch(cleaned):
        raise Unusable("Give an email address, such as sam.okafor@fernley.example.")
    return cleaned


def clean_name(name: str) -> str:
    """As it is kept. Raises Unusable."""
    cleaned = one_line("".join(c if c.isprintable() else " " for c in name))
    if not 1 <= len(cleaned) <= 80:
        raise Unusable("Give the person's first and last name, up to 80 characters.")
    return cleaned


def _invited(session: Session, token: str, now: datetime) -> Staff:
    person = staff_accounts.lock_by_link(session, hash_of(token))
    if person is None or not person.active or person.link_expires_at is None or person.link_expires_at <= now:
        raise NotFound("This link has been used or is too old. Ask an administrator for a new one.")
    return person


def _made_just_now(person: Staff, now: datetime) -> bool:
    made = person.link_expires_at - LINK_LASTS if person.link_expires_at is not None else None
    return made is not None and now - made < AT_ONCE


def _active(session: Session, staff_id: int) -> Staff:
    person = staff_accounts.get(session, staff_id)
    if person is None or not person.active:
        raise NotFound("There is no such person, or the account is off.")
    return person


def _state(row: Staff, now: datetime) -> str:
    if not row.active:
        return "off"
    if row.password_hash:
        return "active"
    return "invited" if row.link_expires_at and row.link_expires_at > now else "link_expired"
