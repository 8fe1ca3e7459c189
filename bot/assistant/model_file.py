"""Which trained model is in use: the one whose name is the fingerprint of what it is trained from."""

from __future__ import annotations

from pathlib import Path

import structlog

from bot.errors import TownclerkError
from components.fingerprint import fingerprint

ROOT = Path(__file__).resolve().parent.parent.parent

log = structlog.get_logger()


def wanted(directory: Path) -> Path:
    """Where the model of the present files is, or would be."""
    return directory / f"{fingerprint(ROOT)}.tar.gz"


def model_in_use(directory: Path) -> Path:
    """The model to serve: the matching one, else the newest there is; raises TownclerkError when there is none."""
    matching = wanted(directory)
    if matching.exists():
        return matching
    newest = max(directory.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)
    if newest is None:
        raise TownclerkError("There is no trained model yet. Run: townclerk train")
    log.warning("model.outdated", model=newest.stem)
    return newest
