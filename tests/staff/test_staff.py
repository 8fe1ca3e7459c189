"""Accounts and signing in, below the pages: links, passwords, sessions, throttling, going off duty."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.database.models import SignInAttempt, Staff, StaffAudit, StaffSession
from bot.errors import Conflict, NotFound, NotSignedIn, TooMany, Unusable
from bot.staff import Officer, Presence
from bot.staff.passwords import check_new
from tests.desk.office import PASSWORD, Office
from tests.flows.conftest import House, house

__all__ = ["house"]
EMAIL = "sam.okafor@fernley.example"


@pytest.fixture
def office(house: House) -> Office:
    """An office with nobody in it."""
    return Office(house)


async def employ(office: Office, email: str = EMAIL, role: str = "officer") -> Officer:
    """Somebody who has set a password."""
    link = await office.pages.staffing.invite(email, "Sam Okafor", role)
    return await office.pages.staffing.accept(link.rsplit("/", 1)[1], PASSWORD)


async def test_an_invited_person_sets_a_password_and_signs_in_with_it(office: Office) -> None:
    officer = await employ(office)
    started = await office.pages.sign_in.sign_in(" Sam.Okafor@Fernley.example ", PASSWORD, "10.0.0.1")
    assert started.officer == officer
    found = await office.pages.sign_in.current(started.token)
    assert found is not None
    assert found.officer == officer


async def test_nothing_that_opens_the_desk_is_kept_as_it_is(office: Office) -> None:
    link = await office.pages.staffing.invite(EMAIL, "Sam Okafor", "officer")
    token = link.rsplit("/", 1)[1]
    await office.pages.staffing.accept(token, PASSWORD)
    started = await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    [staff] = await office.house.rows(Staff)
    [session] = await office.house.rows(StaffSession)
    assert staff.password_hash.startswith("$argon2id$")
    kept = f"{vars(staff)} {vars(session)}"
    assert all(secret not in kept for secret in (PASSWORD, token, started.token))


async def test_a_link_works_once(office: Office) -> None:
    link = await office.pages.staffing.invite(EMAIL, "Sam Okafor", "officer")
    token = link.rsplit("/", 1)[1]
    results = await asyncio.gather(
        *(office.pages.staffing.accept(token, f"{PASSWORD} {n}") for n in range(5)), return_exceptions=True
    )
    assert sum(isinstance(result, Officer) for result in results) == 1
    with pytest.raises(NotFound, match="used"):
        await office.pages.staffing.invitation(token)


async def test_a_link_is_too_old_after_seven_days(office: Office) -> None:
    link = await office.pages.staffing.invite(EMAIL, "Sam Okafor", "officer")
    office.house.time += timedelta(days=7, seconds=1)
    with pytest.raises(NotFound):
        await office.pages.staffing.accept(link.rsplit("/", 1)[1], PASSWORD)
    [person] = await office.pages.staffing.everybody()
    assert person.state == "link_expired"


async def test_inviting_again_replaces_the_link_until_it_was_used(office: Office) -> None:
    first = await office.pages.staffing.invite(EMAIL, "Sam Okafor", "officer")
    second = await office.pages.staffing.invite(EMAIL.upper(), "Sam Okafor-Hill", "supervisor")
    with pytest.raises(NotFound):
        await office.pages.staffing.invitation(first.rsplit("/", 1)[1])
    officer = await office.pages.staffing.accept(second.rsplit("/", 1)[1], PASSWORD)
    assert (officer.name, officer.role) == ("Sam Okafor-Hill", "supervisor")
    with pytest.raises(Conflict, match="already"):
        await office.pages.staffing.invite(EMAIL, "Sam Okafor", "officer")


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [
        ("sam", "Sam Okafor", "officer"),
        ("a b@c.example", "Sam", "officer"),
        (EMAIL, " \x00 ", "officer"),
        (EMAIL, "x" * 81, "officer"),
        (EMAIL, "Sam", "king"),
    ],
)
async def test_an_account_needs_an_address_a_name_and_a_role(office: Office, email: str, name: str, role: str) -> None:
    with pytest.raises(Unusable):
        await office.pages.staffing.invite(email, name, role)


async def test_the_first_administrator_gives_their_name_on_the_link(office: Office) -> None:
    old = await office.pages.staffing.first_link()
    link = await office.pages.staffing.first_link()
    assert old is not None
    assert link is not None
    with pytest.raises(NotFound):
        await office.pages.staffing.invitation(old.rsplit("/", 1)[1])
    token = link.rsplit("/", 1)[1]
    assert (await office.pages.staffing.invitation(token)).first
    officer = await office.pages.staffing.accept(token, PASSWORD, "Ada Clerk", email="ada@fernley.example")
    assert (officer.name, officer.role) == ("Ada Clerk", "administrator")
    assert await office.pages.staffing.first_link() is None


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 201,
        "aaaaaaaaaaaa",
        "password1234",
        "Password123!",
        "123456789012",
        "qwertyuiop12",
        "abcabcabcabc",
        "samokafor2026",
        "Fernley2026!",
        "TownclerkTownclerk",
        "letmeinletmein",
    ],
)
def test_the_first_guesses_are_refused(password: str) -> None:
    with pytest.raises(Unusable):
        check_new(password, ("Sam Okafor", EMAIL, "Fernley Borough Council"))


@pytest.mark.parametrize("password", [PASSWORD, "xK9#mQ2$vL7p", "ffordd yr haul hir", "correct horse battery staple"])
def test_a_good_password_is_taken(password: str) -> None:
    check_new(password, ("Sam Okafor", EMAIL, "Fernley Borough Council"))


async def test_a_wrong_password_and_an_unknown_address_are_told_the_same(office: Office) -> None:
    await employ(office)
    said = set()
    for email in (EMAIL, "nobody@fernley.example"):
        with pytest.raises(NotSignedIn) as refused:
            await office.pages.sign_in.sign_in(email, "not the password", "10.0.0.1")
        said.add(str(refused.value))
    assert len(said) == 1


async def test_guessing_is_slowed_down_and_locks_nobody_else_out(office: Office) -> None:
    await employ(office)
    results = []
    for _ in range(11):
        try:
            await office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1")
        except (NotSignedIn, TooMany) as error:
            results.append(type(error))
    assert results == [NotSignedIn] * 5 + [TooMany] * 6
    with pytest.raises(TooMany) as held:
        await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    assert 0 < held.value.retry_after <= 30
    elsewhere = await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.2")
    assert elsewhere.officer.email == EMAIL
    office.house.time += timedelta(seconds=31)
    assert (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).officer.email == EMAIL
    assert await office.house.rows(SignInAttempt) == []


async def test_each_further_guess_waits_twice_as_long(office: Office) -> None:
    await employ(office)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1")
    for wait in (30, 60, 120):
        with pytest.raises(TooMany) as held:
            await office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1")
        assert held.value.retry_after == wait
        office.house.time += timedelta(seconds=wait)
        with pytest.raises(NotSignedIn):
            await office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1")


async def test_many_guesses_at_once_are_counted_too(office: Office) -> None:
    await employ(office)
    tries = (office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1") for _ in range(30))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, NotSignedIn) for result in results) == 5
    assert sum(isinstance(result, TooMany) for result in results) == 25


async def fail(office: Office, *sources: str, emails: tuple[str, ...] = (EMAIL,)) -> None:
    """Failed tries as they are kept: each address at each source."""

    def spray(session: Session) -> None:
        session.add_all(
            SignInAttempt(email=email, source=source, at=office.at()) for email in emails for source in sources
        )

    await office.house.database.write(spray)


async def test_whoever_goes_through_many_accounts_has_one_try_at_each(office: Office) -> None:
    await employ(office)
    await fail(office, "10.0.0.1", emails=tuple(f"p{number}@fernley.example" for number in range(50)))
    with pytest.raises(NotSignedIn):
        await office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1")
    with pytest.raises(TooMany):
        await office.pages.sign_in.sign_in(EMAIL, "wrong password", "10.0.0.1")


async def test_a_colleague_at_the_same_address_gets_in_whatever_others_have_tried(office: Office) -> None:
    await employ(office)
    await fail(office, *["10.0.0.1"] * 20, emails=tuple(f"p{number}@fernley.example" for number in range(50)))
    assert (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).officer.email == EMAIL


async def test_a_known_browser_gets_in_while_its_account_is_attacked_from_everywhere(office: Office) -> None:
    await employ(office)
    browser = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).browser
    await fail(office, *["10.0.0.1"] * 9, *(f"10.0.{number}.1" for number in range(1, 100)))
    for unknown in ("", "x", f"{browser}0", browser.replace(".", ".0", 1)):
        with pytest.raises(TooMany):
            await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.9.9.9", browser=unknown)
    assert (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1", browser=browser)).officer.email == EMAIL


async def test_a_known_browser_is_throttled_for_itself_and_known_for_one_person_only(office: Office) -> None:
    await employ(office)
    browser = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).browser
    for source in ("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"):
        with pytest.raises(NotSignedIn):
            await office.pages.sign_in.sign_in(EMAIL, "wrong password", source, browser=browser)
    with pytest.raises(TooMany):
        await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.6", browser=browser)
    await employ(office, "alex@fernley.example")
    await fail(office, *["10.0.0.1"] * 9, emails=("alex@fernley.example",))
    with pytest.raises(TooMany):
        await office.pages.sign_in.sign_in("alex@fernley.example", PASSWORD, "10.0.0.1", browser=browser)


async def test_a_new_password_makes_every_browser_unknown(office: Office) -> None:
    sam = await employ(office)
    browser = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).browser
    link = await office.pages.staffing.renew_link(sam.id, sam)
    await office.pages.staffing.accept(link.rpartition("/")[2], "three other random words")
    await fail(office, *(f"10.0.{number}.1" for number in range(100)))
    with pytest.raises(TooMany):
        await office.pages.sign_in.sign_in(EMAIL, "three other random words", "10.9.9.9", browser=browser)


async def test_a_session_ends_after_two_idle_hours_and_after_twelve_in_all(office: Office) -> None:
    await employ(office)
    idle = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    office.house.time += timedelta(hours=1, minutes=59)
    assert await office.pages.sign_in.current(idle, background=True) is not None
    office.house.time += timedelta(minutes=2)
    assert await office.pages.sign_in.current(idle) is None
    busy = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    for _ in range(11):
        office.house.time += timedelta(hours=1)
        assert await office.pages.sign_in.current(busy) is not None
    office.house.time += timedelta(hours=1)
    assert await office.pages.sign_in.current(busy) is None


async def test_signing_out_ends_the_session_on_our_side(office: Office) -> None:
    await employ(office)
    token = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    signed_in = await office.pages.sign_in.current(token)
    assert signed_in is not None
    await office.pages.sign_in.end(signed_in)
    assert await office.pages.sign_in.current(token) is None
    assert await office.pages.sign_in.current("") is None


async def test_switched_off_ends_sessions_and_gives_conversations_back_with_their_clock(office: Office) -> None:
    boss = await employ(office, "boss@fernley.example", "administrator")
    officer = await employ(office)
    token = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    conversation = await office.waiting()
    await office.desk.claim(conversation, officer)
    await office.pages.staffing.deactivate(officer.id, boss)
    assert await office.pages.sign_in.current(token) is None
    row = await office.row(conversation)
    assert (row.state, row.officer_id, row.queue) == ("waiting", None, "waste")
    assert await office.house.clock("first_human") == [("began", "handoff"), ("moved", "released")]
    with pytest.raises(NotSignedIn):
        await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    with pytest.raises(Conflict, match="switched off"):
        await office.desk.claim(conversation, officer)
    await office.pages.staffing.activate(officer.id, boss)
    await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.3")


async def test_nobody_switches_themselves_off(office: Office) -> None:
    boss = await employ(office, "boss@fernley.example", "administrator")
    with pytest.raises(Conflict, match="your own"):
        await office.pages.staffing.deactivate(boss.id, boss)


async def test_a_new_password_ends_the_sessions_of_the_old_one(office: Office) -> None:
    boss = await employ(office, "boss@fernley.example", "administrator")
    officer = await employ(office)
    token = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    link = await office.pages.staffing.renew_link(officer.id, boss)
    assert await office.pages.sign_in.current(token) is not None, "until the link is used"
    await office.pages.staffing.accept(link.rsplit("/", 1)[1], "another lantern quay")
    assert await office.pages.sign_in.current(token) is None
    with pytest.raises(NotSignedIn):
        await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")


async def test_going_off_duty_gives_conversations_back(office: Office) -> None:
    officer = await employ(office)
    started = [await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1") for _ in range(2)]
    conversation = await office.waiting()
    await office.desk.claim(conversation, officer)
    sessions = [await office.pages.sign_in.current(s.token) for s in started]
    for session, given_back in zip(sessions, (0, 1), strict=True):
        assert session is not None
        await office.pages.sign_in.end(session)
        assert await office.pages.presence.go_off_duty(officer) == given_back
    assert (await office.row(conversation)).state == "waiting"


async def test_somebody_whose_session_ran_out_gives_conversations_back(office: Office) -> None:
    officer = await employ(office)
    await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    conversation = await office.waiting()
    await office.desk.claim(conversation, officer)
    assert await office.pages.presence.return_unattended() == 0
    office.house.time += timedelta(hours=2, minutes=1)
    assert await office.pages.presence.return_unattended() == 1
    assert (await office.row(conversation)).state == "waiting"


async def test_a_closed_browser_holds_its_residents_for_a_few_minutes_and_no_longer(office: Office) -> None:
    officer = await employ(office)
    token = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    conversation = await office.waiting()
    await office.desk.claim(conversation, officer)
    began = await office.house.clock("first_human", conversation)
    presence = office.pages.presence
    for _ in range(30):
        office.house.time += timedelta(minutes=1)
        await presence.connected(token)
        assert await presence.return_unattended() == 0
    office.house.time += timedelta(minutes=4)
    assert await presence.return_unattended() == 0
    office.house.time += timedelta(minutes=2)
    another_gateway = Presence(office.house.context)
    assert await another_gateway.return_unattended() == 1
    row = await office.row(conversation)
    assert (row.state, row.officer_id, row.queue) == ("waiting", None, "waste")
    assert (await office.house.clock("first_human", conversation))[:1] == began[:1]
    assert ("ended", "released") not in await office.house.clock("first_human", conversation)


async def test_another_open_browser_or_one_without_scripts_keeps_them(office: Office) -> None:
    officer = await employ(office)
    conversation = await office.waiting()
    await office.desk.claim(conversation, officer)
    closed, still_open = [(await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token for _ in range(2)]
    presence = office.pages.presence
    await presence.connected(closed)
    await presence.connected(still_open)
    office.house.time += timedelta(minutes=10)
    await presence.connected(still_open)
    assert await presence.return_unattended() == 0
    office.house.time += timedelta(minutes=10)
    await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    office.house.time += timedelta(minutes=60)
    assert await presence.return_unattended() == 0
    assert (await office.row(conversation)).state == "officer"


async def test_how_long_away_is_away_can_be_set(office: Office) -> None:
    officer = await employ(office)
    token = (await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")).token
    await office.desk.claim(await office.waiting(), officer)
    patient = Presence(office.house.context, timedelta(minutes=30))
    await patient.connected(token)
    office.house.time += timedelta(minutes=29)
    assert await patient.return_unattended() == 0
    office.house.time += timedelta(minutes=2)
    assert await patient.return_unattended() == 1


async def test_accounts_and_sign_ins_are_audited(office: Office) -> None:
    boss = await employ(office, "boss@fernley.example", "administrator")
    officer = await employ(office)
    await office.pages.sign_in.sign_in(EMAIL, PASSWORD, "10.0.0.1")
    await office.pages.staffing.deactivate(officer.id, boss)
    actions = [(row.staff_id, row.action) for row in await office.house.rows(StaffAudit)]
    assert (officer.id, "sign_in") in actions
    assert (officer.id, "password.set") in actions
    assert (boss.id, "staff.deactivated") in actions
