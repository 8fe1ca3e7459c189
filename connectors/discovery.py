"""Finds the channels: every module of connectors/ that ends with CONNECTOR, switched on by its own settings."""

from __future__ import annotations

import importlib
import pkgutil

import structlog
from pydantic import ValidationError

import connectors
from connectors.base import Connector
from connectors.messages import CouncilFacts

log = structlog.get_logger()


def all_connectors() -> list[type[Connector]]:
    """The connector class of every channel, by name."""
    found = []
    for module in pkgutil.iter_modules(connectors.__path__):
        connector = getattr(importlib.import_module(f"connectors.{module.name}"), "CONNECTOR", None)
        if connector is not None:
            found.append(connector)
    return sorted(found, key=lambda connector: connector.name)


def switched_on(public_base_url: str, secret_key: str, council: CouncilFacts) -> dict[str, Connector]:
    """The channels whose settings are there. Raises ChannelMisconfigured for half-set ones."""
    channels: dict[str, Connector] = {}
    for kind in all_connectors():
        try:
            settings = kind.Settings()
        except ValidationError:
            log.info("channel.off", channel=kind.name)
            continue
        channels[kind.name] = kind(settings, public_base_url, secret_key, council=council)
        log.info("channel.on", channel=kind.name)
    return channels
