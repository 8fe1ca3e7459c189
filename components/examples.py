"""The training examples as they stand in data/nlu, read without Rasa."""

from collections.abc import Iterator
from pathlib import Path


def examples(directory: Path) -> Iterator[tuple[str, str, str | None]]:
    """Each example's text and intent, and the sub-topic of the block that it stands in."""
    import yaml

    for path in sorted(directory.glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            subtopic = block.get("metadata", {}).get("subtopic")
            lines = (line.strip() for line in block["examples"].splitlines())
            yield from ((line[2:].strip(), block["intent"], subtopic) for line in lines if line.startswith("- "))
