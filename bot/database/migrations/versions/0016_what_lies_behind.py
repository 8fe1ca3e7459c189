"""Indexes for what is asked at every moment, so that it costs the same however much lies behind"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

UNDER_WAY = "state NOT IN ('open', 'failed', 'unknown', 'done', 'closed')"
PARTLY = (
    ('conversations_closed', 'conversations', ['closed_at', 'id'], 'closed_at IS NOT NULL'),
    ('conversations_closed_in_queue', 'conversations', ['queue', 'closed_at', 'id'], 'closed_at IS NOT NULL'),
    ('outbox_queued', 'outbox', ['created_at'], "status = 'queued'"),
    ('outbox_queued_to', 'outbox', ['channel', 'account', 'address'], "status = 'queued'"),
    ('outbox_sending', 'outbox', ['changed_at'], "status = 'sending'"),
    ('service_requests_under_way', 'service_requests', ['changed_at'], UNDER_WAY),
    ('service_requests_done', 'service_requests', ['done_at'], 'done_at IS NOT NULL'),
    ('service_requests_done_in_queue', 'service_requests', ['queue', 'done_at'], 'done_at IS NOT NULL'),
)
OPEN = "status IN ('queued','sending')"


def upgrade() -> None:
    for name, table, columns, where in PARTLY:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index('inbound_by_conversation', 'inbound', ['conversation_id', 'number'])
    op.drop_index('outbox_open', 'outbox')


def downgrade() -> None:
    where = {'sqlite_where': sa.text(OPEN), 'postgresql_where': sa.text(OPEN)}
    op.create_index('outbox_open', 'outbox', ['status', 'next_attempt_at'], **where)
    op.drop_index('inbound_by_conversation', 'inbound')
    for name, table, _, _ in PARTLY:
        op.drop_index(name, table)
