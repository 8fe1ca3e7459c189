"""What the benchmark's residents say."""

from __future__ import annotations

from bench.dialogues import TURNS, dialogues, errands


def test_every_message_is_said_once_and_errands_stay_together() -> None:
    found = errands()
    held = dialogues(found)
    assert sorted(text for dialogue in held for text in dialogue) == sorted(text for errand in found for text in errand)
    assert all(len(dialogue) <= TURNS for dialogue in held)
    for errand in found:
        assert sum(errand == dialogue[at : at + len(errand)] for dialogue in held for at in range(len(dialogue))) >= 1


def test_the_same_dialogues_come_every_time() -> None:
    assert dialogues(errands()) == dialogues(errands())


def test_there_are_enough_messages_and_some_errands_of_several_turns() -> None:
    found = errands()
    assert sum(len(errand) for errand in found) >= 200
    assert sum(len(errand) > 2 for errand in found) >= 10
