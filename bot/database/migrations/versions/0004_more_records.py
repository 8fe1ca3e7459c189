"""Records of wards, polling places, terms, libraries and planning"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

DAYS = ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')


def upgrade() -> None:
    with op.batch_alter_table('record_addresses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ward', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('polling_district', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('latitude', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('longitude', sa.Double(), nullable=True))

    op.create_table('record_councillors',
    sa.Column('ward', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('party', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('ward', 'name')
    )
    op.create_table('record_polling_places',
    sa.Column('polling_district', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('polling_district')
    )
    op.create_table('record_term_dates',
    sa.Column('school_year', sa.String(length=64), nullable=False),
    sa.Column('term', sa.String(length=64), nullable=False),
    sa.Column('first_day', sa.String(length=10), nullable=False),
    sa.Column('last_day', sa.String(length=10), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('school_year', 'term')
    )
    op.create_table('record_libraries',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('postcode', sa.String(length=8), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=False),
    sa.Column('longitude', sa.Double(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('page', sa.Text(), nullable=False),
    *(sa.Column(day, sa.Text(), nullable=False) for day in DAYS),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('record_planning_applications',
    sa.Column('reference', sa.String(length=64), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('decision_date', sa.String(length=10), nullable=True),
    sa.Column('link', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('reference')
    )


def downgrade() -> None:
    for name in ('planning_applications', 'libraries', 'term_dates', 'polling_places', 'councillors'):
        op.drop_table(f'record_{name}')
    with op.batch_alter_table('record_addresses', schema=None) as batch_op:
        for column in ('longitude', 'latitude', 'polling_district', 'ward'):
            batch_op.drop_column(column)
