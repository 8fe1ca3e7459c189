"""No text costs more than a few milliseconds: every pattern that may meet one is found by itself and tried with hostile
text, and so is every function that looks for something in a text.

Time is the processor's, the least of several runs, so that a busy machine changes little. A pattern that needs the
square of a text's length takes ten to a hundred times as long as these limits allow.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from actions import addresses, handover
from actions.dialogue import Turn, read_turn
from actions.errands import additions, asides, exact_places, interpretation, places
from actions.errands.spec import Question, errands
from actions.waste import bins
from connectors.messages import MAX_TEXT
from connectors.sms.segments import cut
from language import contacts, danger_words, normalise, ordinals, postcodes, steering, times, yes_no
from tests.actions.conftest import FakeRecords, call, council_records, parsed

__all__ = ["call", "council_records"]

PACKAGES = ("actions", "bot", "connectors", "language", "components")
IMPORTED = ("bot.records.columns", "bot.records.kinds", "bot.records.spreadsheets", "bot.records.cross_checks")
"""These read the cells of a council's own files, in a command."""
LIMIT_MS = 20.0
"""For a text of MAX_TEXT. One pattern may take half of it, and twice as long for a text that is four times as long."""
PIECES = [
    "1", " ", "a", "A", "_", "-", "'", ".", ",", "\n", "\t", "é", "0", "@", "{", "[[", "\\", "/", ":", "(", "!",
    "a1 ", "1 1 ", "ab ", ", ", "a-", "a.", "a@", "1/", "1-", "12 3", "to ", "no ", "and ", "is it ", "my ",
    "yes ", "the ", "Mill ", "st ", "up ", "big ", "pip 8 ", "where ", "flat 1 ", "no. ", "outside ", "fb1 2c",
    "FB1 2CD ", "aa 1", "O0", "https://a ", "07700 9", "26/001", "fer-", "don't ", "I don’t ", "a\u0301", "\u200b",
    "two ", "polling place ",
]  # fmt: skip
TAILS = ["", "!"]


def modules() -> Iterator[str]:
    for package in PACKAGES:
        for info in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if ".migrations" not in info.name and info.name not in IMPORTED:
                yield info.name


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns that modules keep, alone or in a table."""
    for name in modules():
        try:
            module = importlib.import_module(name)
        except ImportError:  # Rasa's side, in its own environment: its patterns are read from the source
            continue
        for kept, value in vars(module).items():
            values = value.values() if isinstance(value, dict) else (value,)
            yield from ((f"{name}.{kept}", each) for each in values if isinstance(each, re.Pattern))


def written() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns that stand where they are used; none may be put together there, where nobody tries them."""
    for name in modules():
        path = Path(f"{name.replace('.', '/')}.py")
        path = path if path.exists() else Path(name.replace(".", "/"), "__init__.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{use}" for use in USES} and node.args:
                pattern = node.args[0]
                if isinstance(pattern, ast.Constant):
                    flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else re.NOFLAG
                    yield f"{name}:{node.lineno}", re.compile(pattern.value, flags)
                else:
                    assert ast.unparse(node.func) == "re.compile", f"{name}:{node.lineno} puts a pattern together"


USES = ("compile", "search", "match", "fullmatch", "finditer", "findall", "split", "sub")


def of_errands() -> Iterator[tuple[str, re.Pattern[str]]]:
    for errand in errands().values():
        for question in errand.questions:
            found = [question.looks_like, question.anywhere, question.called, *(o.named for o in question.options)]
            yield from ((f"{errand.intent}.{question.field}", pattern) for pattern in found if pattern)


PATTERNS = {
    pattern: name for name, pattern in (*written(), *compiled(), *of_errands()) if isinstance(pattern.pattern, str)
}


def texts(length: int, tails: list[str]) -> list[str]:
    return [(piece * length)[: length - len(tail)] + tail for piece in PIECES for tail in tails]


LONG, LONGER = texts(MAX_TEXT, TAILS), texts(4 * MAX_TEXT, TAILS[1:])


