"""Runs the numbered migrations in one transaction; started only by community.db.migrate, never in the server."""

import os

import sqlalchemy as sa
from alembic import context


def run(connection):
    """All that is missing, in the transaction that has been begun: all of it is there afterwards, or nothing."""
    context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(url):
    engine = sa.create_engine(url)

    @sa.event.listens_for(engine, "connect")
    def _take_over_transactions(connection, _record):
        connection.isolation_level = None  # the driver would commit before DDL
        connection.execute("pragma journal_mode = wal")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection):
        connection.exec_driver_sql("begin immediate")

    with engine.connect() as connection:
        run(connection)


url = os.environ["COMMUNITY_MIGRATE_URL"]
if url.startswith("sqlite:"):
    run_on_sqlite(url)
else:
    from migrations.postgres import run_on_postgres

    run_on_postgres(url, run)
