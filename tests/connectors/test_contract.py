"""Runs the contract; see contract.py."""

from __future__ import annotations

from tests.connectors import contract


class TestChannel(contract.ChannelContract):
    pass


class TestCaptured(contract.CapturedRequests):
    pass
