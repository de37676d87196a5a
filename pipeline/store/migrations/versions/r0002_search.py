"""The search index, derived from the records."""

from alembic import op

from pipeline.store.search import SCHEMA

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index; `Database.migrate` fills it."""
    for statement in SCHEMA[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take the index away."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("search_grams")
    else:
        op.execute("DROP FUNCTION search_ids(BIGINT[])")
    op.drop_table("search")
