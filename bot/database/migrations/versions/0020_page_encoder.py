"""Which encoder made the vectors of the council's pages: they are made again where it is another"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('pages_version', sa.Column('encoder', sa.String(length=64), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    op.drop_column('pages_version', 'encoder')
