"""./market matching: the stored pairs, and the measure of their order."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from techmarket.cli.progress import progress_bar
from techmarket.matching.evaluation import InvalidCollection, evaluate
from techmarket.matching.worker import refresh_all
from techmarket.region.pack import load_pack
from techmarket.settings import ROOT

INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("matching")
def matching() -> None:
    """Recompute or evaluate the matches."""


@matching.command("refresh")
@with_appcontext
def refresh() -> None:
    """Recompute the matches of every published demand."""
    with progress_bar("Matching") as report:
        click.echo(f"refreshed {refresh_all(report)}")


@matching.command("evaluate")
@click.option("--results", type=INPUT, required=True)
@click.option("--demands", type=INPUT, required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--engine", type=click.Choice(["whoosh", "memory"]), default="whoosh")
@click.option("--region", default="fuxin", help="The pack whose lexicon counts.")
def evaluate_files(results: Path, demands: Path, out: Path, engine: str, region: str) -> None:
    """Rank demands against results in a scratch index; write RUN for the scorer.

    Uses neither database nor settings: only the pack's lexicon and the production ranking.
    """
    try:
        summary = evaluate(results, demands, out, f"{engine}:", load_pack(ROOT / "region" / region))
    except (InvalidCollection, OSError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(
        f"{summary.demands} demands, {summary.results} results, {summary.matches} matches; "
        f"indexed in {summary.index_seconds:.1f} s, "
        f"slowest demand {summary.slowest_demand_seconds:.2f} s",
        err=True,
    )


COMMANDS = (matching,)

if __name__ == "__main__":
    matching()
