"""Step 3c: service requests, kept durably and passed to the council's back office over Open311 GeoReport v2. Until one
is connected, and whenever it cannot take a request, the request goes to its topic's queue."""

from bot.casework.connection import Connection, connect
from bot.casework.filing import file
from bot.casework.finishing import finish
from bot.casework.lookup import latest_of, look_up
from bot.casework.resident_updates import MOST_NOTES_CHARACTERS
from bot.casework.sending import send_again
from bot.casework.worker import BackOffice

__all__ = [
    "MOST_NOTES_CHARACTERS",
    "BackOffice",
    "Connection",
    "connect",
    "file",
    "finish",
    "latest_of",
    "look_up",
    "send_again",
]
