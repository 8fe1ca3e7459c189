"""The clock: what began and ended when, as append-only rows; every figure can be recomputed from them."""

from bot.response_log.clock import Moment, begin, end, move, open_intervals, undo

__all__ = ["Moment", "begin", "end", "move", "open_intervals", "undo"]
