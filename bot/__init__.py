"""The gateway, in the order of the flow: inbox, conversation, assistant, desk, casework, outbox, response_log."""
