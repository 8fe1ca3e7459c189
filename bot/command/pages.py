"""The commands `townclerk pages`: the council's own pages, from which the assistant may quote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.database import Database
    from bot.knowledge.page import Pages

SHOWN = 20


@click.group()
def pages() -> None:
    """The council's own pages, cut into passages."""


@pages.command("import")
@click.argument("source")
@click.option("--address", default="", help="What the addresses of a folder's pages begin with: https://…")
def pages_import(source: str, address: str) -> None:
    """Read the pages of SOURCE, and make them all that is known of it.

    SOURCE is a folder of HTML, Markdown and PDF files; a CSV with the columns address, title, text, and date if you
    like; or the address of a site or of its sitemap. What has changed is replaced and what is gone is forgotten; if
    anything is wrong, nothing changes. The first import removes the demonstration's pages.
    """
    from bot.knowledge.importing import import_pages
    from bot.knowledge.vectors import add_vectors, encoder_is_here

    database = _open_database()
    name = source.rstrip("/") if _is_site(source) else str(Path(source).resolve())
    found = _read(database, source, name, address=address)
    done = database.write_now(lambda session: import_pages(session, name, found))
    click.echo(f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged, {done.removed} removed.")
    for odd in done.odd[:SHOWN]:
        click.echo(f"  Look at: {odd}")
    if len(done.odd) > SHOWN:
        click.echo(f"  … and {len(done.odd) - SHOWN} more.")
    if encoder_is_here():
        click.echo(f"{add_vectors(database)} passages read by the assistant's encoder.")
    else:
        click.echo("The assistant's environment is not here: these passages are found by their words only.")


@pages.command("list")
@click.option("--all", "every", is_flag=True, help="Every page, not only where they came from.")
def pages_list(every: bool) -> None:
    """Show where pages came from, when, and how many there are."""
    from bot.knowledge.importing import list_pages, list_sources

    database = _open_database()
    sources = database.read_now(list_sources)
    for one in sources:
        unread = f", {one.without_vector} not read by the encoder yet" if one.without_vector else ""
        click.echo(f"{one.name}: {one.pages} pages, {one.passages} passages{unread} ({one.source}, {one.at:%d %B %Y})")
    if not sources:
        click.echo("There are no pages. Run: townclerk pages import SOURCE")
    for address, title, date in database.read_now(list_pages) if every else ():
        click.echo(f"{address}\t{date or '-'}\t{title}")


@pages.command("search")
@click.argument("messages", nargs=-1, required=True)
@click.option("--limit", default=5, show_default=True)
def pages_search(messages: tuple[str, ...], limit: int) -> None:
    """Show what would be found for a message; several are a resident's messages in turn, and the last one asks."""
    from bot.knowledge.index import read_index, vector_of
    from bot.knowledge.retrieval import Utterance, find
    from bot.knowledge.vectors import add_vectors, encode, encoder_is_here

    database = _open_database()
    conversation = [Utterance(words) for words in messages]
    if encoder_is_here():
        add_vectors(database)
        pairs = zip(messages, map(vector_of, encode(messages).vectors), strict=True)
        conversation = [Utterance(words, vector=vector) for words, vector in pairs]
    for found in find(database.read_now(read_index), conversation, limit):
        passage = found.passage
        click.echo(f"{found.score:.2f} (words {found.by_words:.2f}, sense {found.by_sense:.2f})  {passage.address}")
        click.echo(f"    {' > '.join(filter(None, (passage.title, passage.heading, passage.date)))}")
        click.echo("".join(f"    {line}\n" for line in passage.text.splitlines()))


@pages.command("forget")
@click.argument("source")
def pages_forget(source: str) -> None:
    """Remove all pages of SOURCE, as `townclerk pages list` names it."""
    from bot.knowledge.importing import forget

    count = _open_database().write_now(lambda session: forget(session, source))
    click.echo(f"{count} pages removed.")


def _open_database() -> Database:
    from bot.command.first_run import open_database
    from bot.settings import Settings

    return open_database(Settings())


def _is_site(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _read(database: Database, source: str, name: str, *, address: str) -> Pages:
    from bot.knowledge.fetching import Site
    from bot.knowledge.folder import read_folder, read_table
    from bot.knowledge.importing import known_pages
    from bot.knowledge.site import read_site

    path = Path(source)
    if _is_site(source):
        return read_site(Site(source), database.read_now(lambda session: known_pages(session, name)))
    if path.is_dir():
        if not _is_site(address):
            raise click.UsageError("Say what the pages' addresses begin with: --address https://www.example.gov.uk")
        return read_folder(path, address)
    if path.suffix.lower() == ".csv":
        return read_table(path)
    raise click.UsageError(f"{source} is no folder, no CSV and no address of a site.")
