"""What an operator can set or import is described, and what the documents point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.command.cli import main
from bot.council.file import AssistantPatience, Conversations, Facts, PlaceTable, QueueTable, SeasonTable, Targets
from bot.council.tiers import OtherCouncil, ServicesTable
from bot.records import KINDS
from bot.settings import Settings
from connectors.discovery import all_connectors

ROOT = Path(__file__).resolve().parent.parent
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#([^)\s]+))?\)|<img src=\"([^\"]+)\"")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.S)
HEADING = re.compile(r"^#+ (.+)$", re.M)
PROSE_FOLDERS = [
    *("actions", "bench", "bot", "connectors", "language", "network", "protocol"),
    *("demo", "deploy", "docs", "domain"),
]
PROSE = sorted(
    path
    for folder in PROSE_FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".md", ".html", ".js", ".yml") and "migrations" not in path.parts
)
STUMBLED_OVER = re.compile(
    r"""\b(?:reckon(?:ed|ing)|stumble[sd]?|in\ band|could\ not\ be\ had|cannot\ be\ had|gone\ until|holds\ nobody
    |for\ want\ of|not\ known\ here|news\ to\ you|no\ words\ yet|that\ there\ is\ no\ more)\b
    |[yY]ou\ are\ (?:first|second|third|fourth)\.""",
    re.I | re.X,
)
"""Words that English readers had to read twice. `yes_no_words.py` is left out: residents may write what they like."""


def variables() -> list[str]:
    """The environment variable of every setting."""
    names = [name.upper() for name in Settings.model_fields]
    for connector in all_connectors():
        prefix = connector.Settings.model_config.get("env_prefix", "")
        for name, field in connector.Settings.model_fields.items():
            alias = field.validation_alias
            names.append(alias if isinstance(alias, str) else f"{prefix}{name.upper()}")
    return names


@pytest.mark.parametrize("name", variables())
def test_every_setting_is_described(name: str) -> None:
    assert f"`{name}`" in OPERATING


@pytest.mark.parametrize(
    "table",
    [
        Facts,
        AssistantPatience,
        Conversations,
        Targets,
        QueueTable,
        PlaceTable,
        SeasonTable,
        ServicesTable,
        OtherCouncil,
    ],
)
def test_every_key_of_the_council_file_is_described(table: type[BaseModel]) -> None:
    part = OPERATING.split("## council.toml")[1].split("\n## ")[0]
    missing = [name for name in table.model_fields if not re.search(rf"`{name}[`.]", part)]
    assert missing == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_the_records_is_described(kind: str) -> None:
    part = OPERATING.split("## Records")[1].split("\n## ")[0]
    assert [name for name in (kind, *(column.name for column in KINDS[kind].columns)) if f"`{name}`" not in part] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor, picture in LINK.findall(page.read_text("utf-8")):
        found = (page.parent / (target or picture)).resolve()
        assert found.exists(), f"{page.name} points to {target or picture}"
        if anchor:
            assert anchor in anchors(found), f"{page.name} points to {target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_are_there(page: Path) -> None:
    code = "\n".join(block or inline for block, inline in CODE.findall(page.read_text("utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets
    assert set(re.findall(r"\btownclerk ([a-z-]+)", code)) <= set(main.commands)


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    assert [path.name for path in sorted(folder.glob("0*.md")) if f"({path.name})" not in listed] == []


def test_the_english_is_plain() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in PROSE
        if path.name != "yes_no_words.py"
        for match in STUMBLED_OVER.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def anchors(page: Path) -> set[str]:
    """The names that a heading of a page can be linked by."""
    headings = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
