"""Alembic's entry: runs the revisions on the connection that `store.schema` hands over."""

from alembic import context

from pipeline.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,  # SQLite's too: the driver begins nothing by itself, see store.database
)
with context.begin_transaction():
    context.run_migrations()
