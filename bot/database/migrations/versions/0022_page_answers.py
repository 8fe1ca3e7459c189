"""What the council's own pages were asked, and whether they answered"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('page_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('found', sa.Boolean(), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('asked', sa.Text(), nullable=False),
    sa.Column('question', sa.String(length=200), nullable=False),
    sa.Column('confidence', sa.Double(), nullable=True),
    sa.Column('helpful', sa.Boolean(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('page_answers_by_conversation', 'page_answers', ['conversation_id', 'id'])
    op.create_index('page_answers_by_found', 'page_answers', ['found', 'id'])


def downgrade() -> None:
    op.drop_index('page_answers_by_found', 'page_answers')
    op.drop_index('page_answers_by_conversation', 'page_answers')
    op.drop_table('page_answers')
