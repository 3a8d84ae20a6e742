"""What every factory shares, and right credit codes for invented organisations."""

import factory
from factory.alchemy import SQLAlchemyModelFactory

from techmarket.kernel.orm import db
from techmarket.region.checks import credit_code_check_digit


class ModelFactory(SQLAlchemyModelFactory):
    """Flushes into whatever session the test runs in."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731 - factory-boy wants a callable
        sqlalchemy_session_persistence = "flush"


def invented_credit_code(number: int) -> str:
    """Return a well-formed code with region 000000, which no real organisation has."""
    first = f"91000000MA{number:07d}"
    return first + credit_code_check_digit(first)


sequence = factory.Sequence