def milliseconds(work: Callable[[], object], limit: float) -> float:
    """The least of at most five runs; the first that is within the limit will do."""
    least = float("inf")
    for _ in range(5):
        began = time.process_time()
        work()
        least = min(least, (time.process_time() - began) * 1000)
        if least <= limit:
            break
    return least


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: PATTERNS[pattern])
def test_no_pattern_takes_long(pattern: re.Pattern[str]) -> None:
    for text, limit in (*((text, LIMIT_MS / 2) for text in LONG), *((text, 2 * LIMIT_MS) for text in LONGER)):
        spent = milliseconds(partial(both, pattern, text), limit)
        assert spent <= limit, f"{spent:.0f} ms with {text[:12]!r}…{text[-4:]!r} of {len(text)}"


def both(pattern: re.Pattern[str], text: str) -> None:
    """Found anywhere, and the whole."""
    pattern.search(text)
    pattern.fullmatch(text)


def test_patterns_are_found_where_they_are_kept() -> None:
    names = " ".join(PATTERNS.values())
    for part in (
        "places",
        "interpretation",
        "handover",
        "school_terms",
        "postcodes",
        "contacts",
        "yes_no",
        "segments",
        "pothole_report.size",
    ):
        assert part in names
    assert len(PATTERNS) > 150


SIZE, UPDATES = (errands()["pothole_report"].question(name) for name in ("size", "updates"))
HOMES = [addresses.Address(str(n), f"{n} Mill Lane, Fernley", "FB1 2CD") for n in range(40)]


def of_turn(read: Callable[[Turn], object]) -> Callable[[str], object]:
    return lambda text: read(read_turn(parsed(text, "provide_details")))


def question(found: Question | None) -> Question:
    assert found is not None
    return found


READERS: dict[str, Callable[[str], object]] = {
    "normalise": normalise.align,
    "restore": lambda text: normalise.align(text).restore(text),
    "bare": normalise.bare,
    "postcodes": postcodes.postcodes,
    "without_postcode": postcodes.without_postcode,
    "yes_or_no": yes_no.yes_or_no,
    "email_in": contacts.email_in,
    "is_phone": contacts.is_phone,
    "place_in": of_turn(lambda turn: places.place_in(turn.text)),
    "is_vague": of_turn(lambda turn: places.is_vague(turn.text)),
    "bins_named": of_turn(lambda turn: bins.bins_named(turn.text)),
    "match_address": of_turn(lambda turn: addresses.match_address(turn.text, HOMES)),
    "named_address": of_turn(lambda turn: addresses.named_address(turn.text, HOMES)),
    "may_cry_for_help": danger_words.may_cry_for_help,
    "mentioned_topic": of_turn(lambda turn: handover.mentioned_topic(turn.text)),
    "is_aside": of_turn(lambda turn: asides.is_aside(turn, question(SIZE), "pothole_report")),
    "meant": of_turn(lambda turn: interpretation.meant(question(SIZE), turn, asked=True)),
    "updates": of_turn(interpretation.updates),
    "volunteered": of_turn(
        lambda turn: [
            interpretation.volunteered(q, turn, date(2026, 11, 28))
            for q in errands()["council_tax_move_or_change"].questions
        ]
    ),
    "steer": steering.steer,
    "place_in_list": lambda text: ordinals.place_in_list(text, 8),
    "when_in": times.when_in,
    "only_says_when": times.only_says_when,
    "more_in": additions.more_in,
    "detail_in": exact_places.detail_in,
    "without_phones": contacts.without_phones,
    "segments": lambda text: cut(text),
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_takes_long(name: str) -> None:
    for text in LONG:
        spent = milliseconds(partial(READERS[name], text), LIMIT_MS)
        assert spent <= LIMIT_MS, f"{spent:.0f} ms with {text[:12]!r}…"


@pytest.mark.parametrize("intent", ["pothole_report", "council_tax_move_or_change", "bin_collection_day"])
async def test_no_turn_takes_long(intent: str, call: Any, council_records: FakeRecords) -> None:
    """All that is looked for in a first message, which is the most there is."""
    form = "validate_bin_day_form" if intent == "bin_collection_day" else "validate_errand_form"
    for text in LONG:
        least = float("inf")
        for _ in range(5):
            began = time.process_time()
            await call(form, parsed(text, intent))
            least = min(least, (time.process_time() - began) * 1000)
            if least <= LIMIT_MS:
                break
        assert least <= LIMIT_MS, f"{least:.0f} ms with {text[:12]!r}…"
