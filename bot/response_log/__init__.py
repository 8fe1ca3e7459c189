"""The clock: what began and ended when, as append-only rows; every figure can be recomputed from them."""

from bot.database.states import Cause, Kind
from bot.response_log.clock import Moment, begin, end, move, open_intervals, undo

__all__ = ["Cause", "Kind", "Moment", "begin", "end", "move", "open_intervals", "undo"]
