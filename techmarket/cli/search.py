"""./market search: the index."""

import click
from flask.cli import with_appcontext

from techmarket.listings.index_documents import check_index, rebuild_index
from techmarket.search.port import IndexUnavailable


@click.group("search")
def search() -> None:
    """Rebuild or check the search index."""


@search.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Build a new index from the database and swap it in."""
    click.echo(f"indexed {rebuild_index()}")


@search.command("check")
@with_appcontext
def check() -> None:
    """Prove that index and database hold the same ids and versions; exit 1 if they differ."""
    try:
        drift = check_index()
    except IndexUnavailable as error:
        click.echo(f"the index cannot be read: {error}")
        raise SystemExit(1) from error
    for name in ("missing", "surplus", "stale"):
        for key in getattr(drift, name):
            click.echo(f"{name}\t{key.kind}\t{key.id}")
    click.echo(f"{drift.count} differences")
    if drift.count:
        raise SystemExit(1)


COMMANDS = (search,)
