"""The kinds of taxonomy.tsv that code decides by, and the topic of all that is about the chat itself."""

URGENT = "urgent"
"""Somebody may be in danger."""
HANDOFF = "handoff"
"""A person deals with it."""
SIGNPOST = "signpost"
"""Somebody else's service."""
CONTROL = "control"
"""About the chat itself, and no errand: a greeting, "start again"."""

CONVERSATION = "conversation"
"""A topic: the contact centre's, where a conversation goes that belongs to no other."""
