"""What a first start adds: a database, the demonstration's records, the first administrator's link."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.orm import Session

from bot.answers import Answers
from bot.context import Context
from bot.council import load_council
from bot.database import Database
from bot.database.locks import one_at_a_time
from bot.database.schema import make_ready
from bot.gateway.app import Gateway
from bot.knowledge import importing as pages
from bot.knowledge.folder import read_folder
from bot.records import KINDS, Source, any_of_the_council, import_together, never_imported
from bot.settings import Settings
from bot.staff import Staffing

DEMONSTRATION = Path(__file__).resolve().parent.parent.parent / "demo"
DEMONSTRATION_PAGES = "the demonstration"
DEMONSTRATION_SITE = "https://www.fernley.example"


def open_database(settings: Settings) -> Database:
    """The database for one command, its schema checked."""
    database = Database(settings.database)
    make_ready(database)
    return database


def staffing(settings: Settings) -> Staffing:
    """Accounts, for one command: nothing is sent and no page is open."""
    council = load_council(settings.council_file)
    return Staffing(Context(open_database(settings), council, Answers({}, council.fact), {}))


def load_demonstration(database: Database) -> None:
    """The demonstration council's records and pages, where none were ever imported."""

    def step(session: Session) -> None:
        one_at_a_time(session, "demonstration")
        if never_imported(session):
            files = {kind: DEMONSTRATION / "records" / f"{kind}.csv" for kind in KINDS}
            import_together(session, files, Source.DEMONSTRATION)
        if pages.never_imported(session) and not any_of_the_council(session):
            found = read_folder(DEMONSTRATION / "pages", DEMONSTRATION_SITE)
            pages.import_pages(session, DEMONSTRATION_PAGES, found, source=Source.DEMONSTRATION)

    database.write_now(step)


async def greet(gateway: Gateway) -> str:
    """Where things are, and the first administrator's one-time link while nobody can sign in."""
    base = gateway.settings.base_url
    lines = [
        f"Townclerk for {gateway.context.council.facts.name}",
        f"  Council's page with the widget  {base}/",
        f"  Chat, full page                 {base}/chat",
        f"  Desk                            {base}/desk",
    ]
    link = await Staffing(gateway.context).first_link()
    if link:
        lines.append(f"  First administrator, once       {base}{link}")
    if gateway.settings.host == "127.0.0.1" and os.environ.get("CI") is None:
        lines.append("  The assistant answers in a moment. Ctrl-C ends both.")
    return "\n".join(lines)
