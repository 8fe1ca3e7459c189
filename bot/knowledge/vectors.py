"""Asks the assistant's encoder for the sense of texts, in a child process of the assistant's environment."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.assistant import Encoded
from bot.assistant.supervisor import scrubbed_environment
from bot.database import Database
from bot.errors import TownclerkError
from bot.knowledge.importing import keep_vectors, list_unread

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"
AT_ONCE = 2_000
"""Passages of one child: a minute's work, kept when it is done."""

Encode = Callable[[Sequence[str]], Encoded]


def encoder_is_here() -> bool:
    """Whether this machine has the assistant's environment (it may run elsewhere, see ASSISTANT_URL)."""
    return PYTHON.exists()


def encode(texts: Sequence[str]) -> Encoded:
    """A vector for each text, as it is kept. Raises TownclerkError where the assistant's environment is not here."""
    if not encoder_is_here():
        raise TownclerkError("The assistant's environment is not there yet. Run: make install")
    command = [str(PYTHON), "-m", "components.vectors"]
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(
        command, cwd=ROOT, env=scrubbed_environment(), input=lines, stdout=subprocess.PIPE, text=True, check=False
    )
    encoder, *vectors = done.stdout.splitlines() or [""]
    if done.returncode or len(vectors) != len(texts):
        raise TownclerkError("The assistant's encoder could not read the pages; what it says stands above.")
    return Encoded(encoder, [base64.b64decode(vector) for vector in vectors])


def add_vectors(database: Database, ask: Encode | None = None) -> int:
    """Ask for every vector that is missing; returns how many there were."""
    count = 0
    while unread := database.read_now(lambda session: list_unread(session, AT_ONCE)):
        found = (ask or encode)([one.words for one in unread])
        kept = list(zip(unread, found.vectors, strict=True))
        database.write_now(lambda session, kept=kept, by=found.encoder: keep_vectors(session, kept, by))  # type: ignore[misc]
        count += len(unread)
    return count
