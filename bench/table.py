"""The results as a table to read, one column for each side."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import Level, Result

NAME, COLUMN = 46, 22
ROOT = Path(__file__).resolve().parent.parent


def machine(epochs: int) -> str:
    """Where and when."""
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = int(next(line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))) / 2**20
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    where = f"{os.cpu_count()} cores ({model or platform.machine()}), {memory:.0f} GB, load {os.getloadavg()[0]:.1f}"
    return (
        f"{datetime.now(UTC):%d %B %Y %H:%M} UTC, commit {commit.strip()}, {where} before\n"
        f"client, gateway and Rasa share the cores; plain Rasa's networks were trained for {epochs} epochs\n"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def rows(results: Sequence[Result]) -> list[str]:
    """The whole table."""
    lines = [_row("", [result.name for result in results])]
    for levels in zip(*(result.levels for result in results), strict=True):
        lines += _level(levels)
    not_understood = [f"{result.not_understood} of {result.turns}" for result in results]
    lines += ["", _row("turns of the dialogues not understood", not_understood)]
    lines += [_row("start to first answer, s", [f"{result.first_answer:.1f}" for result in results])]
    lines += ["resident memory, MB"]
    for name in dict.fromkeys(name for result in results for name in result.memory):
        lines.append(_row(f"  {name}", [_megabytes(result.memory.get(name)) for result in results]))
    lines.append(_row("  together", [_megabytes(sum(result.memory.values())) for result in results]))
    return lines


def _level(levels: Sequence[Level]) -> list[str]:
    all_figures = [level.figures for level in levels]
    first = all_figures[0]
    conversations = f"{first.at_once} conversation" + ("s at once" if first.at_once > 1 else "")
    lines = [
        "",
        _row(conversations, [f"{f.messages} messages" for f in all_figures]),
        _row("  messages/s", [_times(f.per_second, first.per_second, f.per_second) for f in all_figures]),
        _row("  p50, ms", [_times(f.p50 * 1000, f.p50, first.p50) for f in all_figures]),
        _row("  p95, ms", [_times(f.p95 * 1000, f.p95, first.p95) for f in all_figures]),
        _row("  mean, ms", [f"{f.mean * 1000:.1f}" for f in all_figures]),
        _row("    of which round trip to Rasa", [_part(level.engine, level) for level in levels]),
        _row("    of which the gateway's own", [_part(level.gateway, level) for level in levels]),
    ]
    for name in dict.fromkeys(name for level in levels for name in level.processor):
        lines.append(
            _row(f"  processor ms a message: {name}", [_milliseconds(lv.processor.get(name)) for lv in levels])
        )
    return lines


def _times(value: float, base: float, own: float) -> str:
    """A value, and how many times better than the first column's it is."""
    better = own / base if base else 0.0
    return f"{value:.1f}" + (f" ({better:.1f}x)" if abs(better - 1) > 1e-9 else "")


def _part(value: float | None, level: Level) -> str:
    return "" if value is None else f"{value * 1000:.1f} ({value / level.figures.mean:.0%})"


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value * 1000:.2f}"


def _megabytes(value: int | None) -> str:
    return "" if value is None else f"{value / 2**20:.0f}"


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<{NAME}}" + "".join(f"{cell:>{COLUMN}}" for cell in cells)


def faults(results: Sequence[Result]) -> list[str]:
    """What went wrong, in words; empty when nothing did."""
    found = []
    for result in results:
        for level in result.levels:
            if level.figures.faults:
                at_once = level.figures.at_once
                found.append(f"{result.name}, {at_once} at once: {level.figures.faults} wrong replies, such as")
                found += [f"  {fault}" for fault in level.faults]
        if result.stored is not None and result.stored < result.said:
            found.append(f"{result.name}: {result.said} replies were read, but only {result.stored} are stored")
    return found
