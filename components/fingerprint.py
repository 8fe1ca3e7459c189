"""The fingerprint of everything a model is trained from. Standard library only: the gateway uses it too."""

import hashlib
from pathlib import Path

LANGUAGE = ("language/figures.py", "language/normalise.py", "language/postcodes.py", "language/taxonomy.py")
"""What of language/ a model is read with; the rest of it changes no model."""
AFTERWARDS = frozenset(
    {
        "components/action_replies.py",
        "components/asked.py",
        "components/dialogues.py",
        "components/gateway_channel.py",
        "components/listening.py",
        "components/near_service.py",
        "components/nearest.py",
        "components/offers.py",
        "components/parsing.py",
        "components/people.py",
        "components/subject.py",
        "components/tracker_store.py",
        "components/turns.py",
        "components/understand.py",
        "components/waiting.py",
        "components/waiting_reading.py",
        "components/wishes.py",
        "components/wordings.py",
    }
)
"""Modules that work with a trained model and change none."""
SOURCES = ("config.yml", "taxonomy.tsv", "domain", "data", "components", *LANGUAGE)
SUFFIXES = {".yml", ".yaml", ".json", ".py", ".tsv"}
ROOT = Path(__file__).resolve().parent.parent


def fingerprint(root: Path = ROOT) -> str:
    """Sixteen hex digits over the names and contents of the SOURCES below `root`."""
    digest = hashlib.sha256()
    for path in sorted(_files(root)):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files(root: Path) -> list[Path]:
    found: list[Path] = []
    for source in SOURCES:
        path = root / source
        within = path.rglob("*") if path.is_dir() else [path]
        found += [file for file in within if file.is_file() and file.suffix in SUFFIXES]
    return [file for file in found if file.relative_to(root).as_posix() not in AFTERWARDS]


if __name__ == "__main__":
    print(fingerprint())
