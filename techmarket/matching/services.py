"""Keep the stored pairs equal to what the ranking says; for the worker, never for a request."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.listings.events import ListingIndexed
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing, ListingRevision
from techmarket.matching.facts import facts_of
from techmarket.matching.models import Match
from techmarket.matching.ranking import MATCH_LIMIT, MatchFacts, RankedMatch, rank_matches
from techmarket.matching.reasons import Explanation, explain_match
from techmarket.search.current import engine, lexicon

PPM = 1_000_000
# How many demands a changed result may touch beside those that list it already.
TOUCHED_LIMIT = 20


@dataclass(frozen=True)
class Ranking:
    """The new list of one demand, computed outside any transaction; empty for a hidden demand."""

    demand_id: int
    demand_version: int
    entries: Sequence[tuple[RankedMatch, Explanation, int]]


def affected_demands(events: Iterable[ListingIndexed]) -> list[int]:
    """Return the demands whose lists may change with these listings, in a stable order.

    A changed demand itself; for a changed result the demands that list it now and those that its
    own words lead to. Raises IndexUnavailable.
    """
    ids = {event.listing_id for event in events}
    listings = _load(ids)
    demands = {each.id for each in listings if each.kind == ListingKind.DEMAND}
    results = [each for each in listings if each.kind == ListingKind.RESULT]
    result_ids = [each.id for each in results]
    query = sa.select(Match.demand_id).where(Match.result_id.in_(result_ids)).distinct()
    demands.update(db.session.scalars(query))
    for result in results:
        facts = _public_facts(result)
        if facts is not None:
            touched = rank_matches(
                engine(), ListingKind.DEMAND, facts, lexicon=lexicon(), limit=TOUCHED_LIMIT
            )
            demands.update(match.key.id for match in touched)
    return sorted(demands)


def rank_demand(demand_id: int) -> Ranking:
    """Compute the list of one demand; reads only. Raises IndexUnavailable."""
    demand = next(iter(_load([demand_id])), None)
    facts = _public_facts(demand)
    if demand is None or facts is None:
        return Ranking(demand_id, 0, ())
    ranked = rank_matches(engine(), ListingKind.RESULT, facts, lexicon=lexicon(), limit=MATCH_LIMIT)
    results = {each.id: each for each in _load(match.key.id for match in ranked)}
    entries = []
    for match in ranked:
        result = results.get(match.key.id)
        offered = _public_facts(result)
        if result is None or offered is None or _belong_together(demand, result):
            continue  # the index runs behind, or nobody sells to oneself
        explanation = explain_match(engine(), facts, offered, lexicon=lexicon())
        entries.append((match, explanation, result.index_version))
    return Ranking(demand_id, demand.index_version, entries)


def store_ranking(ranking: Ranking) -> None:
    """Make the stored pairs of one demand equal to its ranking; a kept pair keeps its state."""
    query = sa.select(Match).where(Match.demand_id == ranking.demand_id)
    stored = {match.result_id: match for match in db.session.scalars(query)}
    now = clock.now()
    for rank, (ranked, explanation, result_version) in enumerate(ranking.entries, 1):
        match = stored.pop(ranked.key.id, None)
        if match is None:
            match = Match(demand_id=ranking.demand_id, result_id=ranked.key.id)
            db.session.add(match)
        match.rank = rank
        match.score = round(ranked.score * PPM)
        match.coverage_ppm = round(ranked.coverage * PPM)
        match.strength = ranked.strength
        match.parts = {name: round(part * PPM) for name, part in ranked.parts.items()}
        match.reasons = [_plain(asdict(reason)) for reason in explanation.reasons]
        match.gaps = [_plain(asdict(gap)) for gap in explanation.gaps]
        match.demand_version, match.result_version = ranking.demand_version, result_version
        match.computed_at = now
    for match in stored.values():
        db.session.delete(match)


def _belong_together(demand: Listing, result: Listing) -> bool:
    """Whether one organisation owns both; an archive only keeps what many others own."""
    is_same = demand.organisation_id == result.organisation_id
    return is_same and not demand.organisation.is_archive


def _public_facts(listing: Listing | None) -> MatchFacts | None:
    if listing is None or listing.state != ListingState.PUBLISHED:
        return None
    return facts_of(listing)


def _plain(finding: dict[str, Any]) -> dict[str, Any]:
    return {"kind": str(finding["kind"]), **finding["values"]}


def _load(ids: Iterable[int]) -> list[Listing]:
    query = (
        sa.select(Listing)
        .where(Listing.id.in_(list(ids)))
        .options(selectinload(Listing.current_revision).selectinload(ListingRevision.modes))
    )
    return list(db.session.scalars(query).unique())
