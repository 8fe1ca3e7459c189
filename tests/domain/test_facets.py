"""The answers to one question about a service: enough of them, short, each with its own words, and as true as the pages
of the council that say the same."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors.messages import Choice, Outbound
from connectors.sms.segments import is_gsm, segments
from connectors.sms.wording import split
from language.answer_keys import AGAIN
from language.facets import FACETS, answered_by_itself
from language.taxonomy import intents, kind
from tests.domain.test_wording import LINK, SEGMENTS
from tests.domain.written import COUNCIL, ERRANDS, RESPONSES, ROOT, about_answers, facet_answers, filled, wording

ANSWERS = facet_answers()
ABOUT = about_answers()
WORDINGS = [(key, variation["text"]) for key in (*ANSWERS, *ABOUT) for variation in RESPONSES[key]]
EITHER = {("blue_badge_apply", "eligibility")}
"""Both a sub-topic and a facet: who names it asks the same question, and gets the same answer."""
SERVICES = 105
EACH = 3
FEWEST_ASKED = 3
PAGES = ROOT / "demo" / "pages"
AMOUNT = re.compile(r"£[\d,]*\d(?:\.\d\d)?|\b\d+p\b")
NATIONAL = {
    "£50": "a parking ticket in band 2, lower level (outside London)",
    "£70": "a parking ticket in band 2, higher level (outside London)",
    "£1,000": "misuse of a Blue Badge; dumped rubbish",
    "£100": "dog mess",
}
"""What the law sets, so that no page of the council has to say it."""


def test_many_services_answer_what_residents_ask_of_them() -> None:
    asked = Counter(intent for intent, _, _ in ANSWERS.values())
    assert len([intent for intent, count in asked.items() if count >= EACH]) >= SERVICES


def test_a_facet_is_not_also_the_name_of_an_errand() -> None:
    errands = {(intent, errand) for intent, names in ERRANDS.items() for errand in names}
    assert {(intent, errand) for intent, errand in errands if errand in FACETS} == EITHER
    assert not {f"{intent}_{facet}" for intent in intents() for facet in FACETS} & set(intents())


def test_none_is_written_for_a_question_that_never_comes_to_it() -> None:
    """Danger is answered at once whatever is asked of it, but for what somebody asks who waits after telling us of
    another's; and some services answer a question by themselves."""
    asked = {(intent, facet) for intent, _, facet in ANSWERS.values()}
    urgent = {name for name, _ in asked if kind(name) == "urgent"}
    assert urgent <= {"safeguarding_adult", "safeguarding_child"}
    assert [name for name, facet in asked if answered_by_itself(name, facet)] == []


def test_each_is_one_text_message_at_the_cheap_rate() -> None:
    assert [key for key in (*ANSWERS, *ABOUT) if not is_gsm(as_text(key)) or segments(as_text(key)) > SEGMENTS] == []


def as_text(key: str) -> str:
    """What a phone gets, with its choices."""
    said = wording(key, "sms")
    choices = tuple(Choice(button["payload"], button["title"]) for button in said.get("buttons", []))
    (message,) = split(Outbound("1", "sms", "07700900123", text=filled(said["text"]), choices=choices))
    return message.text


def test_each_leads_to_one_page_and_one_number_at_most() -> None:
    pages = [key for key, text in WORDINGS if len(LINK.findall(filled(text))) > 1]
    numbers = [key for key, text in WORDINGS if len(re.findall(r"\[\[(?:call\.|\w+\.\w+\.phone|\w+\.phone)", text)) > 1]
    assert pages + numbers == []


def test_each_says_something_of_its_own() -> None:
    """Not what the service says in general, nor what it says to another question."""
    said = Counter(variation["text"] for variations in RESPONSES.values() for variation in variations)
    assert [key for key, text in WORDINGS if said[text] > 1] == []


@pytest.mark.parametrize("intent", sorted({intent for intent, _, _ in ANSWERS.values()}))
def test_amounts_are_those_of_the_councils_pages(intent: str) -> None:
    """As far as the service has a page: on that, or on one beside it."""
    for key, (of, errand, _) in ANSWERS.items():
        page = page_of(f"{of}_{errand}") or page_of(of)
        if of != intent or page is None:
            continue
        beside = "\n".join(path.read_text("utf-8") for path in sorted(page.parent.glob("*.md")))
        named = {amount for variation in RESPONSES[key] for amount in AMOUNT.findall(variation["text"])}
        assert sorted(named - set(AMOUNT.findall(beside)) - NATIONAL.keys()) == [], key


def page_of(link: str) -> Path | None:
    """The demonstration council's page that a link leads to, where it is written."""
    address = urlsplit(COUNCIL["link"].get(link, ""))
    path = PAGES / f"{address.path.strip('/')}.md"
    return path if address.path and path.exists() else None


def test_amounts_are_found_in_words() -> None:
    assert AMOUNT.findall("£38, £1,486. 20p a day, £12.50 each, up to £30,000.") == [
        *("£38", "£1,486", "20p", "£12.50", "£30,000"),
    ]
    assert page_of("bulky_waste_book") == PAGES / "bins" / "large-items.md"


def test_what_no_facet_names_says_which_questions_it_answers() -> None:
    """By three or more ways to ask it, none of which another answer of the service claims too."""
    claimed: dict[str, Counter[str]] = {}
    for key, service in ABOUT.items():
        asked = [str(each).lower() for each in (RESPONSES[key][0].get("metadata") or {}).get("asked", ())]
        assert len(set(asked)) >= FEWEST_ASKED, key
        claimed.setdefault(service, Counter()).update(set(asked))
    assert [(service, words) for service, each in claimed.items() for words, count in each.items() if count > 1] == []


def test_what_no_facet_names_is_not_named_as_if_one_did() -> None:
    """Else it would be taken for the answer of a sub-topic called "about_..."."""
    assert [key for key in ABOUT if key.rpartition("_")[2] in FACETS or key.endswith(AGAIN)] == []
