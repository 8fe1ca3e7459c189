"""Trains the assistant: validates what is written, trains, and puts models/<fingerprint>.tar.gz in place.

python -m components.train [--force]
"""

import argparse
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

from components.fingerprint import ROOT, fingerprint

DOMAIN, DATA, CONFIG = ROOT / "domain", ROOT / "data", ROOT / "config.yml"


def main() -> int:
    parser = argparse.ArgumentParser(description="Train the assistant.")
    parser.add_argument("--force", action="store_true", help="even if a model matches the present files")
    arguments = parser.parse_args()
    models = Path(os.environ.get("MODEL_DIR", ROOT / "models"))
    target = models / f"{fingerprint(ROOT)}.tar.gz"
    if target.exists() and not arguments.force:
        print(f"The model is up to date: {target}")
        return 0
    models.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # and no bars: Rasa draws them wherever its log is on
    warnings.simplefilter("ignore", DeprecationWarning)
    os.chdir(ROOT)
    return _train(target)


def _train(target: Path) -> int:
    started = time.perf_counter()

    def say(words: str) -> None:
        print(f"[{time.perf_counter() - started:5.1f} s] {words}", flush=True)

    say("Loading Rasa")
    import rasa.model_training
    from rasa.shared.exceptions import RasaException
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from components.validation import problems

    configure_structlog()
    configure_logging_and_warnings(warn_only_once=True, filter_repeated_logs=True)
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("ignore", message="'RulePolicy' is not included")  # ours is one, by another name
    try:
        say("Checking domain, rules and examples")
        found = problems(DOMAIN, DATA, CONFIG)
        if found:
            print("\n".join(["Not trained, because:", *(f"  - {problem}" for problem in found)]), file=sys.stderr)
            return 1
        say("Training: about a minute on two cores")
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".training-") as directory:
            result = rasa.model_training.train(
                str(DOMAIN), str(CONFIG), [str(DATA)], directory, fixed_model_name="model", force_training=True
            )
            if not result.model or result.code:
                print("Not trained: Rasa gave no model.", file=sys.stderr)
                return 1
            os.replace(result.model, target)
    except RasaException as error:
        print(f"Not trained: {error}", file=sys.stderr)
        return 1
    say(f"Done: {target} ({target.stat().st_size / 1e6:.0f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
