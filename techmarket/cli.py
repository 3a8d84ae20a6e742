"""`flask market …`: the commands behind ./market."""

import click
from flask import Flask
from flask.cli import AppGroup

from techmarket.settings import Settings

market = AppGroup("market", help="Commands of the technology market.")


def init_app(app: Flask, settings: Settings) -> None:
    """Add the commands to the application."""
    app.extensions["settings"] = settings
    app.cli.add_command(market)


@market.command("prepare")
def prepare() -> None:
    """Bring the database, the region pack and the index up to date; print demo accounts."""
    click.echo("not yet")
