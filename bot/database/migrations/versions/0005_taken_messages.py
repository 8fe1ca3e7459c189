"""Messages that a worker has taken and not yet asked the provider for"""

import sqlalchemy as sa
from alembic import op

import bot.database.models

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('outbox', sa.Column('taken_until', bot.database.models.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('outbox', 'taken_until')
