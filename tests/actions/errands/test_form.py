"""The errand form through the action endpoint: what is asked, corrected, interrupted, come back to, and filed."""

from __future__ import annotations

from typing import Any

import pytest

from actions.errands.state import State
from tests.actions.conftest import FakeRecords, Reply, parsed

PAGE = {"channel": "webchat", "takes": ["photo", "location"]}
AT = {"latitude": 52.587, "longitude": -0.94}


class Talk:
    """A conversation in which the form is open, as Rasa keeps it between two messages."""

    def __init__(self, call: Any) -> None:
        self.call = call
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.closed = False

    async def says(
        self,
        text: str = "",
        intent: str = "provide_details",
        ranking: tuple[str, ...] = (),
        sent: dict[str, Any] | None = None,
        **entities: str,
    ) -> Reply:
        """One message, and what the form and the question after it answer."""
        message = parsed(text, intent, ranking, **entities) | ({"sent": sent} if sent else {})
        reply: Reply = await self.call("validate_errand_form", message, self.slots, before=self.events)
        self.slots = {**self.slots, **reply.slots}
        self.closed = reply.closed
        said = list(reply.messages)
        if reply.events and not reply.closed:
            self.slots["requested_slot"] = "errand_answer"
            asks = ("action_ask_errand_answer", message, self.slots)
            asked = await self.call(*asks, before=self.events, since=reply.events)
            said += asked.messages
            self.slots |= asked.slots
        self.events += [{"event": "user", "text": text, "parse_data": message}, *reply.events]
        return Reply(said, reply.events)

    async def presses(self, answer: str, intent: str = "provide_details") -> Reply:
        """A button with an answer."""
        return await self.says(f"/{intent}", intent, answer=answer)

    @property
    def state(self) -> State:
        """What the errand has come to."""
        found = State.of(self.slots["errand"])
        assert found is not None
        return found


@pytest.fixture
def talk(call: Any, council_records: FakeRecords) -> Talk:
    """Nothing said yet."""
    return Talk(call)


async def confirmed_pothole(talk: Talk) -> Reply:
    """A pothole that has been said back."""
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    await talk.says("no", "deny")
    return await talk.presses("updates=yes")


async def test_little_said_is_asked_one_by_one(talk: Talk) -> None:
    assert (await talk.says("pothole", "pothole_report")).keys == ["utter_ask_pothole_report_size"]
    assert talk.state.said == ""
    assert (await talk.presses("size=small")).keys == ["utter_errand_place"]
    assert (await talk.says("in the park")).keys == ["utter_errand_danger"]
    assert (await talk.presses("danger=no")).keys == ["utter_errand_updates"]
    back = await talk.says("no ta", "deny")
    assert back.keys == ["utter_errand_confirm"]
    assert back.messages[0]["lines"].splitlines() == [
        "Size: Smaller than a dinner plate",
        "Where: in the park",
        "Could it hurt someone: no",
        "Updates: none",
    ]
    assert back.messages[0]["title"] == "a pothole"


async def test_much_said_is_not_asked_again_and_kept_word_for_word(talk: Talk) -> None:
    text = "there's a massive pothole on Station Road outside number 12, someones going to come off their bike"
    assert (await talk.says(text, "pothole_report")).keys == ["utter_errand_danger"]
    assert talk.state.answers == {"size": "large", "place": {"words": "on Station Road outside number 12"}, "photo": []}
    assert talk.state.said == text


async def test_danger_is_answered_at_once_and_only_once(talk: Talk) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    assert (await talk.says("yes", "affirm")).keys == ["utter_errand_danger_roads", "utter_errand_updates"]
    await talk.presses("updates=no")
    assert (await talk.presses("danger=?")).keys == ["utter_errand_danger"]
    assert (await talk.presses("danger=yes")).keys == ["utter_errand_confirm"]


async def test_yes_files_it_with_a_reply_before_it(talk: Talk) -> None:
    await confirmed_pothole(talk)
    sent = await talk.says("yes", "affirm")
    assert sent.keys == ["utter_errand_sent"] and talk.closed
    assert [bool(message["custom"]) for message in sent.messages] == [False, True]
    request = sent.custom[0]["service_request"]
    assert request == {
        "kind": "pothole",
        "topic": "roads",
        "intent": "pothole_report",
        "lgsl": request["lgsl"],
        "fields": {
            "details": "a massive pothole outside 14 Mill Lane",
            "size": "large",
            "where": "outside 14 Mill Lane",
            "danger": "no",
            "updates": "yes",
        },
    }
    assert talk.slots["errand"] is None


