"""The section that answers, as a quotation: the page's own words, cut where sentences end, and how sure we are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.blocks import like_a_heading
from bot.knowledge.index import Index, Known
from bot.knowledge.passages import sentences
from bot.knowledge.retrieval import Utterance, asked, find
from bot.knowledge.stems import stems
from language.links import Kind, find_links

SURE = 0.8
"""Of the quotations that are given fewer than 5% are of a wrong page then (docs/decisions/0035-quotations.md)."""
LONGEST = 320
"""Characters of a quotation: what is read on a telephone at one look. Shorter where each message costs."""
ELSEWHERE = "(link on the page)"
"""In the place of addresses of the web, wherever they lead: the only link is the page's own."""
PASSAGES, SECTIONS = 3, 6
"""Of the best passages so many sections are compared by their sense, which the encoder is asked for."""
FROM_PASSAGE, FROM_WORDS = 0.05, 0.2
"""What the passage's score (in standard deviations) and the share of the asked words that the section has add to its
likeness (a cosine)."""
LIKENESS, LEAD, BASE = 9.0, 3.4, -4.7
"""A logistic regression on tests/knowledge/questions.tsv: how alike section and conversation are, how far the next page
is behind."""

Vectors = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Section:
    """A heading of a page with the sentences below it. `score` is its passage's; it has `share` of the asked words."""

    passage: Known
    heading: str
    sentences: tuple[str, ...]
    score: float
    share: float

    @property
    def words(self) -> str:
        """As the encoder is asked: with the title and the heading, as passages are."""
        return f"{self.passage.title}. {self.heading}: {' '.join(self.sentences)}"

    @property
    def before_sense(self) -> float:
        """How well it fits, before anybody was asked for its sense."""
        return FROM_PASSAGE * self.score + FROM_WORDS * self.share


@dataclass(frozen=True)
class Quotation:
    """Words of a page as they stand there, and where: its number, its address, the heading ("" above the first), the
    day it was changed ("" where nobody knows). They are text, never markup."""

    text: str
    page: int
    address: str
    title: str
    heading: str
    date: str
    confidence: float


def sections_to_compare(index: Index, conversation: Sequence[Utterance]) -> list[Section]:
    """Those that may answer the last message, before their senses are known."""
    question = asked(conversation)
    weights = {stem: weight * index.keywords.rarity(stem) for stem, weight in question.stems.items()}
    found = find(index, conversation, PASSAGES)
    all_of_them = [
        Section(one.passage, heading, said, score=one.score, share=_share(one.passage, heading, said, weights=weights))
        for one in found
        for heading, said in _sections(one.passage)
    ]
    return sorted(all_of_them, key=lambda section: -section.before_sense)[:SECTIONS]


def quotation(
    sections: Sequence[Section], senses: Vectors, conversation: Sequence[Utterance], *, longest: int = LONGEST
) -> Quotation | None:
    """The section that fits best, with how sure we are; `senses` has each section's words. None where nothing was found
    or the last message's sense is not known. `longest` is in characters."""
    latest = conversation[-1].vector if conversation else None
    if not sections or latest is None:
        return None
    question = asked(conversation)

    def fit(section: Section) -> float:
        sense = senses[section.words]
        return (likeness(sense, question.sense) + likeness(sense, latest)) / 2 + section.before_sense

    best = max(sections, key=fit)
    of_others = [fit(section) for section in sections if section.passage.page != best.passage.page]
    lead = fit(best) - max(of_others, default=0.0)
    page = best.passage
    return Quotation(
        without_links(_cut(best, lambda said: len(question.stems.keys() & set(stems(said))), longest)),
        page=page.page,
        address=page.address,
        title=without_links(page.title),
        heading=without_links(best.heading),
        date=page.date,
        confidence=_confidence(likeness(senses[best.words], question.sense), lead),
    )


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """The cosine of two vectors; 0 where one is not known."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.einsum("d,d->", one, other)) / lengths if lengths else 0.0


def _confidence(alike: float, lead: float) -> float:
    return 1 / (1 + math.exp(-(LIKENESS * alike + LEAD * lead + BASE)))


def _share(passage: Known, heading: str, said: Sequence[str], *, weights: Mapping[str, float]) -> float:
    """How much of what was asked stands in the section, its page's title and its heading."""
    here = set(stems(f"{passage.title} {heading} {' '.join(said)}"))
    return sum(weight for stem, weight in weights.items() if stem in here) / (sum(weights.values()) or 1.0)


def without_links(text: str) -> str:
    """The text without addresses of the web, which residents could follow. Telephone numbers and e-mail stay."""
    for link in reversed(find_links(text)):
        if link.kind is Kind.WEB:
            text = f"{text[: link.start]}{ELSEWHERE}{text[link.end :]}"
    return text


def _cut(section: Section, says: Callable[[str], int], longest: int) -> str:
    """As many of its sentences as are read at one look, those left out that say less of what was asked."""
    said = section.sentences
    while len(" ".join(said)) > longest and len(said) > 1:
        said = said[:-1] if says(said[0]) >= says(said[-1]) else said[1:]
    text = _as_text(said)
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " …"


def _as_text(said: Sequence[str]) -> str:
    """On one line; items of a list are parted by what stands there or, where nothing does, by semicolons."""
    text = ""
    for sentence in said:
        item = sentence.startswith("- ")
        mark = "; " if item and text and text[-1] not in ".:;,!?" else " "
        text += mark + sentence.removeprefix("- ") if text else sentence.removeprefix("- ")
    return text


def _sections(passage: Known) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The headings in a passage, each with the sentences below it."""
    heading, said = passage.heading, list[str]()
    for line in passage.text.split("\n"):
        if like_a_heading(line) and not line.startswith("- ") and not line.endswith(":"):
            if said:
                yield heading, tuple(said)
            heading, said = line, []
        else:
            said += sentences(line)
    if said:
        yield heading, tuple(said)
