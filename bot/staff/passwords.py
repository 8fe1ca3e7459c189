"""Passwords: argon2id hashes, made in a thread, and the few rules that keep out what everybody tries first."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from bot.errors import Unusable

SHORTEST_CHARACTERS = 12
LONGEST_CHARACTERS = 200
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
COMMON = (
    "password", "passw0rd", "letmein", "welcome", "changeme", "iloveyou", "football", "liverpool", "arsenal", "monkey",
    "dragon", "sunshine", "princess", "superman", "trustno1", "admin", "administrator", "secret", "qwerty", "council",
    "townclerk", "starwars", "whatever", "computer", "summer", "winter", "spring", "autumn", "january", "december",
)  # fmt: skip

_hasher = PasswordHasher()
_at_once = 2
"""Hashes under way together: each takes 64 MiB, and a flood of sign-ins must not take the machine."""


@cache
def _gate(_loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(_at_once)


def check_new(password: str, known: Iterable[str] = ()) -> None:
    """Raise Unusable, saying why, for a password that is too short or among the first that are tried.

    `known` holds words about the person and the council, which count for nothing.
    """
    if len(password) < SHORTEST_CHARACTERS:
        raise Unusable(
            f"Your password must have at least {SHORTEST_CHARACTERS} characters. Three random words make a good one."
        )
    if len(password) > LONGEST_CHARACTERS:
        raise Unusable(f"Your password must have no more than {LONGEST_CHARACTERS} characters.")
    if _left_over(password, known) < SHORTEST_CHARACTERS // 2:
        raise Unusable("That password is too easy to guess. Three random words make a good one.")


def _left_over(password: str, known: Iterable[str]) -> int:
    """How many characters are left when common words, known words, runs and repeats are taken out."""
    rest = password.casefold()
    words = {part for word in known for part in re.split(r"[^a-z0-9]+", word.casefold()) if len(part) > 2}
    for word in sorted({*COMMON, *words}, key=len, reverse=True):
        rest = rest.replace(word, "")
    for run in (*RUNS, *(run[::-1] for run in RUNS)):
        for length in range(len(run), 2, -1):
            for start in range(len(run) - length + 1):
                rest = rest.replace(run[start : start + length], "")
    rest = re.sub(r"(.{1,3})\1{2,}", r"\1", rest)
    return len(re.sub(r"[\W_]+", "", rest))


async def make_hash(password: str) -> str:
    """The argon2id hash to keep."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one. Takes as long for somebody who has none, so that the time gives nothing away."""
    async with _gate(asyncio.get_running_loop()):
        return await asyncio.to_thread(_verify, kept, password) and kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _hasher.verify(kept or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
