"""config.yml, for what runs without Rasa: the tuning and the benchmark."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from components.intents import Shape

ROOT = Path(__file__).resolve().parent.parent


def component(name: str, root: Path = ROOT) -> dict[str, Any]:
    """The settings of the pipeline's component whose class has this name."""
    import yaml

    config = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))
    return next(step for step in config["pipeline"] if step["name"].endswith(f".{name}"))


def shape(settings: dict[str, Any] | None = None) -> Shape:
    settings = component("IntentClassifier") if settings is None else settings
    return Shape(**{field.name: settings[field.name] for field in fields(Shape) if field.name in settings})
