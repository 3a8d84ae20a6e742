"""./market turnover: the year's figures."""

import json

import click
from flask.cli import with_appcontext

from techmarket.kernel import clock
from techmarket.statistics.queries import turnover_report


@click.command("turnover")
@click.option("--year", type=click.IntRange(2000, 2100), help="This year when left out.")
@click.option("--format", "form", type=click.Choice(["json"]), default="json")
@with_appcontext
def turnover(year: int | None, form: str) -> None:  # noqa: ARG001 - one format so far
    """Print the year's turnover as whole fen."""
    report = turnover_report(year or clock.today().year)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


COMMANDS = (turnover,)
