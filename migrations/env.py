"""Runs the numbered migrations in one transaction; started only by community.db.migrate, never in the server."""

import os

import sqlalchemy as sa
from alembic import context

engine = sa.create_engine(os.environ["COMMUNITY_MIGRATE_URL"])


@sa.event.listens_for(engine, "connect")
def _take_over_transactions(connection, _record):
    connection.isolation_level = None  # the driver would commit before DDL
    connection.execute("pragma journal_mode = wal")


@sa.event.listens_for(engine, "begin")
def _begin(connection):
    connection.exec_driver_sql("begin immediate")


with engine.connect() as connection:
    context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()
