"""Links in a message, for the page without scripts. static/links.js does the same for pages that run scripts."""

from __future__ import annotations

from markupsafe import Markup

from language.links import as_html


def linked(text: str) -> Markup:
    """The text escaped, its links made real and shown as what they lead to."""
    return Markup(as_html(text))  # noqa: S704 - all but the links is escaped there
