"""Notes what the council's pages were asked in a turn, whether one was quoted, and whether that helped."""

from __future__ import annotations

from bot.assistant import Answer
from bot.conversation.turn_transaction import Ending
from bot.knowledge import stems
from bot.knowledge.importing import get_page
from bot.store import page_answers
from bot.store.page_answers import QuotedPage
from language.cleaning import one_line
from language.normalise import normalise


def note(this: Ending, answer: Answer) -> None:
    """In the transaction that says the answer. A page that has been removed meanwhile answered nothing."""
    session, turn, search = this.session, this.turn, answer.page_search
    if answer.helped is not None:
        page_answers.set_helpful(session, turn.conversation, answer.helped)
    if search is None:
        return
    page = get_page(session, search.page) if search.page is not None else None
    quoted = QuotedPage(page.address, page.title, search.confidence or 0.0) if page else None
    page_answers.add(
        session,
        turn.conversation,
        turn.latest,
        asked=one_line(search.asked),
        question=question_of(search.asked),
        page=quoted,
        at=this.now,
    )


def question_of(asked: str) -> str:
    """What messages that ask the same have in common: the stems of their words, whatever their order."""
    return " ".join(sorted(set(stems.stems(normalise(asked)))))
