"""How many texts were queued, by account and day"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'texts_of_day',
        sa.Column('channel', sa.String(length=32), nullable=False),
        sa.Column('account', sa.String(length=255), nullable=False),
        sa.Column('day', sa.String(length=10), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('channel', 'account', 'day'),
    )


def downgrade() -> None:
    op.drop_table('texts_of_day')
