"""The platform's own contract numbers: PREFIX-YYYY-NNNNNN, counted anew every year."""

import sqlalchemy as sa

from techmarket.contracts.models import Contract
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.region.current import pack

DIGITS = 6


def next_number() -> str:
    """Return the number after the highest of this year in the region's calendar.

    Two writers may get the same one: the unique constraint decides, the caller tries again.
    """
    stem = f"{pack().slug.upper()}-{clock.today().year}-"
    query = sa.select(sa.func.max(Contract.number)).where(
        Contract.number.startswith(stem, autoescape=True)
    )
    last = db.session.scalar(query)
    return f"{stem}{int(last.removeprefix(stem)) + 1 if last else 1:0{DIGITS}d}"
