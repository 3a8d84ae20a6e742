"""How Alembic runs here: on the application's engine, in batch mode, with our types spelt out."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from techmarket.kernel.orm import Base, UtcDateTime, db


def render_item(
    kind: str,
    item: object,
    _autogen_context: AutogenContext,
) -> str | Literal[False]:
    """Write our own types as plain SQLAlchemy ones: migrations do not import techmarket."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run() -> None:
    """Migrate on one connection; SQLite gets its write lock at once."""
    with db.engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.registry.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
