"""Alembic's entry: runs on the connection it is given, in one transaction."""

from alembic import context

from bot.database.models import Base
from bot.knowledge import tables as pages  # noqa: F401 - adds its tables to the metadata
from bot.records import tables  # noqa: F401 - adds its tables to the metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations with: townclerk db migrate")
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
