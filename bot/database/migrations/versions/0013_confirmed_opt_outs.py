"""The message that confirms an opt-out, which may still be sent"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('opt_outs', sa.Column('confirmation', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('opt_outs', 'confirmation')
