"""Bins: when they are emptied, and one that was missed."""
