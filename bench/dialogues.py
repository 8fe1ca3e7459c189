"""What the benchmark's residents say: the same dialogues, in the same order, to everybody who is measured."""

from __future__ import annotations

import random
from pathlib import Path

MESSAGES = Path(__file__).with_name("messages.txt")
TURNS = 10
SEED = 20

Dialogue = tuple[str, ...]


def errands(path: Path = MESSAGES) -> list[Dialogue]:
    """Every line of the file: one message, or the turns of an errand."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [tuple(line.split(" > ")) for line in lines if line and not line.startswith("#")]


def dialogues(found: list[Dialogue], turns: int = TURNS) -> list[Dialogue]:
    """All errands, shuffled, cut into dialogues of about `turns` turns; each errand occurs once."""
    shuffled = random.Random(SEED).sample(found, len(found))
    done: list[Dialogue] = []
    present: list[str] = []
    for errand in shuffled:
        if present and len(present) + len(errand) > turns:
            done.append(tuple(present))
            present = []
        present += errand
    return [*done, tuple(present)] if present else done
