"""./market import: listings from files."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from techmarket.accounts.queries.organisations import find_organisation_by_name
from techmarket.cli.progress import progress_bar
from techmarket.listings.importing import UnreadableFile, import_listings
from techmarket.listings.lifecycle import ListingKind
from techmarket.region.current import pack

KINDS = {"results": ListingKind.RESULT, "demands": ListingKind.DEMAND}


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", help="Whose listings they are; the archive's when left out.")
@click.option("--draft", is_flag=True, help="Import as drafts, not published.")
@with_appcontext
def import_file(kind: str, file: Path, organisation: str | None, *, draft: bool) -> None:
    """Import results or demands from an .xlsx, .csv or .jsonl file."""
    name = organisation or pack().archive_organisation.name_zh
    owner = find_organisation_by_name(name)
    if owner is None:
        raise click.UsageError(f"no organisation named {name}")
    try:
        with progress_bar(f"Importing {kind}") as report:
            summary = import_listings(KINDS[kind], file, owner, as_draft=draft, on_progress=report)
    except UnreadableFile as error:
        raise click.UsageError(str(error)) from error
    for problem in summary.errors:
        click.echo(str(problem), err=True)
    click.echo(
        f"imported {summary.imported}, updated {summary.updated}, "
        f"unchanged {summary.unchanged}, rejected {summary.rejected}"
    )
    if summary.rejected:
        raise SystemExit(1)


COMMANDS = (import_file,)
