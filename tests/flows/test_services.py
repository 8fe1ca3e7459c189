"""What a message asked for is kept with its codes; another council's service is answered with that council's name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.database.models import Errand
from tests.council_files import with_services, write_council
from tests.fakes.assistant import message, understood
from tests.flows.conftest import House

DISTRICT = Path(__file__).parent.parent / "conversations" / "councils" / "district.toml"
OURS = [message("Report it at our page.", None)]
OTHERS = [message(None, "utter_other_council", values={"postcode": "FB1 2CD"})]


@pytest.fixture
def district(database: Database, tmp_path: Path) -> House:
    """A district council's gateway."""
    return House(database, write_council(tmp_path, with_services(DISTRICT.read_text("utf-8"))))


async def say(
    house: House, text: str, intent: str, topic: str, answers: Sequence[dict[str, Any]] = OURS, **more: Any
) -> None:
    """A resident writes something that is understood so."""
    house.rasa.understandings[text] = understood(intent, topic) | more
    house.rasa.answers[text] = list(answers)
    await house.write(text)
    await house.work()


async def errands(house: House) -> list[tuple[int, str, str, str, bool]]:
    """What was noted, in order."""
    rows = sorted(await house.rows(Errand), key=lambda row: row.id)
    return [(row.number, row.topic, row.intent, row.lgsl, row.elsewhere) for row in rows]


async def test_the_assistant_is_told_which_services_are_another_councils(district: House) -> None:
    await say(district, "a pothole", "pothole_report", "roads", OTHERS)
    [asked] = district.rasa.asked
    assert "pothole_report" in asked["elsewhere"]
    assert "missed_bin_report" not in asked["elsewhere"]


async def test_a_council_of_both_tiers_sends_no_list(house: House) -> None:
    await say(house, "a pothole", "pothole_report", "roads")
    assert "elsewhere" not in house.rasa.asked[0]


async def test_the_answer_names_the_service_its_council_and_where(district: House) -> None:
    await say(district, "a pothole", "pothole_report", "roads", OTHERS)
    answer = (await district.seen_by())[-1]
    assert answer.text == (
        "Report a pothole: Fernshire County Council deals with this, not us. See"
        " https://www.fernshire.example/roads/potholes or call 01632 960 500."
        " If you still need us, we can pass you to a person."
    )
    assert [choice.title for choice in answer.choices] == ["Talk to a person"]
    assert await errands(district) == [(1, "roads", "pothole_report", "557", True)]
    understanding = (await district.events("message"))[0].data["understanding"]
    assert (understanding["intent"], understanding["lgsl"], understanding["elsewhere"]) == (
        "pothole_report",
        "557",
        True,
    )


async def test_each_errand_of_a_conversation_is_kept_with_its_codes(house: House) -> None:
    await say(house, "a pothole", "pothole_report", "roads")
    await say(house, "and my tax", "council_tax_pay", "council_tax")
    assert await errands(house) == [
        (1, "roads", "pothole_report", "557", False),
        (3, "council_tax", "council_tax_pay", "57,58", False),
    ]


async def test_small_talk_guesses_and_answers_to_a_form_are_no_errands(house: House) -> None:
    await say(house, "hello", "greet", "conversation")
    await say(house, "hm", "pothole_report", "roads", decision="clarify")
    await say(house, "what", "pothole_report", "roads", decision="rephrase")
    await say(house, "the green one", "garden_waste", "waste", in_form=True)
    await say(house, "from a newer model", "an_intent_that_we_do_not_have", "roads")
    assert await errands(house) == []


async def test_danger_in_a_form_is_an_errand_all_the_same(house: House) -> None:
    await say(house, "help", "emergency_999", "other_organisation", in_form=True, urgent=True, decision="hand_over")
    assert [errand[2] for errand in await errands(house)] == ["emergency_999"]


async def test_a_choice_is_an_errand_too(district: House) -> None:
    district.rasa.answers["hello"] = [
        message("Hello", None, buttons=[{"title": "A pothole", "payload": "/pothole_report"}])
    ]
    await district.write("hello")
    await district.work()
    [choice] = (await district.seen_by())[-1].choices
    district.rasa.understandings["/pothole_report"] = understood("pothole_report", "roads")
    district.rasa.answers["/pothole_report"] = OTHERS
    await district.write(choice=choice.id)
    await district.work()
    assert "Fernshire County Council" in (await district.texts())[-1]
    assert [errand[2:] for errand in await errands(district)] == [("pothole_report", "557", True)]


async def test_what_went_to_a_person_is_marked_on_the_latest_errand_only(house: House) -> None:
    handoff = [message(None, None, custom={"handoff": {"reason": "asked", "topic": "roads", "intent": "greet"}})]
    await say(house, "my tax", "council_tax_pay", "council_tax")
    await say(house, "a pothole", "pothole_report", "roads")
    await say(house, "a person please", "speak_to_person", "conversation", handoff)
    rows = sorted(await house.rows(Errand), key=lambda row: row.id)
    assert [row.handed_over_at for row in rows] == [None, house.time]


async def test_a_take_over_counts_as_going_to_a_person(house: House) -> None:
    await say(house, "a pothole", "pothole_report", "roads")
    await house.desk.take_over(1, await house.officer())
    assert [row.handed_over_at for row in await house.rows(Errand)] == [house.time]


async def test_an_answer_that_is_dropped_notes_nothing(house: House) -> None:
    officer = await house.officer()
    house.rasa.understandings["a pothole"] = understood("pothole_report", "roads")
    house.rasa.delay = 1.0  # it thinks while the officer takes over
    await house.write("a pothole")
    started = house.turns
    assert await started.start_due() == 1
    await house.desk.take_over(1, officer)
    await started.finish()
    assert await house.rows(Errand) == []
