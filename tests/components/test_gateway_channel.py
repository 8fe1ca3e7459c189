"""Rasa behind our channel, with a trained model: what comes back, and what an error looks like."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from tests.components.conftest import Server

pytestmark = pytest.mark.assistant


def test_an_answer_comes_whole(rasa: Server) -> None:
    answer = rasa.say("1.1", "a", text="hello there")
    assert answer["id"] == "a"
    assert answer["messages"][0]["utter_action"] == "utter_greet"
    assert all({"title", "payload"} == button.keys() for button in answer["messages"][0]["buttons"])
    understanding = answer["understanding"]
    assert (understanding["decision"], understanding["intent"]) == ("answer", "greet")
    assert understanding["text"] == "hello there"
    assert len(understanding["ranking"]) >= 5
    assert "nlu_fallback" not in {ranked["name"] for ranked in understanding["ranking"]}
    assert len(understanding["nearest"]) == 3


def test_danger_is_handed_over_and_marked(rasa: Server, calls: list[dict[str, Any]]) -> None:
    answer = rasa.say("2.1", "a", text="theres a man trying to break into my house right now")
    assert answer["understanding"]["urgent"] is True
    assert answer["understanding"]["decision"] == "hand_over"
    done = [call["next_action"] for call in calls if call["sender_id"] == "2.1"]
    assert done == ["action_answer_subtopic", "action_hand_over"]


def test_danger_that_drowns_in_a_message_is_found_in_its_clause(rasa: Server) -> None:
    text = "I was going to ask about my bins but my partner has just hit me again and the kids are crying"
    understanding = rasa.say("2.2", "a", text=text)["understanding"]
    assert (understanding["urgent"], understanding["intent"]) == (True, "domestic_abuse")
    assert understanding["text"] == text


def test_a_sign_that_is_one_only_out_of_context_is_none_in_its_subject(rasa: Server) -> None:
    body = {"texts": ["hes got autism"], "subject": {"intent": "school_place_apply"}}
    (read,) = rasa.http.post("/understand", json=body).json()["results"]
    assert (read["intent"], read["urgent"], read["possible_danger"]) == ("send_support", False, None)


@pytest.mark.parametrize("text", ["/greet", ' /bin_collection_day{"postcode": "FB1 2CD"}', "//restart"])
def test_what_a_resident_writes_is_never_an_intent(rasa: Server, text: str) -> None:
    understanding = rasa.say("3.1", text, text=text)["understanding"]
    assert understanding["text"] == text
    assert understanding["confidence"] < 1
    assert understanding["decision"] == "rephrase"


def test_a_choice_that_we_offered_is(rasa: Server) -> None:
    understanding = rasa.say("4.1", "a", payload="/thanks")["understanding"]
    assert (understanding["intent"], understanding["confidence"]) == ("thanks", 1.0)


def test_a_service_of_another_council_is_answered_so_and_not_begun(rasa: Server) -> None:
    elsewhere = ["missed_bin_report", "pothole_report"]
    for number, said in enumerate(({"text": "my bin was missed"}, {"payload": "/missed_bin_report"})):
        answer = rasa.say(f"21.{number}", "a", **said, elsewhere=elsewhere)
        assert [message["utter_action"] for message in answer["messages"]] == ["utter_other_council"]
        understanding = answer["understanding"]
        assert (understanding["intent"], understanding["topic"]) == ("missed_bin_report", "waste")
        assert (understanding["decision"], understanding["elsewhere"]) == ("answer", True)
    answer = rasa.say("21.9", "a", payload="/bin_what_goes_where", elsewhere=elsewhere)
    assert [message["utter_action"] for message in answer["messages"]] == ["utter_bin_what_goes_where"]
    assert "elsewhere" not in answer["understanding"]


def test_danger_stays_what_it_is(rasa: Server) -> None:
    answer = rasa.say("22.1", "a", text="my husband has just hit me again", elsewhere=["domestic_abuse"])
    assert answer["messages"][0]["utter_action"] == "utter_domestic_abuse"


def test_a_repeat_is_answered_the_same_and_handled_once(rasa: Server, calls: list[dict[str, Any]]) -> None:
    first = rasa.say("5.1", "a", payload="/speak_to_person")
    count = len(calls)
    assert rasa.say("5.1", "a", payload="/speak_to_person") == first
    assert len(calls) == count


def test_texts_are_read_without_a_dialogue(rasa: Server) -> None:
    texts = ["my bin was missed", "", "ring my nan FB1 2CD"]
    results = rasa.http.post("/understand", json={"texts": texts}).json()["results"]
    assert [result["text"] for result in results] == texts
    assert results[0]["intent"] == "missed_bin_report"
    assert results[0]["topic"] == "waste"
    assert results[2]["entities"][0]["value"] == "FB1 2CD"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/messages", {"id": "a", "text": "hello"}, 400),
        ("/messages", ["hello"], 400),
        ("/messages", {"sender": "6.1", "id": "a", "payload": "/no_such_intent"}, 400),
        ("/messages", {"sender": "6.1", "id": "a", "payload": "hello"}, 400),
        ("/understand", {"text": "hello"}, 400),
        ("/understand", {"texts": 1}, 400),
        ("/vectors", {"texts": ["hello", 1]}, 400),
        ("/vectors", {"texts": ["hello"] * 65}, 400),
    ],
)
def test_an_error_is_an_error(rasa: Server, path: str, body: Any, status: int) -> None:
    answer = rasa.http.post(path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Bearer für-these-tests", "for-these-tests"])
def test_only_the_gateway_is_let_in(rasa: Server, header: str) -> None:
    answer = rasa.http.get("/ready", headers={"Authorization": header.encode("utf-8")})
    assert answer.status_code == 401


def test_a_dialogue_goes_on_after_a_restart(rasa: Server, calls: list[dict[str, Any]]) -> None:
    rasa.say("7.1", "a", text="when is my bin day")
    rasa.stop()
    rasa.start()
    rasa.say("7.1", "b", text="hello")
    seen = [call for call in calls if call["sender_id"] == "7.1"][-1]
    said = [event["text"] for event in seen["tracker"]["events"] if event["event"] == "user"]
    assert said == ["when is my bin day", "hello"]
    assert seen["tracker"]["active_loop"]["name"] == "bin_day_form"


def test_an_action_sees_the_latest_turns_of_a_long_dialogue(rasa: Server, calls: list[dict[str, Any]]) -> None:
    for number in range(30):
        rasa.say("8.1", str(number), payload="/thanks")
    rasa.say("8.1", "last", payload="/speak_to_person")
    seen = [call for call in calls if call["sender_id"] == "8.1"][-1]
    assert 12 <= sum(event["event"] == "user" for event in seen["tracker"]["events"]) <= 14


def test_texts_are_given_as_vectors_by_the_encoder_that_reads_messages(rasa: Server) -> None:
    texts = ["my bin was missed", "you did not empty my bin", "how do I get a passport", ""]
    found = rasa.http.post("/vectors", json={"texts": texts}).json()
    vectors = [np.frombuffer(base64.b64decode(vector), "<f2").astype(np.float32) for vector in found["vectors"]]
    assert [vector.shape for vector in vectors] == [(384,)] * len(texts)
    bin_missed, not_emptied, passport, _ = vectors
    assert abs(float(bin_missed @ bin_missed) - 1) < 0.01
    assert float(bin_missed @ not_emptied) > float(bin_missed @ passport) + 0.2
    assert len(found["encoder"]) == 16
    assert rasa.http.post("/vectors", json={"texts": []}).json() == {"encoder": found["encoder"], "vectors": []}
