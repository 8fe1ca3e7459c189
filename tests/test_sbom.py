"""The lists of components are those of the lock files, each with version and hashes."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^ ;\\]+)", re.M)


def pinned(part: str) -> set[tuple[str, str]]:
    found = PINNED.findall((ROOT / "requirements" / f"{part}.txt").read_text("utf-8"))
    return {(name.lower(), version) for name, version in found}


def test_each_list_has_what_is_installed_and_nothing_else() -> None:
    subprocess.run(["make", "sbom"], cwd=ROOT, check=True, capture_output=True, timeout=120)
    for part in ("gateway", "assistant", "model-files"):
        listed = json.loads((ROOT / "sbom" / f"{part}.cdx.json").read_text("utf-8"))
        assert listed["bomFormat"] == "CycloneDX"
        components = listed["components"]
        assert {(c["name"].lower(), c["version"]) for c in components} == pinned(part)
        assert all(c["purl"].startswith("pkg:pypi/") for c in components)
        assert all(reference["hashes"] for c in components for reference in c["externalReferences"])
