"""What the assistant said lately in a conversation, so that it is not said again in the same words"""

import sqlalchemy as sa
from alembic import op

from bot.database.models import COMPARED_JSON

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('conversations', sa.Column('said', COMPARED_JSON, nullable=True))


def downgrade() -> None:
    op.drop_column('conversations', 'said')
