"""The words of an HTML page: what is said in it, without menus, notices and footers."""

from __future__ import annotations

from typing import Any

from bot.knowledge.blocks import of_markdown
from bot.knowledge.page import Page, iso_day, made

LONGEST_BYTES = 5_000_000
MODIFIED = frozenset({"dcterms.modified", "dc.date.modified", "article:modified_time", "last-modified"})


def page_of_html(content: bytes, address: str) -> Page | None:
    """The page, with its title and date as it states them; None where nothing is said in it. Raises ValueError for
    what is too long, or no HTML."""
    import trafilatura  # half a second, and only imports need it
    from lxml.etree import LxmlError

    if len(content) > LONGEST_BYTES:
        raise ValueError(f"is larger than {LONGEST_BYTES // 1_000_000} MB")
    try:
        tree = trafilatura.load_html(content)
        if tree is None:
            return None
        about = trafilatura.extract_metadata(tree, default_url=address, extensive=False)
        text = trafilatura.extract(
            tree, output_format="markdown", include_formatting=True, include_comments=False, favor_recall=True
        )
    except (LxmlError, RecursionError) as error:
        raise ValueError(f"cannot be read as HTML ({type(error).__name__})") from error
    return made(address, about.title or "", of_markdown(text), date=_changed(tree)) if text else None


def _changed(tree: Any) -> str:
    """The day that the page says it was last changed on; never one that is guessed from its words."""
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in MODIFIED and meta.get("content"):
            return iso_day(meta.get("content"))
    return ""
