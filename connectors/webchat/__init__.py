"""The web chat: a JSON API with a stream, a full page that works without JavaScript, and a widget for any site."""

from connectors.webchat.connector import WebChat
from connectors.webchat.settings import WebChatSettings

__all__ = ["CONNECTOR", "WebChat", "WebChatSettings"]

CONNECTOR = WebChat
