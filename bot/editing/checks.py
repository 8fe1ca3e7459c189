"""The checks before an answer's words are saved: errors prevent it, doubts must be ticked, hints only advise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, Protocol

from bot.answers import FACT, GENERAL, VALUE, Answers
from bot.editing.examples import examples
from connectors.messages import Outbound
from language.cleaning import one_kind_of_line_break, one_line

MOST_CHARACTERS = 1000
"""Of one wording, as it is written."""
MOST_WORDS_A_SENTENCE = 25
"""GOV.UK's guide asks for no more: gov.uk/guidance/content-design/writing-for-gov-uk."""
LEFTOVER = re.compile(r"\[\[|\]\]|[{}]")
SENTENCE = re.compile(r"(?<=[.?!:])\s+|\n+")
DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They change the direction of writing, which can make words look different from what they are."""


class ChannelKind(Protocol):
    """A channel as far as words are concerned, whether it is switched on or not (connectors.base.Connector)."""

    name: str
    text_limit: int | None

    def split(self, message: Outbound) -> list[Outbound]:
        """Cut a reply into provider messages."""

    def parts(self, text: str) -> int | None:
        """How many parts the provider charges for."""


@dataclass(frozen=True)
class Finding:
    """Something about the words of one field ("" for the general ones). `code` names a doubt, so that a tick confirms
    what was shown and nothing else."""

    field: str
    level: Literal["error", "doubt", "hint"]
    code: str
    text: str


@dataclass(frozen=True)
class Checked:
    """What the checks need to know about an answer."""

    answers: Answers
    key: str
    facts: Sequence[str]
    channels: Sequence[ChannelKind]
    urgent: bool


def tidied(text: str) -> str:
    """As it is stored: one kind of line end, no tabs, no spaces at the ends."""
    lines = one_kind_of_line_break(text).replace("\t", " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def findings(checked: Checked, texts: Mapping[str, str], edit: Mapping[str, str | None]) -> list[Finding]:
    """All findings about these words, by field; a channel without words of its own has no field to check."""
    found: list[Finding] = []
    for field, text in texts.items():
        errors = list(_errors(checked, field, text))
        found += errors
        if text:
            found += _doubts(checked, field, text)
            found += _hints(field, text)
    if not any(finding.level == "error" for finding in found):
        found += _lengths(checked, texts, edit)
    return found


def _errors(checked: Checked, field: str, text: str) -> Iterator[Finding]:
    if not text:
        if field == GENERAL:
            yield _error(field, "empty", "Write something. Residents would get an empty message.")
        return
    if len(text) > MOST_CHARACTERS:
        yield _error(field, "long", f"This is {len(text)} characters long. Use {MOST_CHARACTERS} at most.")
        return
    for character in sorted({c for c in text if _hidden(c)}):
        yield _error(field, "hidden", _where_hidden(text, character))
    for written in checked.answers.unknown(checked.key, text):
        yield _error(field, "unknown", _unknown(checked, written))
    for left in dict.fromkeys(LEFTOVER.findall(VALUE.sub("", FACT.sub("", text)))):
        yield _error(field, "brackets", _stray(left))
    if checked.urgent and not re.search(r"\d{3}", checked.answers.fill(text, {})):
        yield _error(field, "no_number", "This answer is for people in danger. Say which number to call.")


def _doubts(checked: Checked, field: str, text: str) -> Iterator[Finding]:
    shipped = checked.answers.shipped(checked.key)
    before = VALUE.findall(shipped.get(field) or shipped[GENERAL])
    for name in dict.fromkeys(before):
        if name not in VALUE.findall(text):
            example = one_line(examples([name])[name])
            said = f"{{{name}}} has been taken out. Residents will not see, for example, “{example}”"
            yield Finding(field, level="doubt", code=f"dropped.{name}", text=said)


def _lengths(checked: Checked, texts: Mapping[str, str], edit: Mapping[str, str | None]) -> Iterator[Finding]:
    values = examples(checked.answers.values(checked.key))
    for channel in checked.channels:
        length = len(checked.answers.preview(checked.key, edit, values, channel=channel.name).text)
        if channel.text_limit is not None and length > channel.text_limit:
            own = bool(texts.get(channel.name))
            field, text = channel.name if own else GENERAL, _too_long(length, channel, own)
            yield Finding(field, level="doubt", code=f"limit.{channel.name}", text=text)


def _hints(field: str, text: str) -> Iterator[Finding]:
    longest = max(len(sentence.split()) for sentence in SENTENCE.split(text))
    if longest > MOST_WORDS_A_SENTENCE:
        said = f"The longest sentence has {longest} words. Shorter ones are easier."
        yield Finding(field, level="hint", code="sentence", text=said)


def _error(field: str, code: str, text: str) -> Finding:
    return Finding(field, level="error", code=code, text=text)


def _hidden(character: str) -> bool:
    return character != "\n" and (
        unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") or character in DIRECTION_MARKS
    )


def _where_hidden(text: str, character: str) -> str:
    before = text[: text.index(character)].split()
    after = f" after “{before[-1][:40]}”" if before else " at the beginning"
    return f"There is a hidden character{after}. Delete that part and type it again."


def _unknown(checked: Checked, written: str) -> str:
    if written.startswith("[["):
        alike = get_close_matches(written[2:-2], checked.facts, 3)
        said = f"council.toml has no {written}."
        return f"{said} Did you mean {_listed([f'[[{name}]]' for name in alike])}?" if alike else said
    known = [f"{{{name}}}" for name in checked.answers.values(checked.key)]
    may = f"You may use {_listed(known, 'and')}." if known else "This answer has no values to fill in."
    return f"We cannot fill in {written} here. {may}"


def _stray(left: str) -> str:
    pairs = "[[ and ]]" if "[[" in left or "]]" in left else "{ and }"
    return f"There is a {left} that we do not understand. Write {pairs} only around a name, without spaces."


def _too_long(length: int, channel: ChannelKind, own: bool) -> str:
    words = f"It is {length} characters when filled in. Text messages should have {channel.text_limit} at most"
    return f"{words}: longer ones cost more." if own else f"{words}: write shorter words for them."


def _listed(names: Iterable[str], word: str = "or") -> str:
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last
