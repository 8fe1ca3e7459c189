"""What a conversation is about"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
    op.add_column('conversations', sa.Column('subject', json, nullable=True))


def downgrade() -> None:
    op.drop_column('conversations', 'subject')
