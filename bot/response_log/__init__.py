"""The response log: what began and ended when, as rows of the clock that are only ever added; every figure can be
recomputed from them."""

from bot.response_log.clock import Moment, begin, end, move, open_intervals, undo

__all__ = ["Moment", "begin", "end", "move", "open_intervals", "undo"]
