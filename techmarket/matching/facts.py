"""What the ranking may know of a listing: its public facts and nothing else."""

from techmarket.listings.models import DemandRevision, Listing, ResultRevision
from techmarket.listings.texts import running_texts
from techmarket.matching.ranking import MatchFacts


def facts_of(listing: Listing) -> MatchFacts | None:
    """Return the public facts of a listing; None when it has nothing published."""
    revision = listing.current_revision
    if revision is None:
        return None
    return MatchFacts(
        title=revision.title,
        body="\n".join(running_texts(revision)),
        keywords=tuple(revision.keywords),
        chains=(revision.chain,) if revision.chain else (),
        technology_fields=(revision.technology_field,) if revision.technology_field else (),
        trl=revision.trl if isinstance(revision, ResultRevision) else None,
        min_trl=revision.min_trl if isinstance(revision, DemandRevision) else None,
        price_min_fen=revision.price_min_fen,
        price_max_fen=revision.price_max_fen,
        modes=tuple(each.mode for each in revision.modes),
        county=None if listing.identity_masked else listing.organisation.region,
    )
