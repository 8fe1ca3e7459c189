"""The model of plain Rasa: the default pipeline and policies on our data, trained once and kept under var/bench."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from bench.lock import only_one

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "var" / "bench" / "plain"
PYTHON = ROOT / ".venv-plain-rasa" / "bin" / "python"
CONFIG = ROOT / "bench" / "plain_rasa" / "config.yml"
EPOCHS = int(os.environ.get("BENCH_PLAIN_EPOCHS", "30"))
"""The default is 100 for each of the three networks, which takes an hour here. Speed hangs on their size only."""


def trained() -> Path:
    """The model of the present data, trained now if there is none; BENCH_PLAIN_MODEL names another one to use."""
    given = os.environ.get("BENCH_PLAIN_MODEL")
    if given:
        return Path(given)
    model = HERE / "models" / f"{_fingerprint()}.tar.gz"
    if not model.exists():
        _train(model)
    return model


def environment() -> dict[str, str]:
    """What a Rasa of the benchmark is started with."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | quiet


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{EPOCHS} epochs".encode())
    for path in [CONFIG, *sorted((ROOT / "domain").glob("*.yml")), *sorted((ROOT / "data").glob("**/*.yml"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _train(model: Path) -> None:
    print(f"Training plain Rasa ({EPOCHS} epochs; 100 are its default): 10 to 30 minutes, once", flush=True)
    _copy_data()
    log = HERE / "train.log"
    command = [PYTHON, "-m", "rasa", "train", "--domain", "domain", "--augmentation", "0", "--out", model.parent]
    with log.open("wb") as out:
        done = subprocess.run(
            [*command, "--fixed-model-name", model.name.removesuffix(".tar.gz")],
            cwd=HERE,
            env=environment(),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    if done.returncode or not model.exists():
        sys.exit(f"Plain Rasa was not trained; see {log}")


def _copy_data() -> None:
    """Rasa trains in a directory of its own, and keeps its cache there: unchanged parts are not trained again."""
    HERE.mkdir(parents=True, exist_ok=True)
    for name in ("data", "domain"):
        shutil.rmtree(HERE / name, ignore_errors=True)
        shutil.copytree(ROOT / name, HERE / name)
    config = yaml.safe_load(CONFIG.read_text("utf-8"))
    for component in config["pipeline"] + config["policies"]:
        if "epochs" in component:
            component["epochs"] = EPOCHS
    (HERE / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    rules = [rule for path in sorted((ROOT / "data" / "rules").glob("*.yml")) for rule in _rules(path)]
    (HERE / "data" / "stories.yml").write_text(yaml.safe_dump({"version": "3.1", "stories": stories(rules)}))


def _rules(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text("utf-8"))["rules"])


def stories(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules as stories of three turns: rules alone would leave TED and UnexpecTED untrained, and so idle."""
    turns = [
        (rule["rule"], [opening, *rule["steps"][1:]])
        for rule in rules
        if "condition" not in rule
        for opening in rule["steps"][0].get("or", [rule["steps"][0]])
    ]
    short = [steps for _, steps in turns if len(steps) == 2]
    found = []
    for number, (name, steps) in enumerate(turns):
        rest = [] if len(steps) > 2 else [*short[number % len(short)], *short[(number * 7 + 1) % len(short)]]
        found.append({"story": f"{number}: {name}", "steps": [*steps, *rest]})
    return found


if __name__ == "__main__":
    with only_one(HERE.parent):
        print(trained())
