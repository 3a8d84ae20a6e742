"""The command group and where its commands stand."""

from flask import Flask
from flask.cli import AppGroup

from techmarket.cli import imports, matching, people, search, site, turnover
from techmarket.settings import Settings

market = AppGroup("market", help="Commands of the technology market.")
for topic in (site, people, imports, search, matching, turnover):
    for command in topic.COMMANDS:
        market.add_command(command)


def init_app(app: Flask, settings: Settings) -> None:
    """Add the commands to the application."""
    app.extensions["settings"] = settings
    app.cli.add_command(market)
