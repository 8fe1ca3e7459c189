"""Reads council.toml once and checks it as a whole; every mistake is named with its setting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tomllib
from pydantic import ValidationError

from bot.council.council import Council
from bot.council.file import CouncilFile
from bot.errors import CouncilFileError
from language import taxonomy

DIVISIONS = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "scotland": "scotland",
    "northern-ireland": "northern-ireland",
}
"""GOV.UK's name of each nation's bank holidays (www.gov.uk/bank-holidays)."""


def bank_holidays(nation: str) -> frozenset[date]:
    """GOV.UK's bank holidays of the nation, from the package that ships them (no network)."""
    from govuk_bank_holidays.bank_holidays import BankHolidays  # loads its file when imported

    held = BankHolidays(use_cached_holidays=True).get_holidays(division=DIVISIONS[nation])
    return frozenset(holiday["date"] for holiday in held)


def load_council(path: Path) -> Council:
    """Read and check council.toml; raises CouncilFileError that names each setting that is wrong."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise CouncilFileError(f"{path} is not there. Copy the demonstration council's and edit it.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CouncilFileError(f"{path}: {error}") from error
    try:
        file = CouncilFile.model_validate(raw)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors())
        raise CouncilFileError(f"{path}: {wrong}") from error
    _check_topics(path, file)
    try:
        return Council(file, raw, bank_holidays(file.council.nation))
    except ValueError as error:
        raise CouncilFileError(f"{path}: {error}") from error


def _check_topics(path: Path, file: CouncilFile) -> None:
    seen: dict[str, str] = {}
    for key, queue in file.queues.items():
        for topic in queue.topics:
            if topic not in taxonomy.topics():
                raise CouncilFileError(
                    f"{path}: queues.{key}: {topic} is not a topic; topics are {', '.join(taxonomy.topics())}"
                )
            if topic in seen:
                raise CouncilFileError(f"{path}: topic {topic} is in two queues, {seen[topic]} and {key}")
            seen[topic] = key
    missing = [topic for topic in taxonomy.topics() if topic not in seen]
    if missing:
        raise CouncilFileError(f"{path}: no queue takes {', '.join(missing)}")