@pytest.mark.parametrize(
    ("text", "intent", "name", "value"),
    [
        ("no it's on Hill Road", "deny", "place", {"words": "on Hill Road"}),
        ("actually it's tiny", "provide_details", "size", "small"),
        ("sorry, outside number 3 Hill Road FB1 2CD", "pothole_report", "place", None),
        ("the postcode is FB1 2CD", "provide_details", "place", None),
    ],
)
async def test_it_is_corrected_when_said_back(talk: Talk, text: str, intent: str, name: str, value: Any) -> None:
    await confirmed_pothole(talk)
    before = talk.state.answers
    again = await talk.says(text, intent)
    assert again.keys == ["utter_errand_confirm"]
    assert talk.state.answers[name] != before[name] and value in (None, talk.state.answers[name])
    assert {k: v for k, v in talk.state.answers.items() if k != name} == {k: v for k, v in before.items() if k != name}


async def test_yes_among_other_words_is_asked_again(talk: Talk) -> None:
    await confirmed_pothole(talk)
    assert (await talk.says("yes, the massive one", "affirm")).keys == [
        "utter_errand_unclear",
        "utter_errand_confirm_again",
    ]
    assert (await talk.says("yes", "affirm")).keys == ["utter_errand_sent"]


async def test_no_asks_what_to_change_and_each_change_is_asked_anew(talk: Talk) -> None:
    await confirmed_pothole(talk)
    change = await talk.says("no", "deny")
    assert change.keys == ["utter_what_to_change"]
    assert [button["title"] for button in change.messages[0]["buttons"]] == [
        "Size",
        "Where",
        "Could it hurt someone",
        "Updates",
        "Leave it, do not report",
    ]
    assert (await talk.presses("place=?")).keys == ["utter_errand_place"]
    assert (await talk.says("on Hill Road")).keys == ["utter_errand_confirm"]


async def test_what_a_correction_makes_pointless_is_neither_said_nor_sent(talk: Talk) -> None:
    await talk.says("there is a dead fox on Mill Lane", "street_cleaning_report")
    assert talk.state.answers["animal"] == "wild animal"
    for answer in ("danger=no", "updates=no", "what=?"):
        await talk.presses(answer)
    back = await talk.presses("what=litter")
    assert "Animal" not in back.messages[0]["lines"] and back.messages[0]["title"] == "litter"
    request = (await talk.says("yes", "affirm")).custom[0]["service_request"]
    assert request["kind"] == "street_cleaning" and "animal" not in request["fields"]


