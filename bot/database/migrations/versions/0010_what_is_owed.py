"""What is owed, message by message; no conversation waits in no queue"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

CHECKS = {
    'waiting_in_a_queue': "state != 'waiting' OR queue IS NOT NULL",
    'an_officer_has_it': "(state = 'officer') = (officer_id IS NOT NULL)",
    'closed_at_a_time': "(state = 'closed') = (closed_at IS NOT NULL)",
}

REPAIRS = (
    # Whoever waits nowhere waits where it waited last, else for the contact centre.
    """UPDATE conversations SET queue = COALESCE(
        (SELECT h.queue FROM handoffs h WHERE h.conversation_id = conversations.id ORDER BY h.id DESC LIMIT 1),
        'contact_centre')
    WHERE state IN ('waiting', 'officer') AND queue IS NULL""",
    "UPDATE conversations SET state = 'waiting', queue = COALESCE(queue, 'contact_centre')"
    " WHERE state = 'officer' AND officer_id IS NULL",
    "UPDATE conversations SET officer_id = NULL WHERE state != 'officer' AND officer_id IS NOT NULL",
    "UPDATE conversations SET closed_at = active_at WHERE state = 'closed' AND closed_at IS NULL",
    "UPDATE conversations SET closed_at = NULL WHERE state != 'closed' AND closed_at IS NOT NULL",
    # Who waits without a handoff has a place in the line by its last one.
    """INSERT INTO handoffs (conversation_id, queue, reason, at)
    SELECT id, queue, 'taken_over', active_at FROM conversations
    WHERE state IN ('waiting', 'officer') AND handoff_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM handoffs h WHERE h.conversation_id = conversations.id)""",
    """UPDATE conversations SET handoff_id =
        (SELECT max(h.id) FROM handoffs h WHERE h.conversation_id = conversations.id)
    WHERE state IN ('waiting', 'officer') AND handoff_id IS NULL""",
    "UPDATE handoffs SET ended_at = NULL WHERE id IN (SELECT handoff_id FROM conversations WHERE state != 'closed')",
    # A message is owed where the assistant has it to answer, or came after all answers and a clock still runs.
    "UPDATE inbound SET settled = number WHERE todo IS NULL OR todo != 'dialogue'",
    """UPDATE inbound SET settled = NULL
    WHERE EXISTS (SELECT 1 FROM conversations c WHERE c.id = inbound.conversation_id AND c.state IN ('waiting', 'officer'))
    AND number > COALESCE((SELECT max(e.number) FROM events e WHERE e.conversation_id = inbound.conversation_id
        AND e.kind = 'message' AND e.author IN ('officer', 'assistant')), 0)
    AND EXISTS (SELECT 1 FROM clock b WHERE b.conversation_id = inbound.conversation_id AND b.what = 'began'
        AND b.kind IN ('first_human', 'next_human')
        AND NOT EXISTS (SELECT 1 FROM clock e WHERE e.began_id = b.id AND e.what = 'ended'))""",
)


def upgrade() -> None:
    op.add_column('inbound', sa.Column('settled', sa.Integer(), nullable=True))
    for statement in REPAIRS:
        op.execute(statement)
    owed = sa.text('settled IS NULL')
    op.create_index(
        'inbound_owed', 'inbound', ['conversation_id', 'number'], sqlite_where=owed, postgresql_where=owed
    )
    with op.batch_alter_table('conversations') as batch_op:
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(name, condition)


def downgrade() -> None:
    with op.batch_alter_table('conversations') as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(name, type_='check')
    op.drop_index('inbound_owed', 'inbound')
    op.drop_column('inbound', 'settled')
