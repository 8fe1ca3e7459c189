"""What was taken for a machine's is marked and can be found, and an officer who knows better lets it be answered."""

from __future__ import annotations

from datetime import timedelta

from bot.staff import Officer
from tests.desk.office import Office

LINE = "the gate of our yard is shut for lunch"


async def repeats(office: Office, times: int = 6) -> int:
    """A phone that says the same again and again; returns the conversation."""
    for _ in range(times):
        receipt = await office.house.write(LINE, channel="sms")
        await office.house.work()
        office.house.time += timedelta(seconds=5)
    return receipt.conversation


async def test_it_is_on_a_list_of_its_own_whatever_its_state(office: Office, sam: Officer) -> None:
    conversation = await repeats(office)
    await office.house.write("This is an automated message", who="ben", channel="sms")
    await office.house.write("hello", who="cleo", channel="sms")
    cards = (await office.desk.listing("machines", sam)).cards
    assert [(card.machine, card.state) for card in cards] == [("automatic", "closed"), ("repeats", "assistant")]
    assert cards[1].id == conversation


async def test_the_thread_says_what_was_not_answered_and_why(office: Office, sam: Officer) -> None:
    conversation = await repeats(office)
    browser = await office.browser(sam)
    page = await browser.open(f"/desk/conversations/{conversation}?view=machines")
    assert "Not answered: the same message again" in page
    assert "Automatic" in page and "Answer again" in page


async def test_an_officer_ends_the_silence(office: Office, sam: Officer) -> None:
    conversation = await repeats(office)
    said = len(office.house.phone.sent)
    browser = await office.browser(sam)
    here = f"/desk/conversations/{conversation}"
    await browser.open(here)
    page = await browser.send(f"{here}/answer-again")
    assert "Sam Okafor let the assistant answer here again" in page
    assert "Answer again" not in page
    assert (await office.desk.listing("machines", sam)).cards == []
    await repeats(office, 1)
    assert len(office.house.phone.sent) == said + 1


async def test_doing_it_twice_changes_nothing(office: Office, sam: Officer) -> None:
    conversation = await repeats(office)
    await office.desk.answer_again(conversation, sam)
    before = (await office.desk.thread(conversation)).card.last_number
    await office.desk.answer_again(conversation, sam)
    assert (await office.desk.thread(conversation)).card.last_number == before
