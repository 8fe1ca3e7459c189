"""Logs: structlog, constant `noun.verb` events, ids only; never text, numbers, names or secrets."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import ExcInfo

from bot.errors import TownclerkError


def configure(level: str = "INFO", as_json: bool = False) -> None:
    """Once, at start-up. Libraries speak from WARNING up; traces carry neither local variables nor messages."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_write_trace)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.ExceptionRenderer(trace)] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def trace(exc_info: ExcInfo) -> str:
    """Where it happened and what kind of error it was. Messages of others' errors stay out: a database's quotes the
    row, and that is a resident's number and words."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        words = f": {error}" if isinstance(error, TownclerkError) else ""
        lines = [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}{words}\n", *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines).rstrip()


def _write_trace(out: TextIO, exc_info: ExcInfo) -> None:
    out.write("\n" + trace(exc_info))


class _Plain(logging.Formatter):
    """Libraries' records, their traces told as ours are."""

    def formatException(self, ei: object) -> str:
        return trace(ei) if isinstance(ei, tuple) and ei[1] is not None else ""
