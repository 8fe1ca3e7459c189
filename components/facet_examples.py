"""What data/facets.yml teaches, read without Rasa: each example with the facet that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NONE = "none"
"""The kind of what asks for no facet, and the key of those examples."""
FILE = Path(__file__).resolve().parent.parent / "data" / "facets.yml"
SERVICE = "{service}"
SERVICES_EACH = 3
"""How many services an example with SERVICE is taught with."""
STRIDE = 7
"""From one service of the list to the next taken, so that neighbouring examples get different ones."""


@dataclass(frozen=True)
class Example:
    """`written` is the example as the file has it, which several texts may come from; `alone` says that it is asked of
    a service that is known already."""

    text: str
    facet: str
    written: str
    alone: bool = False


def examples(path: Path = FILE) -> list[Example]:
    """Every example, with services in the place of SERVICE; always the same ones for the same file."""
    import yaml

    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    services: list[str] = content["services"]
    return [
        Example(text, facet, written, alone)
        for place, (facet, written, alone) in enumerate(_written(content))
        for text in _expanded(written, services, place)
    ]


def _written(content: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for block in content["facets"]:
        yield from ((block["facet"], line, True) for line in _lines(block["alone"]))
        yield from ((block["facet"], line, False) for line in _lines(block["named"]))
    yield from ((NONE, line, False) for line in _lines(content[NONE]))


def _lines(block: str) -> Iterator[str]:
    return (line.strip().removeprefix("- ") for line in block.splitlines() if line.strip())


def _expanded(written: str, services: Sequence[str], place: int) -> list[str]:
    if SERVICE not in written:
        return [written]
    first = place * STRIDE
    chosen = [services[(first + turn * STRIDE) % len(services)] for turn in range(SERVICES_EACH)]
    return [written.replace(SERVICE, service) for service in chosen]
