"""Signing in: throttled tries, then a session on our side of which the browser holds only the secret.

A try is throttled by its account and where it comes from together, so that nobody's mistakes shut out a colleague at
the same address. A browser in which this person has signed in before is a source of its own: whatever strangers try,
from there or elsewhere, the right password gets in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot.context import Context
from bot.database.group_commit import after_commit
from bot.database.locks import one_at_a_time
from bot.database.models import SignInAttempt, Staff, StaffSession
from bot.errors import NotSignedIn, TooMany
from bot.staff import passwords
from bot.staff.people import Officer, officer_of
from bot.store import staff_accounts, staff_sessions

LASTS = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
WINDOW = timedelta(hours=1)
FREE_TRIES = 5
FIRST_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 900.0
SPRAYED_TRIES = 50
"""Failed tries from one address in WINDOW after which each account has one free try from there, not FREE_TRIES: a whole
office may share an address, and its people type the right password first; somebody who goes through many accounts does
not."""
TRIES_AT_ONE_ACCOUNT = 100
"""Failed tries at one account in WINDOW, from anywhere, after which only its known browsers may try (NIST SP 800-63B,
5.2.2, allows no more than 100 in a row)."""
KNOWN_FOR = timedelta(days=180)

log = structlog.get_logger()


@dataclass(frozen=True)
class SignedIn:
    """The request's person, the secret that its forms must carry, and the session's name in the database."""

    officer: Officer
    csrf: str
    session: str


@dataclass(frozen=True)
class Started:
    """A new session: `token` goes into the cookie and is kept nowhere else. `browser` goes into a cookie of its own and
    makes this browser known from now on."""

    token: str
    officer: Officer
    browser: str


def hash_of(token: str) -> str:
    """What we keep of a secret with 256 random bits, for which a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class SignIn:
    """Sessions of staff."""

    def __init__(self, context: Context, secret: str) -> None:
        self._context, self._secret = context, secret.encode()

    async def sign_in(self, email: str, password: str, source: str, *, browser: str = "") -> Started:
        """A new session. `browser` is what Started gave this browser before, if anything. Raises NotSignedIn for a
        wrong address or password (never saying which), TooMany."""
        email = email.strip().casefold()[:255]
        source, kept = await self._context.database.write(
            lambda session: self._try(session, email, source, browser=browser)
        )
        right = await passwords.matches(kept, password[: passwords.LONGEST_CHARACTERS + 1])
        if not right:
            log.info("sign_in.failed")
            raise NotSignedIn("That email address and password do not match. Check both and try again.")
        fresh = await passwords.make_hash(password) if kept and passwords.outdated(kept) else None
        return await self._context.database.write(
            lambda session: self._succeed(session, email, source, fresh_hash=fresh)
        )

    async def start(self, staff_id: int) -> Started:
        """A session for somebody who has just set a password from a one-time link."""
        return await self._context.database.write(
            lambda session: self._start(session, staff_accounts.get_one(session, staff_id))
        )

    async def current(self, token: str, background: bool = False) -> SignedIn | None:
        """Whose session this is, None when it is over. `background` requests do not keep it from going idle."""
        if not token:
            return None
        now, name = self._context.now(), hash_of(token)
        found = await self._context.database.read(lambda session: _live(session, name, now))
        if found is None:
            return None
        signed_in, seen_at = found
        if not background and now - seen_at > TOUCH:
            await self._context.database.write(lambda session: staff_sessions.set_seen(session, name, now))
        return signed_in

    async def end(self, signed_in: SignedIn) -> None:
        """Sign out."""

        def step(session: Session) -> None:
            staff_sessions.delete_one(session, signed_in.session)
            staff_accounts.add_audit(session, signed_in.officer.id, "sign_out", target="", at=self._context.now())

        await self._context.database.write(step)

    def _try(self, session: Session, email: str, source: str, *, browser: str) -> tuple[str, str | None]:
        """Count the try before it is made, so that many at once are counted too; returns where it counts as coming from
        and the hash to compare."""
        now = self._context.now()
        person = staff_accounts.get_by_email(session, email)
        known = self._known(person, browser)
        source = known or source
        one_at_a_time(session, source)
        staff_sessions.delete_old_attempts(session, now - WINDOW)
        here = staff_sessions.list_attempts(session, source, now - WINDOW)
        free = FREE_TRIES if len(here) < SPRAYED_TRIES else 1
        wait = _wait([row for row in here if row.email == email], now, free)
        if not known and staff_sessions.count_attempts_at(session, email, now - WINDOW) >= TRIES_AT_ONE_ACCOUNT:
            wait = max(wait, LONGEST_WAIT_SECONDS)
        if wait > 0:
            raise TooMany("There were too many attempts. Wait a little, then try again.", wait)
        session.add(SignInAttempt(email=email, source=source, at=now))
        return source, person.password_hash if person is not None and person.active else None

    def _known(self, person: Staff | None, browser: str) -> str | None:
        """The source that a browser is of its own, where this person has signed in from it before."""
        name, _, signature = browser.partition(".")
        if person is None or not hmac.compare_digest(self._signed(person, name).encode(), signature.encode()):
            return None
        return f"browser {name}"

    def _signed(self, person: Staff, name: str) -> str:
        """Holds for one person and one password: with a new password every browser is unknown again."""
        about = f"{person.id}.{person.password_hash}.{name}"
        return hmac.new(self._secret, about.encode(), hashlib.sha256).hexdigest()

    def _succeed(self, session: Session, email: str, source: str, *, fresh_hash: str | None) -> Started:
        person = staff_accounts.get_by_email(session, email)
        if person is None or not person.active:
            raise NotSignedIn("That account was switched off.")
        if fresh_hash is not None:
            person.password_hash = fresh_hash
        staff_sessions.delete_attempts(session, email, source)
        return self._start(session, person)

    def _start(self, session: Session, person: Staff) -> Started:
        now, token = self._context.now(), secrets.token_urlsafe(32)
        staff_sessions.delete_expired(session, now)
        session.add(
            StaffSession(
                token_hash=hash_of(token),
                staff_id=person.id,
                csrf=secrets.token_urlsafe(32),
                created_at=now,
                seen_at=now,
                expires_at=now + LASTS,
            )
        )
        staff_accounts.add_audit(session, person.id, "sign_in", target="", at=now)
        after_commit(session, log.info, "sign_in.done", staff=person.id)
        name = secrets.token_urlsafe(12)
        return Started(token, officer_of(person), f"{name}.{self._signed(person, name)}")


def _wait(failed: list[SignInAttempt], now: datetime, free: int) -> float:
    """Seconds until this account may be tried again from this source: doubling after the free tries."""
    over = len(failed) - free
    if over < 0:
        return 0.0
    pause = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(over, 10))
    return pause - (now - max(row.at for row in failed)).total_seconds()


def _live(session: Session, name: str, now: datetime) -> tuple[SignedIn, datetime] | None:
    found = staff_sessions.get_with_person(session, name)
    if found is None:
        return None
    row, person = found
    if not person.active or row.expires_at <= now or row.seen_at <= now - staff_sessions.IDLE:
        return None
    return SignedIn(officer_of(person), row.csrf, name), row.seen_at
