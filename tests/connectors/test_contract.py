"""Runs the contract; see contract.py."""

import pytest

pytest.register_assert_rewrite("tests.connectors.contract")

from tests.connectors import contract  # noqa: E402


class TestChannel(contract.ChannelContract):
    pass


class TestCaptured(contract.CapturedRequests):
    pass
