"""The worker's side of matching: recompute what a change touches, one demand a transaction."""

from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from techmarket.kernel.orm import db, transaction
from techmarket.listings.events import ListingIndexed
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing
from techmarket.matching.models import Match
from techmarket.matching.services import affected_demands, rank_demand, store_ranking


def follow_listings(events: Sequence[ListingIndexed]) -> None:
    """Refresh the lists that these listings touch; may run again for the same events."""
    _refresh(affected_demands(events))


def refresh_all(on_progress: Callable[[int, int], None]) -> int:
    """Recompute every demand's list, hidden ones included; return how many there were."""
    visible = sa.select(Listing.id).where(
        Listing.kind == ListingKind.DEMAND, Listing.state == ListingState.PUBLISHED
    )
    listed = sa.select(Match.demand_id).distinct()
    demands = sorted({*db.session.scalars(visible), *db.session.scalars(listed)})
    return _refresh(demands, on_progress)


def _refresh(demands: Iterable[int], on_progress: Callable[[int, int], None] | None = None) -> int:
    chosen = list(demands)
    for number, demand_id in enumerate(chosen, 1):
        ranking = rank_demand(demand_id)
        with transaction():
            store_ranking(ranking)
        if on_progress is not None:
            on_progress(number, len(chosen))
    return len(chosen)
