"""Step 4: deliver through the connector, retry, give up. One row for each provider message."""

from bot.outbox.deliver import Deliverer
from bot.outbox.post import post, post_answer
from bot.outbox.receipts import note_receipt, note_seen, record_opt_in, record_opt_out

__all__ = ["Deliverer", "note_receipt", "note_seen", "post", "post_answer", "record_opt_in", "record_opt_out"]
