"""Plays what residents write, and prints everything: `python -m tests.conversations.transcript FILE...`.

A .yml file is one of ours: what was expected and did not come stands below each turn, and the conversation goes on.
Any other file, or "-" for standard input, holds residents' turns, one a line; after an empty line the next
conversation begins.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import structlog

from tests.conversations.runner import Play
from tests.conversations.scripts import NOW, Script, Step, moment, read_file
from tests.conversations.town import Towns


def scripts_of(name: str) -> Iterator[Script]:
    """The conversations of a file."""
    if name.endswith(".yml"):
        yield from read_file(Path(name))
        return
    text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    for number, block in enumerate(re.split(r"\n\s*\n", text.strip()), 1):
        steps = [Step(resident=line.strip()) for line in block.splitlines()]
        yield Script(str(number), name, "webchat", moment(NOW), steps)


async def play_all(names: list[str]) -> None:
    """Each conversation of each file, as it went."""
    with tempfile.TemporaryDirectory() as directory:
        towns = Towns(Path(directory))
        for script in (script for name in names for script in scripts_of(name)):
            play = Play(script, await towns.at(script.council), goes_on=True)
            await play.run()
            print("\n".join([f"## {script.topic}: {script.name}", *play.transcript, ""]), flush=True)
        await towns.close()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(play_all(sys.argv[1:]))
