"""The list of follow-ups: intents and facets that exist, and nothing of it in what is taught."""

from __future__ import annotations

from bench.follow_ups import NONE, answers, read
from components.examples import examples
from language import taxonomy
from language.facets import FACETS
from tests.data.test_examples import ROOT


def test_it_names_services_and_facets_that_exist() -> None:
    rows = read()
    assert len(rows) > 150
    assert {row.intent for row in rows} | {row.subject for row in rows} <= taxonomy.intents().keys()
    assert {row.facet for row in rows} <= FACETS.keys() | {NONE}
    assert len({(row.subject, row.text) for row in rows}) == len(rows)


def test_no_long_one_is_taught() -> None:
    """Of the shortest, such as "how much", everybody says the same."""
    plain = {"".join(filter(str.isalnum, text.casefold())) for text, _, _ in examples(ROOT / "data" / "nlu")}
    written = [row.text for row in read() if len(row.text.split()) > 3 and row.intent not in ("greet", "help_menu")]
    assert [text for text in written if "".join(filter(str.isalnum, text.casefold())) in plain] == []


def test_the_answers_are_those_of_the_domain() -> None:
    assert {"utter_voter_id", "utter_greet"} <= answers().keys()
