"""The command `townclerk`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.command.pages import pages
from bot.errors import TownclerkError

if TYPE_CHECKING:  # whatever is not needed to say what the command can do is imported when it does it
    from sqlalchemy.orm import Session

    from bot.records.importing import Imported
    from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
PLAIN = ("sqlalchemy.exc.", "connectors.base.ChannelMisconfigured")
"""Errors that speak for themselves: a database's, and that a channel is misconfigured. Known by name, because
importing them takes longer than most commands."""
ASSISTANT_PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


class Plain(click.Group):
    """Says our own errors in plain words, without a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (TownclerkError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            if not f"{type(error).__module__}.{type(error).__name__}".startswith(PLAIN):
                raise
            raise click.ClickException(_in_words(error)) from error


def _in_words(error: Exception) -> str:
    from sqlalchemy.exc import DBAPIError

    from bot.database.engine import explain

    return str(explain(error, _settings().database) if isinstance(error, DBAPIError) else error)


def _settings() -> Settings:
    from bot.settings import Settings

    return Settings()


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Townclerk: residents' messages answered, handed over, timed."""


@main.command()
def serve() -> None:
    """Run the gateway and, unless ASSISTANT_URL is set, the assistant."""
    import asyncio

    from bot.command.first_run import greet, load_demonstration
    from bot.gateway.app import build
    from bot.gateway.serving import serve as run
    from bot.logs import configure

    os.umask(0o077)  # what gateway and assistant write is for this account alone: it holds what residents say
    settings = _settings()
    configure(settings.log_level, settings.log_json)
    gateway = build(settings)
    load_demonstration(gateway.context.database)
    click.echo(asyncio.run(greet(gateway)))
    run(gateway)


@main.command()
@click.option("--force", is_flag=True, help="Train even when a model matches the present files.")
def train(force: bool) -> None:
    """Train the assistant, if no model matches the present files."""
    from bot.assistant.model_file import wanted

    model = wanted(_settings().model_dir)
    if model.exists() and not force:
        click.echo(f"The model is up to date: {model}")
        return
    run_assistant_module("components.train", *(["--force"] if force else []))


@main.command("assistant-files")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--actions-url", required=True, help="This gateway's /internal/actions, as the assistant reaches it.")
def assistant_files(directory: Path, actions_url: str) -> None:
    """Write the endpoints and credentials for an assistant that runs elsewhere (see ASSISTANT_URL) into DIRECTORY."""
    from bot.assistant.supervisor import write_files
    from bot.gateway.app import derived

    secret = _settings().secret()
    written = write_files(
        directory,
        actions_url=actions_url,
        actions_secret=derived(secret, "actions"),
        token=derived(secret, "assistant"),
    )
    click.echo("\n".join(str(path) for path in written))


@main.command()
@click.option("--url", help="A running gateway (default: the one that HOST and PORT name).")
def talk(url: str | None) -> None:
    """Talk to the assistant in the terminal, through the real inbox and outbox."""
    from bot.command.talking import talk as run

    run(url or _settings().base_url)


@main.command()
@click.option("--subtopics", is_flag=True, help="One more column: which of the intent's errands it is.")
@click.option("--facets", is_flag=True, help="One more column: what it asks of a service, such as its cost.")
def understand(subtopics: bool, facets: bool) -> None:
    """Read messages, one a line, and write what the assistant makes of each, tab-separated.

    Columns: text, decision, intent, confidence, topic, second intent, its confidence, third intent, its confidence.
    """
    from bot.assistant.model_file import model_in_use

    more = [*(["--subtopics"] if subtopics else []), *(["--facets"] if facets else [])]
    run_assistant_module("components.understand", "--model", str(model_in_use(_settings().model_dir)), *more)


@main.group()
def staff() -> None:
    """People at the desk."""


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As residents see it: the first name is shown.")
@click.option("--role", type=click.Choice(["officer", "supervisor", "administrator"]), default="officer")
def staff_add(email: str, name: str, role: str) -> None:
    """Add a person and print the one-time link on which they set their password."""
    import asyncio

    from bot.command.first_run import staffing

    settings = _settings()
    path = asyncio.run(staffing(settings).invite(email, name, role))
    click.echo(f"{settings.base_url}{path}")


@main.group()
def db() -> None:
    """The database."""


@db.command("migrate")
def db_migrate() -> None:
    """Bring the database's schema up to date."""
    from bot.database import Database, schema

    database = Database(_settings().database)
    before = database.read_now(schema.current)
    schema.migrate(database)
    database.close()
    click.echo(f"Schema: {before or 'empty'} → {schema.head()}")


@main.group()
def records() -> None:
    """The council's records: addresses, rounds, round_changes, councillors, polling_places, term_dates, libraries,
    planning_applications, councils, council_areas.

    docs/operating.md lists the columns of each.
    """


@records.command("import")
@click.argument("kinds_and_files", nargs=-1, required=True, metavar="KIND FILE [KIND FILE]...")
def records_import(kinds_and_files: tuple[str, ...]) -> None:
    """Replace all records of each KIND by the rows of a CSV FILE.

    A bad line changes nothing and is named. Give kinds that refer to each other together, as addresses and rounds. The
    first import removes all of the demonstration's records and pages.
    """
    from bot.command.first_run import open_database
    from bot.knowledge.importing import forget_demonstration
    from bot.records import import_together

    if len(kinds_and_files) % 2:
        raise click.UsageError("Give a file after each kind.")
    files = {kind: Path(file) for kind, file in zip(kinds_and_files[::2], kinds_and_files[1::2], strict=True)}

    def step(session: Session) -> dict[str, Imported]:
        forget_demonstration(session)
        return import_together(session, files)

    done = open_database(_settings()).write_now(step)
    for kind, imported in done.items():
        click.echo("\n".join([f"{imported.count} {kind} imported.", *(f"  Check: {odd}" for odd in imported.odd)]))


@records.command("empty")
@click.argument("kind")
def records_empty(kind: str) -> None:
    """Remove all records of KIND, and of the demonstration. Residents who ask get the general answer."""
    from bot.command.first_run import open_database
    from bot.knowledge.importing import forget_demonstration
    from bot.records import empty

    def step(session: Session) -> int:
        forget_demonstration(session)
        return empty(session, kind)

    count = open_database(_settings()).write_now(step)
    click.echo(f"{count} {kind} removed.")


main.add_command(pages)


@main.group()
def sms() -> None:
    """The SMS channel."""


@sms.command("send-test")
@click.argument("text")
@click.option("--from", "sender", default="+447700900123", help="The resident's number.")
@click.option("--url", help="Where the gateway is reached, if not at HOST and PORT.")
def sms_send_test(text: str, sender: str, url: str | None) -> None:
    """Post a correctly signed inbound SMS to a running gateway."""
    from bot.command.talking import send_test_sms

    click.echo(send_test_sms(_settings(), text, sender=sender, url=url))


def run_assistant_module(module: str, *arguments: str) -> None:
    """Run one of components' programs in the assistant's environment, with its streams as ours."""
    if not ASSISTANT_PYTHON.exists():
        raise TownclerkError("The assistant's environment is not there yet. Run: make install")
    from bot.assistant.supervisor import scrubbed_environment

    environment = scrubbed_environment() | {"MODEL_DIR": str(_settings().model_dir.resolve())}
    done = subprocess.run([ASSISTANT_PYTHON, "-m", module, *arguments], cwd=ROOT, env=environment)
    if done.returncode:
        sys.exit(done.returncode)
