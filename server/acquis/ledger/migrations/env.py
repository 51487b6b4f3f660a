"""Runs the migrations on the connection it is given; Alembic loads it by its file.

It must not open a database or begin a transaction: who calls it does, so that an upgrade is done or not done.
"""

from alembic import context

__all__ = ["run"]


def run() -> None:
    """Run what was asked for, on the connection that the caller put into the attributes."""
    options = context.config.attributes
    context.configure(connection=options["connection"], version_table=options["version_table"])
    context.run_migrations()


if __name__ == "env_py":
    run()
