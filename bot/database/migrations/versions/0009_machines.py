"""How often and how alike somebody writes; what was taken for a machine's; which signposts were given"""

import sqlalchemy as sa
from alembic import op

import bot.database.models
from bot.database.models import COMPARED_JSON

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('conversations', sa.Column('pace', COMPARED_JSON, nullable=True))
    op.add_column('conversations', sa.Column('quiet_until', bot.database.models.UtcDateTime(timezone=True), nullable=True))
    op.add_column('conversations', sa.Column('machine', sa.String(length=16), nullable=True))
    op.add_column('conversations', sa.Column('machine_at', bot.database.models.UtcDateTime(timezone=True), nullable=True))
    op.add_column('conversations', sa.Column('signposts', COMPARED_JSON, nullable=True))
    op.create_index(
        'conversations_by_machine',
        'conversations',
        ['machine_at'],
        sqlite_where=sa.text('machine_at IS NOT NULL'),
        postgresql_where=sa.text('machine_at IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('conversations_by_machine', 'conversations')
    for column in ('signposts', 'machine_at', 'machine', 'quiet_until', 'pace'):
        op.drop_column('conversations', column)
