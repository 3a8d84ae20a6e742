"""The running text of a listing, as search and matching read it."""

from techmarket.listings.models import DemandRevision, ListingRevision, ResultRevision


def running_texts(revision: ListingRevision) -> list[str]:
    """Return what is read beside title and keywords: the summary first, highlights begin there."""
    texts = [revision.summary, revision.problem, revision.indicators]
    if isinstance(revision, ResultRevision):
        texts += [revision.advantages, revision.comparison, revision.applications]
    if isinstance(revision, DemandRevision):
        texts += [revision.constraints, revision.tried]
    return [text for text in texts if text]
