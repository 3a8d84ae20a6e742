"""Commands about people."""

import click
from flask.cli import with_appcontext

from techmarket.accounts.services.passwords import check_new_password, hash_password
from techmarket.accounts.services.sowing import create_operator, sow_region_organisations
from techmarket.kernel.errors import DomainError
from techmarket.kernel.orm import transaction
from techmarket.region.current import pack


@click.command("create-user")
@click.argument("email")
@click.argument("name")
@click.password_option(help="Asked for when it is left out.")
@with_appcontext
def create_user(email: str, name: str, password: str) -> None:
    """Create the first operator of a market: EMAIL NAME."""
    try:
        check_new_password(password, email)
        password_hash = hash_password(password)
        with transaction():
            sow_region_organisations(pack())
            create_operator(email=email, name=name, password_hash=password_hash)
    except DomainError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"created {email}")


COMMANDS = (create_user,)
