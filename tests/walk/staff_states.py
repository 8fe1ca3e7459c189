"""The states of the pages for staff."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.walk.state import Deed, State, conversation, fixed

DESK, THREAD = "/desk", "/desk/conversations/{conversation}"
LONG = "This is a long answer that goes on. " * 30


def opened(selector: str, *fills: tuple[str, str]) -> Deed:
    """A form that unfolds, and what is written into it."""

    async def deed(page: Page) -> None:
        await page.locator(f"{selector} > summary").click()
        for label, words in fills:
            await page.get_by_label(label).fill(words)

    return deed


async def _half_a_reply(page: Page) -> None:
    await page.get_by_label("Your reply").fill(LONG * 3)


async def _refused_reply(page: Page) -> None:
    await page.get_by_label("Your reply").fill("x" * 4100)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#problem")).to_contain_text("characters long")


async def _lost_line(page: Page) -> None:
    await page.get_by_label("Your reply").fill("Half an answer")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".notice").first).to_be_visible()


async def _wrong_password(page: Page) -> None:
    await page.get_by_label("Email address").fill("nobody@fernley.example")
    await page.get_by_label("Password").fill("not the right one")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def _two_passwords(page: Page) -> None:
    await page.get_by_label("New password").fill("marmalade lantern quay")
    await page.get_by_label("The same password again").fill("something else again")
    await page.get_by_role("button", name="Set the password").click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def _new_link(page: Page) -> None:
    await page.get_by_role("button", name="New link for Jo Hill").click()
    await expect(page.get_by_text("Send this link to Jo Hill")).to_be_visible()


async def _taken_address(page: Page) -> None:
    await page.get_by_label("Name").fill("Sam Okafor")
    await page.get_by_label("Email address").fill("sam@fernley.example")
    await page.get_by_role("button", name="Make a link").click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def _odd_words(page: Page) -> None:
    await page.get_by_label("Words for every channel").fill("Call [[council.fone]] about https://www.fernley.example/")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_be_visible()


async def _previewed(page: Page) -> None:
    await page.get_by_label("Words for every channel").fill("The assistant is back. " + LONG)
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator("#preview .said").first).to_contain_text("The assistant is back.")


async def _keys(page: Page) -> None:
    summary = page.locator(".keys summary")
    if await summary.is_visible():
        await summary.click()


async def _facts(page: Page) -> None:
    await page.get_by_text("Values that we fill in").click()


async def _table_of_chart(page: Page) -> None:
    await page.get_by_text("The chart as a table").click()


HANDED_BACK = fixed("/desk/answers/utter_gateway_handed_back")
SIGNING_IN = [
    State("/desk/sign-in", "empty", fixed("/desk/sign-in")),
    State("/desk/sign-in", "wrong password", fixed("/desk/sign-in"), deed=_wrong_password, answers=(401, 429)),
    State("/desk/sign-out", "with conversations", fixed("/desk/sign-out"), "sam"),
    State("/desk/sign-out", "with none", fixed("/desk/sign-out"), "sam", town="quiet"),
    State("/desk/welcome/{token}", "first administrator", lambda town: town.links["first"], town="quiet"),
    State("/desk/welcome/{token}", "invited", lambda town: town.links["welcome"]),
    State("/desk/welcome/{token}", "two passwords", lambda town: town.links["welcome"], deed=_two_passwords,
          answers=(401, 422)),
    State("/desk/welcome/{token}", "used up", fixed("/desk/welcome/used"), answers=(404,)),
]  # fmt: skip
LISTS = [
    State(DESK, "quiet", fixed("/desk"), "sam", town="quiet"),
    State(DESK, "busy", fixed("/desk"), "sam"),
    *(State(DESK, view, fixed(f"/desk?view={view}"), "sam") for view in ("colleagues", "assistant", "closed")),
    State(DESK, "one queue", fixed("/desk?queue=waste"), "sam"),
    State(DESK, "no such list", fixed("/desk?view=everything"), "sam", answers=(422,)),
    State(DESK, "without scripts", fixed("/desk"), "sam", scripts=False),
]
THREADS = [
    State(THREAD, "waiting", conversation("waiting"), "sam"),
    State(THREAD, "urgent", conversation("urgent"), "sam"),
    State(THREAD, "long word, text message", conversation("housing"), "sam"),
    State(THREAD, "with the assistant", conversation("assistant"), "sam"),
    State(THREAD, "own, with a note and a place", conversation("own"), "sam"),
    State(THREAD, "own, answered", conversation("answered"), "sam"),
    State(THREAD, "own, long", conversation("long"), "sam"),
    State(THREAD, "own, whole", conversation("long", "?whole=true"), "sam"),
    State(THREAD, "own, failed", conversation("failed"), "sam"),
    State(THREAD, "own, opted out", conversation("blocked"), "sam"),
    State(THREAD, "a colleague's", conversation("colleagues"), "sam"),
    State(THREAD, "a colleague's, for a lead", conversation("colleagues"), "bo"),
    State(THREAD, "closed", conversation("closed"), "sam"),
    State(THREAD, "Close open", conversation("own"), "sam", deed=opened("#close", ("Details for colleagues", "gone"))),
    State(THREAD, "Close open, owed", conversation("long"), "sam", deed=opened("#close")),
    State(THREAD, "Move open", conversation("own"), "sam", deed=opened("#transfer")),
    State(THREAD, "Move open, waiting", conversation("waiting"), "sam", deed=opened("#transfer")),
    State(THREAD, "note open", conversation("own"), "sam", deed=opened("#note", ("Note, never", LONG))),
    State(THREAD, "keys open", conversation("own"), "sam", deed=_keys),
    State(THREAD, "half a reply", conversation("own"), "sam", deed=_half_a_reply),
    State(THREAD, "refused reply", conversation("own"), "sam", deed=_refused_reply, answers=(422,)),
    State(THREAD, "line lost", conversation("own"), "sam", deed=_lost_line),
    State(THREAD, "not there", fixed("/desk/conversations/99999"), "sam", answers=(404,)),
    State(THREAD, "without scripts", conversation("own"), "sam", scripts=False),
]
ELSEWHERE = [
    State("no such page", "at the desk", fixed("/desk/nothing"), "sam", answers=(404,)),
    State("no such page", "anywhere", fixed("/nothing"), answers=(404,)),
]
REQUESTS = [
    State("/desk/requests", "none", fixed("/desk/requests"), "sam", town="quiet"),
    State("/desk/requests", "to do", fixed("/desk/requests"), "sam"),
    State("/desk/requests", "with the back office", fixed("/desk/requests?sent=true"), "sam"),
    State("/desk/requests", "done", fixed("/desk/requests?done=true"), "sam"),
    State("/desk/requests", "one queue", fixed("/desk/requests?queue=waste"), "sam"),
]
REPORTS = [
    State("/desk/reports", "empty", fixed("/desk/reports"), "bo", town="quiet"),
    *(
        State("/desk/reports", f"{clock} today", fixed(f"/desk/reports?period=today&clock={clock}"), "bo")
        for clock in ("assistant", "first_human", "delivery")
    ),
    State("/desk/reports", "table of the chart", fixed("/desk/reports"), "bo", deed=_table_of_chart),
    State("/desk/reports", "impossible days", fixed("/desk/reports?period=custom&from=x"), "bo", answers=(422,)),
    State("/desk/reports", "not allowed", fixed("/desk/reports"), "sam", answers=(403,)),
    State("/desk/reports/definitions", "all", fixed("/desk/reports/definitions#first_human"), "bo"),
]
ADMINISTRATION = [
    State("/desk/refused", "none", fixed("/desk/refused"), "bo", town="quiet"),
    State("/desk/refused", "some", fixed("/desk/refused"), "bo"),
    State("/desk/staff", "few", fixed("/desk/staff"), "bo", town="quiet"),
    State("/desk/staff", "all states", fixed("/desk/staff"), "bo"),
    State("/desk/staff", "a new link", fixed("/desk/staff"), "bo", deed=_new_link),
    State("/desk/staff", "taken address", fixed("/desk/staff"), "bo", deed=_taken_address, answers=(409,)),
    State("/desk/pages", "asked and answered", fixed("/desk/pages"), "bo"),
    State("/desk/pages", "nothing yet", fixed("/desk/pages"), "bo", town="quiet"),
    State("/desk/pages", "not allowed", fixed("/desk/pages"), "sam", answers=(403,)),
    State("/desk/answers", "all", fixed("/desk/answers?topic=gateway"), "bo"),
    State("/desk/answers", "found", fixed("/desk/answers?q=bin"), "bo"),
    State("/desk/answers", "none", fixed("/desk/answers?q=zzzz"), "bo"),
    State("/desk/answers/{key}", "as it came", HANDED_BACK, "bo"),
    State("/desk/answers/{key}", "edited", fixed("/desk/answers/utter_gateway_waiting"), "bo"),
    State("/desk/answers/{key}", "refused", HANDED_BACK, "bo", deed=_odd_words, answers=(422,)),
    State("/desk/answers/{key}", "previewed", HANDED_BACK, "bo", deed=_previewed),
    State("/desk/answers/{key}", "what is filled in", HANDED_BACK, "bo", deed=_facts),
    State("/desk/answers/{key}", "not there", fixed("/desk/answers/utter_nothing"), "bo", answers=(404,)),
]
STAFF = [*ELSEWHERE, *SIGNING_IN, *LISTS, *THREADS, *REQUESTS, *REPORTS, *ADMINISTRATION]
