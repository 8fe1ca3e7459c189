"""The assistant's dialogues"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('dialogues',
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('spell', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Text(), nullable=False),
    sa.Column('open_errand', sa.String(length=64), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ),
    sa.PrimaryKeyConstraint('conversation_id')
    )


def downgrade() -> None:
    op.drop_table('dialogues')
