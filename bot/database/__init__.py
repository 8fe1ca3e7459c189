"""The database: its engine and transactions, the commit that steps share, the tables and their migrations."""

from bot.database.engine import Database

__all__ = ["Database"]
