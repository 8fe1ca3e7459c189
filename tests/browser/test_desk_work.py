"""Working at the desk: where the focus goes, what is said, what is kept, and that every form is whole everywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.staff import Officer
from tests.browser.test_desk import SOON, Street, database_url, following, here, pytestmark, sam, street
from tests.flows.conftest import house

__all__ = ["database_url", "house", "pytestmark", "sam", "street"]
SEEN = 10_000
SIZES = [(320, 640), (768, 1024), (1024, 640), (1100, 700), (1280, 720), (1360, 768), (1440, 900), (2560, 1440)]
WHOLE = """form => [...form.querySelectorAll('select, input:not([type=hidden]), button, a, label')].filter(part => {
  const box = part.getBoundingClientRect();
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height - 2, box.height / 2));
  const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth + 0.5 && box.bottom <= innerHeight + 0.5;
  return !inside || !there || !form.contains(there);
}).map(part => part.outerHTML)"""
REACHED = """form => [...form.querySelectorAll('select, input:not([type=hidden]), button, a')].filter(part => {
  part.scrollIntoView({ block: 'nearest' });
  const box = part.getBoundingClientRect();
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !part.contains(there) || box.left < 0 || box.right > innerWidth + 0.5;
}).map(part => part.outerHTML)"""


async def mine(street: Street, officer: Officer, who: str = "ada", **more: Any) -> int:
    conversation = await street.office.waiting(who, **more)
    await street.office.desk.claim(conversation, officer)
    return conversation


def said(page: Page) -> Any:
    """All that the live region has said lately."""
    return page.locator("#announce")


@pytest.mark.parametrize("form", ["close", "transfer"])
async def test_every_form_is_whole_on_every_screen(street: Street, sam: Officer, form: str) -> None:
    page = await street.open(sam, here(await mine(street, sam)))
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        await page.locator(f"#{form} > summary").click()
        assert await page.locator(f"#{form} form").evaluate(WHOLE) == [], (width, height)
        await page.get_by_role("link", name="Cancel").click()
        await expect(page.locator(f"#{form} form")).to_be_hidden()
        await expect(page.locator(f"#{form} > summary")).to_be_focused()


@pytest.mark.parametrize(("width", "height", "text"), [(1280, 800, 200), (640, 400, 100), (320, 256, 100)])
async def test_large_text_and_low_windows_leave_room_and_keep_all_in_reach(
    street: Street, sam: Officer, width: int, height: int, text: int
) -> None:
    conversation = await mine(street, sam)
    for number in range(10):
        await street.office.house.write(f"message {number}")
    page = await street.open(sam, here(conversation))
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{text}%")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    entries = await page.locator("#entries").bounding_box()
    assert entries is not None and entries["height"] >= 150
    assert await page.locator("#entries").evaluate("box => box.scrollHeight - box.clientHeight") <= 1
    for form in ("close", "transfer", "note"):
        await page.locator(f"#{form} > summary").click()
        assert await page.locator(f"#{form} form").evaluate(REACHED) == [], form
        await page.locator(f"#{form} > summary").click()
    assert await page.locator("#reply").evaluate(REACHED) == []


async def test_after_each_button_the_focus_is_where_the_work_goes_on_and_it_is_said_once(
    street: Street, sam: Officer
) -> None:
    first = await street.office.waiting()
    second = await street.office.waiting("bob")
    page = await street.open(sam, here(first))
    await following(page)
    box, next_card = page.get_by_label("Your reply"), page.locator(f"#card-{second} a, #own-{second} a")
    await page.get_by_role("button", name="Claim").click()
    await expect(box).to_be_focused(timeout=SOON)
    await expect(said(page)).to_have_text("You have this conversation.")
    await box.fill("On its way")
    await page.keyboard.press("Control+Enter")
    await expect(said(page)).to_contain_text("Sent.")
    await expect(box).to_be_focused()
    await street.office.house.write("thanks")
    await page.get_by_role("button", name="No reply needed").click(timeout=SOON)
    await expect(said(page)).to_contain_text("Marked: no reply needed.")
    await expect(box).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#entries")).to_be_focused()
    await page.keyboard.press("n")
    await page.keyboard.type("a note by keys")
    await page.keyboard.press("Control+Enter")
    await expect(said(page)).to_contain_text("Note saved.")
    await expect(page.locator("#events")).to_contain_text("a note by keys")
    await expect(box).to_be_focused()
    await page.get_by_role("button", name="Hand back").click()
    await expect(said(page)).to_contain_text("Handed back to the assistant.")
    await expect(next_card).to_be_focused()
    for words in ("You have this conversation.", "Sent.", "Note saved.", "Handed back to the assistant."):
        assert await said(page).locator("p", has_text=words).count() == 1


@pytest.mark.parametrize("width", [1360, 360])
async def test_after_closing_the_focus_is_on_the_next_conversation_or_the_way_to_it(
    street: Street, sam: Officer, width: int
) -> None:
    conversation = await mine(street, sam)
    other = await street.office.waiting("bob")
    page = await street.open(sam, here(conversation), width)
    await following(page)
    await page.locator("#close > summary").click()
    await page.get_by_role("button", name="Close it").click()
    await expect(said(page)).to_have_text("Closed.")
    place = page.locator(f"#card-{other} a") if width > 800 else page.get_by_role("link", name="Back to the list")
    await expect(place).to_be_focused()
    assert "just nowFriday" not in (await page.locator(".owner").inner_text())


async def test_a_new_urgent_conversation_is_said_once(street: Street, sam: Officer) -> None:
    page = await street.open(sam, "/desk")
    await following(page)
    await street.office.waiting("gus", reason="urgent")
    await expect(said(page)).to_have_text("New urgent conversation: Waste and recycling", timeout=SOON)
    await street.office.waiting("bob")
    await expect(page.locator("#list .conversation")).to_have_count(2, timeout=SOON)
    await expect(said(page).locator("p")).to_have_count(1)


async def test_a_notes_draft_survives_a_reload(street: Street, sam: Officer) -> None:
    page = await street.open(sam, here(await mine(street, sam)))
    await page.locator("#note > summary").click()
    await page.get_by_label("Note, never shown").fill("half a note")
    await page.reload()
    await expect(page.get_by_label("Note, never shown")).to_have_value("half a note")
    await page.get_by_role("button", name="Save the note").click()
    await expect(page.locator("#events")).to_contain_text("half a note")
    await page.reload()
    await expect(page.get_by_label("Note, never shown")).to_have_value("")


async def test_a_reply_that_did_not_go_stays_told_whatever_else_happens(street: Street, sam: Officer) -> None:
    page = await street.open(sam, here(await mine(street, sam)))
    await following(page)
    await page.get_by_label("Your reply").fill("Half an answer")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send").click()
    lost = page.locator(".notice", has_text="did not reach the desk")
    await expect(lost).to_be_visible()
    await page.get_by_role("button", name="Put back").click()
    await expect(lost).to_have_count(2)
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#events")).to_contain_text("Half an answer", timeout=SOON)
    await expect(lost).to_have_count(1)


async def test_notices_stand_below_each_other_until_they_are_dismissed(street: Street, sam: Officer) -> None:
    page = await street.open(sam, here(await mine(street, sam)))
    await page.evaluate(
        """async () => { const { notice } = await import('/desk/static/desk-told.js');
        notice('The first'); notice('The second'); notice('The first'); }"""
    )
    await expect(page.locator(".notice p")).to_have_text(["The second", "The first"])
    await page.get_by_role("button", name="Dismiss").first.click()
    await expect(page.locator(".notice p")).to_have_text(["The first"])


Ending = Callable[[Any, int, Officer], Awaitable[Any]]
ENDINGS: dict[str, tuple[Ending, str]] = {
    "closed": (lambda desk, number, by: desk.close(number, by, "sorted"), "Sam Okafor closed this: Sorted."),
    "moved": (lambda desk, number, by: desk.transfer(number, by, "housing"), "Sam Okafor moved this to Housing."),
    "handed back": (lambda desk, number, by: desk.hand_back(number, by), "handed this back to the assistant."),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_tab_whose_conversation_went_elsewhere_says_what_happened(
    street: Street, sam: Officer, ending: str
) -> None:
    conversation = await mine(street, sam)
    page = await street.open(sam, here(conversation))
    await following(page)
    await page.get_by_label("Your reply").focus()
    act, words = ENDINGS[ending]
    await act(street.office.desk, conversation, sam)
    await expect(page.get_by_role("alert")).to_contain_text(words, timeout=SOON)
    await expect(page.locator("#thread-title")).to_be_focused()


async def test_a_thread_at_its_end_follows_and_a_reply_to_what_can_be_seen_goes(street: Street, sam: Officer) -> None:
    house = street.office.house
    conversation = await mine(street, sam)
    for number in range(20):
        await house.write(f"message {number}")
    page = await street.open(sam, here(conversation))
    await following(page)
    await page.get_by_label("Your reply").fill("This answers it.\n\n\nAll of it.")
    await house.write("the last question " + "and more " * 150)
    await expect(page.locator("#events > li").last).to_contain_text("the last question", timeout=SOON)
    await expect(page.locator("#events > li").last).to_be_in_viewport()
    await expect(page.locator("#more-below")).to_be_hidden()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#events > li").last).to_contain_text("This answers it.", timeout=SOON)
    await page.locator("#entries").evaluate("box => { box.scrollTop = 0 }")
    for count, words in ((1, "1 new message"), (2, "2 new messages")):
        await house.write(f"one more {count}")
        await expect(page.get_by_role("button", name=words, exact=True)).to_be_visible(timeout=SOON)
    assert await page.locator("#entries").evaluate("box => box.scrollTop") == 0


async def test_signing_out_with_conversations_asks_first(street: Street, sam: Officer) -> None:
    conversation = await mine(street, sam)
    page = await street.open(sam, here(conversation))
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("You have 1 conversation")).to_be_visible()
    await page.get_by_role("link", name="Stay").click()
    assert (await street.office.row(conversation)).state == "officer"
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Put it back and sign out").click()
    await expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    assert (await street.office.row(conversation)).state == "waiting"


async def test_an_open_page_says_that_it_is_there(street: Street, sam: Officer) -> None:
    conversation = await mine(street, sam)
    page = await street.open(sam, here(conversation))
    await following(page)
    presence, house = street.office.pages.presence, street.office.house
    assert await presence.return_unattended() == 0
    await page.context.close()
    house.time += timedelta(minutes=6)
    assert await presence.return_unattended() == 1


async def test_a_card_and_the_thread_say_who_what_and_in_whose_words(street: Street, sam: Officer) -> None:
    conversation = await mine(street, sam, who="+447700900123", channel="sms", text="No water since Monday")
    await street.office.desk.reply(conversation, sam, "See https://www.fernley.example/water (page 2).", seen=SEEN)
    page = await street.open(sam, here(conversation))
    card = page.locator(f"#own-{conversation}")
    await expect(card).to_contain_text("Text message · +447700900123")
    await expect(card.locator(".preview")).to_have_text("No water since Monday")
    await expect(page.locator("#thread-head")).to_contain_text("Text message · +447700900123")
    link = page.locator("#events").get_by_role("link", name="www.fernley.example/water")
    await expect(link).to_have_attribute("href", "https://www.fernley.example/water")
    assert "noopener" in (await link.get_attribute("rel") or "")


async def test_forced_colours_show_what_is_open_and_how_much_of_a_target_is_left(street: Street, sam: Officer) -> None:
    conversation = await mine(street, sam)
    page = await street.open(sam, here(conversation))
    await page.emulate_media(forced_colors="active")
    outline = "card => getComputedStyle(card).outlineStyle + getComputedStyle(card).outlineWidth"
    assert await page.locator(f"#own-{conversation}").evaluate(outline) == "solid3px"
    look = await page.locator("progress").first.evaluate("bar => getComputedStyle(bar).appearance")
    assert look == "auto"