async def test_a_button_further_up_the_page_changes_its_answer(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    await talk.presses("size=small")
    assert (await talk.presses("size=large")).keys == ["utter_errand_noted", "utter_errand_place_again"]
    assert talk.state.answers["size"] == "large"


@pytest.mark.parametrize("answer", ["what=drain", "size=enormous", "danger=perhaps", "updates=x@y.example", "place=x"])
async def test_a_button_of_another_errand_changes_nothing_and_is_no_miss(talk: Talk, answer: str) -> None:
    await talk.says("a loud party at 14 Mill Lane", "noise_nuisance_report")
    known = talk.state.answers
    assert (await talk.presses(answer)).keys == ["utter_ask_noise_when_again"]
    assert (talk.state.answers, talk.state.note) == (known, None)


async def test_an_aside_leaves_everything_to_its_own_rule(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    for text, intent in (("when is my bin day?", "bin_collection_day"), ("leave it", "start_over")):
        assert (await talk.says(text, intent)).events == []


async def test_starting_over_forgets_the_errand(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    said = parsed("start again", "start_over")
    left = await talk.call("action_start_over", said, talk.slots, before=talk.events, loop="errand_form")
    assert left.closed and {"event": "reset_slots", "timestamp": None} in left.events
    fresh = Talk(talk.call)
    fresh.events = [*talk.events, *left.events]
    await fresh.says("graffiti on Mill Lane wall", "graffiti_report")
    assert fresh.slots["interrupted"] is None


async def test_another_errand_in_the_middle_and_back(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    assert talk.state.asked == "size"
    await talk.says("a fridge dumped on Mill Lane?", "flytipping_report")
    assert (talk.state.intent, talk.state.answers["what"]) == ("flytipping_report", "appliance")
    await talk.presses("danger=no")
    await talk.presses("updates=no")
    sent = await talk.says("yes", "affirm")
    assert sent.keys == ["utter_errand_sent", "utter_errand_back", "utter_ask_pothole_report_size_again"]
    assert sent.messages[2]["title"] == "a pothole" and not talk.closed
    assert talk.state.intent == "pothole_report" and "place" not in talk.state.answers


async def test_going_back_to_the_first_errand_before_the_second_is_done_keeps_both(talk: Talk) -> None:
    await talk.says("massive pothole", "pothole_report")
    await talk.says("a fridge is dumped too", "flytipping_report")
    assert talk.state.asked == "place"
    reply = await talk.says("and the pothole is outside 14 Mill Lane", "pothole_report")
    assert reply.keys == ["utter_errand_danger"]
    assert (talk.state.intent, talk.state.answers["size"]) == ("pothole_report", "large")
    await talk.presses("danger=no")
    await talk.presses("updates=no")
    back = await talk.says("yes", "affirm")
    assert back.keys == ["utter_errand_sent", "utter_errand_back", "utter_errand_place_again"]
    assert (talk.state.intent, talk.state.answers["what"]) == ("flytipping_report", "appliance")


@pytest.mark.parametrize("before", [True, False])
async def test_photos_and_a_position_count_before_and_during(talk: Talk, before: bool) -> None:
    sent = [("", PAGE | {"photos": ["p1"]}), ("", PAGE | {"location": AT})]
    if before:
        await talk.call("action_provide_details", parsed("", "provide_details"))
        message = parsed("", "provide_details") | {"sent": PAGE | {"photos": ["p1"], "location": AT}}
        talk.events.append({"event": "user", "text": "", "parse_data": message})
        sent = []
    await talk.says("massive pothole", "pothole_report", sent=PAGE)
    for text, more in sent:
        await talk.says(text, sent=more)
    assert talk.state.answers["photo"] == ["p1"] and talk.state.answers["place"]["latitude"] == 52.587
    assert talk.state.asked == "danger"


async def test_only_a_channel_that_takes_photos_is_asked_for_one(talk: Talk, call: Any) -> None:
    for takes, asked in ((["photo"], "utter_errand_photo"), ([], "utter_errand_updates")):
        other, channel = Talk(call), {"channel": "any", "takes": takes}
        await other.says("a massive pothole outside 14 Mill Lane", "pothole_report", sent=channel)
        assert (await other.says("no", "deny", sent=channel)).keys == [asked]


async def test_photos_add_up_and_are_counted(talk: Talk) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report", sent=PAGE)
    await talk.says("no", "deny", sent=PAGE)
    await talk.says("", sent=PAGE | {"photos": ["p1", "p2"]})
    await talk.says("", sent=PAGE | {"photos": ["p3"]})
    back = await talk.says("no", "deny", sent=PAGE)
    assert "Photo: 3 photos" in back.messages[0]["lines"]
    assert (await talk.says("yes", "affirm")).custom[0]["service_request"]["fields"]["photo"] == ["p1", "p2", "p3"]


@pytest.mark.parametrize(
    ("first", "text", "name", "value"),
    [
        ("pothole", "its massive", "size", "large"),
        ("massive pothole", "outside 14 Mill Lane", "place", {"words": "outside 14 Mill Lane"}),
        ("massive pothole", "here it is", "place", None),
    ],
)
async def test_words_beside_a_photo_answer_as_well(talk: Talk, first: str, text: str, name: str, value: Any) -> None:
    await talk.says(first, "pothole_report", sent=PAGE)
    await talk.says(text, sent=PAGE | {"photos": ["p1"]})
    assert (talk.state.answers.get(name), talk.state.answers["photo"]) == (value, ["p1"])


async def test_records_that_are_down_end_a_form_that_needs_them(talk: Talk, council_records: FakeRecords) -> None:
    await talk.says("I need a permit for my car", "parking_permit_apply")
    await talk.presses("registered=yes")
    council_records.down = True
    assert (await talk.says("FB1 2CD")).keys == ["utter_records_down"] and talk.closed
    assert talk.slots["errand"] is None


@pytest.mark.parametrize("asked_before", [False, True])
async def test_records_that_are_down_lose_no_report_that_was_interrupted(
    talk: Talk, council_records: FakeRecords, asked_before: bool
) -> None:
    await talk.says("a massive pothole outside 14 Mill Lane", "pothole_report")
    told = talk.state.answers
    if asked_before:
        await talk.says("I need a permit for my car", "parking_permit_apply")
        await talk.presses("registered=yes")
    council_records.down = True
    if asked_before:
        reply = await talk.says("FB1 2CD")
    else:
        reply = await talk.says("I need a permit for my car, FB1 2CD", "parking_permit_apply")
    assert reply.keys == ["utter_records_down", "utter_errand_back", "utter_errand_danger_again"]
    assert (talk.state.intent, talk.state.answers, talk.closed) == ("pothole_report", told, False)


async def test_records_that_are_down_do_not_stop_a_report(talk: Talk, council_records: FakeRecords) -> None:
    council_records.down = True
    await talk.says("a massive pothole outside 3, FB1 2CD", "pothole_report")
    await talk.presses("place=?")
    assert (await talk.says("outside 3, FB1 2CD")).keys == ["utter_errand_danger"]


async def test_an_errand_that_is_no_longer_there_is_left_with_a_word(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    talk.slots["errand"]["intent"] = "dragon_report"
    reply = await talk.says("a big one")
    assert reply.keys == ["utter_start_over"] and talk.closed and talk.slots["errand"] is None


async def test_a_state_of_another_version_is_asked_on(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    talk.slots["errand"] |= {"asked": "depth", "mood": "grim", "answers": {"size": "small", "depth": 3}}
    assert (await talk.says("outside 14 Mill Lane")).keys == ["utter_errand_danger"]
    assert "mood" not in talk.slots["errand"]


async def test_what_is_not_understood_is_asked_again_and_then_offered_a_person(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    for intent in ("clarify", "nlu_fallback"):
        again = await talk.says("the stripy one", intent)
        assert again.keys == ["utter_errand_missed", "utter_ask_pothole_report_size_again"]
    last = await talk.says("wibble", "nlu_fallback")
    assert last.keys == ["utter_person_instead", "utter_errand_missed", "utter_ask_pothole_report_size_again"]
    assert (last.custom, last.payloads[-1], talk.slots["errand"]["asked"]) == ([], "/speak_to_person", "size")
    assert (await talk.says("massive one")).keys[-1] == "utter_errand_place", "the form goes on"


async def test_an_answer_in_between_begins_the_count_anew(talk: Talk) -> None:
    await talk.says("pothole", "pothole_report")
    await talk.says("the stripy one", "nlu_fallback")
    await talk.says("massive one")
    assert (await talk.says("here")).keys == ["utter_errand_vague_place", "utter_errand_place_again"]
    assert (await talk.says("here")).keys == ["utter_errand_vague_place", "utter_errand_place_again"]
    assert not talk.closed


async def test_a_postcode_that_nobody_knows_is_asked_about_once(talk: Talk) -> None:
    await talk.says("massive pothole", "pothole_report")
    assert (await talk.says("ZZ9 9ZZ")).keys == ["utter_errand_unknown_postcode", "utter_errand_place_again"]
    assert (await talk.says("ZZ9 9ZZ by the mast")).keys == ["utter_errand_danger"]
    assert talk.state.answers["place"] == {"words": "ZZ9 9ZZ by the mast"}


async def test_a_short_answer_that_looks_faintly_like_danger_is_told_to_the_gateway(talk: Talk) -> None:
    await talk.says("massive pothole", "pothole_report")
    answer = await talk.says("outside the school", "homelessness_now", ("pothole_report", "homelessness_now"))
    assert answer.custom == [{"answered": True}] and answer.keys == ["utter_errand_danger"]
    urgent = await talk.says("he is hitting me", "domestic_abuse", ("domestic_abuse", "pothole_report"))
    assert (urgent.custom, urgent.events) == ([], [])


async def test_news_by_email_and_a_place_with_a_position_are_taken_apart(talk: Talk) -> None:
    await talk.says("massive pothole", "pothole_report", sent=PAGE)
    await talk.says("", sent=PAGE | {"location": AT | {"label": "Market Square"}, "photos": ["p1"]})
    await talk.presses("danger=not sure")
    await talk.says("write to ada@fernley.example")
    fields = (await talk.says("yes", "affirm")).custom[0]["service_request"]["fields"]
    assert fields == {
        "size": "large",
        "where": "Market Square",
        "latitude": 52.587,
        "longitude": -0.94,
        "danger": "not sure",
        "photo": ["p1"],
        "updates": "yes",
        "email": "ada@fernley.example",
    }


async def test_a_choice_that_makes_it_another_kind_is_filed_as_that(talk: Talk) -> None:
    first = await talk.says("a drain is blocked on Mill Lane", "flooding_drain_report")
    assert first.messages[-1]["title"] == "a blocked drain"
    for answer in ("danger=no", "updates=no"):
        await talk.presses(answer)
    assert (await talk.says("yes", "affirm")).custom[0]["service_request"]["kind"] == "blocked_drain"


async def test_an_errand_that_ends_with_an_answer_files_nothing(talk: Talk) -> None:
    end = await talk.says("they threaten us at 14 Mill Lane", "noise_nuisance_report")
    assert end.keys == ["utter_noise_nuisance_report_antisocial"] and end.custom == [] and talk.closed
