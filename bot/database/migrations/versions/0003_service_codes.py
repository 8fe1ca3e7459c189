"""Errands: what each message asked for, with its codes of the services list"""

import sqlalchemy as sa
from alembic import op

import bot.database.models

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'errands',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('topic', sa.String(length=64), nullable=False),
        sa.Column('intent', sa.String(length=64), nullable=False),
        sa.Column('lgsl', sa.String(length=64), nullable=False),
        sa.Column('elsewhere', sa.Boolean(), nullable=False),
        sa.Column('at', bot.database.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column('handed_over_at', bot.database.models.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    with op.batch_alter_table('errands', schema=None) as batch_op:
        batch_op.create_index('errands_by_conversation', ['conversation_id', 'id'], unique=False)
        batch_op.create_index('errands_by_time', ['at'], unique=False)


def downgrade() -> None:
    op.drop_table('errands')
