"""The training examples as they stand in data/nlu, read without Rasa."""

from collections.abc import Iterator
from pathlib import Path


def examples(directory: Path) -> Iterator[tuple[str, str]]:
    """Each example's text and intent."""
    import yaml

    for path in sorted(directory.glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            lines = (line.strip() for line in block["examples"].splitlines())
            yield from ((line[2:].strip(), block["intent"]) for line in lines if line.startswith("- "))
