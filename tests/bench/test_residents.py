"""Our own lists of messages: figures that add up, and nothing of them in the training data."""

import pytest

from bench.residents import LISTS, Judged, figures, read
from components.examples import examples
from language import taxonomy
from tests.data.test_examples import ROOT

every_list = pytest.mark.parametrize("path", sorted(LISTS.glob("*.tsv")), ids=lambda path: path.stem)


@every_list
def test_a_list_names_intents_of_the_taxonomy_and_no_message_twice(path) -> None:
    messages = read(path)
    assert len(messages) > 100
    assert {meant for _, meant in messages} <= taxonomy.intents().keys()
    assert len({text.casefold() for text, _ in messages}) == len(messages)


@every_list
def test_nothing_of_it_is_taught(path) -> None:
    plain = {"".join(filter(str.isalnum, text.casefold())) for text, _, _ in examples(ROOT / "data" / "nlu")}
    assert [text for text, _ in read(path) if "".join(filter(str.isalnum, text.casefold())) in plain] == []


def test_figures_count_what_they_say() -> None:
    found = [
        Judged("a", "bin_order", "answer", "bin_order", ("bin_order", "garden_waste", "rent_pay")),
        Judged("b", "bin_order", "answer", "garden_waste", ("garden_waste", "bin_order", "rent_pay")),
        Judged("c", "domestic_abuse", "hand_over", "domestic_abuse", ("domestic_abuse", "rent_pay", "thanks")),
        Judged("d", "rent_pay", "hand_over", "emergency_999", ("emergency_999", "thanks", "greet")),
        Judged("e", "out_of_scope", "answer", "rent_pay", ("rent_pay", "out_of_scope", "greet")),
        Judged("f", "signpost_dvla", "rephrase", "rent_pay", ("rent_pay", "greet", "signpost_dvla")),
    ]
    assert {name: (count, whole) for name, count, whole in figures(found)} == {
        "right intent": (2, 6),
        "right topic": (3, 6),
        "among the three likeliest": (5, 6),
        "answered wrongly": (2, 6),
        "danger caught": (1, 1),
        "false alarms of danger": (1, 5),
        "not the council's, answered as ours": (1, 2),
    }
