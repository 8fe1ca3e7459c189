"""Processes of a side: started, watched through /proc (their memory and their time on the processor), and ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

STOP_SECONDS = 15
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A free port on the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """A process that we started, with its children."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """Politely, then for certain."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def check(self) -> None:
        """Raise when it has died."""
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}; see {self.log}")

    def pids(self) -> list[int]:
        """Its own and those of all below it, oldest first."""
        return [self.process.pid, *below(self.process.pid)]


def start(name: str, command: Sequence[str | Path], environment: Mapping[str, str], *, cwd: Path, log: Path) -> Program:
    """Start a program in a process group of its own, its output in a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=dict(environment), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    return Program(name, process, log)


def below(pid: int) -> list[int]:
    """The processes below one, through Linux's list of each task's children."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in task.read_text().split()]
    return sorted(child for each in children for child in (each, *below(each)))


def resident(pid: int) -> int:
    """Bytes in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def processor(pid: int) -> float:
    """Seconds on a processor so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
