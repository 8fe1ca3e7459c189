"""One benchmark at a time in a folder: two would write the same files and spoil each other's times."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

NAME = "lock"


@contextmanager
def only_one(directory: Path) -> Iterator[None]:
    """Hold the directory. Whoever comes second ends with a message; a run that was killed leaves nothing locked."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(_busy(file.name)) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now().astimezone():%H:%M}")
        file.flush()
        yield


def _busy(path: str) -> str:
    who = Path(path).read_text() or "it has only just started"
    return f"A benchmark is running here already ({who}). Wait until it has ended, then try again."
