"""A table to write into, to see whether the database takes anything"""

import sqlalchemy as sa
from alembic import op

import bot.database.models

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'readiness',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('at', bot.database.models.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )


def downgrade() -> None:
    op.drop_table('readiness')
