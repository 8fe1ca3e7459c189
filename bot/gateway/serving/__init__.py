"""The server: what it takes of a client before a route is asked, and how it starts and ends."""

from bot.gateway.serving.server import Server, serve

__all__ = ["Server", "serve"]
