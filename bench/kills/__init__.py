"""Gateways killed at random moments under traffic on every channel, and a ledger of what became of each message."""
