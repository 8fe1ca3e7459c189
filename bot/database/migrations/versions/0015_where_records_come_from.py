"""Where each kind of records came from, and longer names of rounds"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

# How the demonstration's rows are known in a database that does not say where its records came from.
FERNLEYS = (
    ("addresses", "record_addresses", "uprn LIKE '99000000____'"),
    ("rounds", "record_rounds", "round = 'monday-a' AND first_date = '2025-01-06'"),
    ("round_changes", "record_round_changes", "note = 'a day early for Christmas'"),
    ("councillors", "record_councillors", "email LIKE '%@fernley.example'"),
    ("polling_places", "record_polling_places", "name = 'Canal Walk Scout Hut'"),
    ("term_dates", "record_term_dates", "term = 'autumn term before half term' AND first_day = '2026-09-03'"),
    ("libraries", "record_libraries", "page LIKE 'https://www.fernley.example/%'"),
    ("planning_applications", "record_planning_applications", "link LIKE 'https://www.fernley.example/%'"),
)


def upgrade() -> None:
    imports = op.create_table('record_imports',
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('kind')
    )
    for table in ('record_addresses', 'record_rounds'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('round', existing_type=sa.String(length=32), type_=sa.String(length=64))
    connection = op.get_bind()
    for kind, table, fernleys in FERNLEYS:
        rows = connection.scalar(sa.text(f'SELECT count(*) FROM {table}'))
        demonstration = connection.scalar(sa.text(f'SELECT count(*) FROM {table} WHERE {fernleys}'))
        if rows:
            source = 'demonstration' if demonstration else 'council'
            connection.execute(imports.insert().values(kind=kind, source=source, rows=rows, at=sa.func.now()))


def downgrade() -> None:
    for table in ('record_addresses', 'record_rounds'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('round', existing_type=sa.String(length=64), type_=sa.String(length=32))
    op.drop_table('record_imports')
