"""The councils of the country, and which postcodes are whose"""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'record_councils',
        sa.Column('gss_code', sa.String(length=9), nullable=False),
        sa.Column('name', sa.String(length=128), nullable=False),
        sa.Column('website', sa.Text(), nullable=True),
        sa.Column('places', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('gss_code'),
    )
    op.create_table(
        'record_council_areas',
        sa.Column('area', sa.String(length=8), nullable=False),
        sa.Column('gss_code', sa.String(length=9), nullable=False),
        sa.PrimaryKeyConstraint('area'),
    )


def downgrade() -> None:
    op.drop_table('record_council_areas')
    op.drop_table('record_councils')
