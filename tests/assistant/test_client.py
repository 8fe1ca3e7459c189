"""What the engine says of texts' senses, as the client reads it."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bot.assistant import Encoded
from bot.assistant.protocol import read_encoded
from bot.errors import AssistantDown, AssistantFailed
from tests.fakes.assistant import FakeRasa, sense_of

VECTOR = base64.b64encode(bytes(768)).decode()


async def test_texts_are_encoded_by_the_engine() -> None:
    rasa = FakeRasa()
    texts = ["rats", "mice"]
    assert await rasa.assistant().vectors(texts) == Encoded("encoder-1", [sense_of(text) for text in texts])
    assert rasa.encoded == texts


@pytest.mark.parametrize(
    ("mode", "error"), [("down", AssistantDown), ("hang", AssistantDown), ("error", AssistantFailed)]
)
async def test_without_an_engine_there_are_none(mode: str, error: type[Exception]) -> None:
    rasa = FakeRasa()
    rasa.mode = mode
    with pytest.raises(error):
        await rasa.assistant().vectors(["rats"])


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"vectors": [VECTOR]},
        {"encoder": "e", "vectors": [1]},
        {"encoder": "e", "vectors": ["?"]},
        {"encoder": "e", "vectors": []},
    ],
)
def test_an_answer_that_cannot_be_read_is_a_failure(data: dict[str, Any]) -> None:
    with pytest.raises(AssistantFailed):
        read_encoded(data, 1)
