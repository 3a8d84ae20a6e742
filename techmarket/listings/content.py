"""What a listing says: its fields by step, what is obligatory, and how a revision is copied."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from techmarket.listings.lifecycle import ListingKind, RevisionState
from techmarket.listings.models import (
    Attachment,
    DemandRevision,
    Listing,
    ListingRevision,
    ResultRevision,
    RevisionMode,
)

REVISION_CLASS: Mapping[ListingKind, type[ListingRevision]] = MappingProxyType(
    {ListingKind.RESULT: ResultRevision, ListingKind.DEMAND: DemandRevision}
)
BASICS = ("title", "summary", "keywords", "chain", "technology_field", "industry")
TERMS = (
    "modes",
    "price_kind",
    "price_min_fen",
    "price_max_fen",
    "upfront_fen",
    "milestones",
    "royalty_bp",
    "royalty_cap_fen",
)
STEPS: Mapping[ListingKind, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ListingKind.RESULT: {
            "basics": BASICS,
            "substance": ("problem", "advantages", "indicators", "comparison", "applications"),
            "maturity": (
                "maturity",
                "trl",
                "completers",
                "rights_basis",
                "ip_note",
                "patent_numbers",
                "conditions",
            ),
            "terms": TERMS,
            "files": (),
            "check": ("not_secret_declared",),
        },
        ListingKind.DEMAND: {
            "basics": BASICS,
            "substance": ("problem", "indicators", "constraints", "own_base", "tried"),
            "wishes": ("deadline_on", "min_trl", "ip_wish", "agent_wanted"),
            "terms": TERMS,
            "files": (),
            "check": ("not_secret_declared",),
        },
    }
)
# Starred in domain.md §7.1 and §7.2; who asks and until when it is valid follow by themselves.
OBLIGATORY: Mapping[ListingKind, tuple[str, ...]] = MappingProxyType(
    {
        ListingKind.RESULT: (
            "title",
            "summary",
            "technology_field",
            "industry",
            "maturity",
            "completers",
            "modes",
            "price_kind",
            "not_secret_declared",
        ),
        ListingKind.DEMAND: (
            "title",
            "technology_field",
            "problem",
            "indicators",
            "deadline_on",
            "modes",
            "price_kind",
            "not_secret_declared",
        ),
    }
)
# What a good page has beyond the obligatory: counts towards completeness only.
ADVISED: Mapping[ListingKind, tuple[str, ...]] = MappingProxyType(
    {
        ListingKind.RESULT: (
            "keywords",
            "chain",
            "problem",
            "advantages",
            "indicators",
            "comparison",
            "trl",
            "rights_basis",
        ),
        ListingKind.DEMAND: ("summary", "keywords", "chain", "constraints", "tried", "ip_wish"),
    }
)
CODE_LIST: Mapping[str, str] = MappingProxyType(
    {
        "chain": "chain",
        "technology_field": "technology_field",
        "industry": "industry",
        "maturity": "maturity",
        "rights_basis": "rights_basis",
        "ip_wish": "ip_wish",
        "price_kind": "price_kind",
    }
)
SHORTEST_TITLE, LONGEST_TITLE = 4, 80
PERCENT = 100


@dataclass(frozen=True)
class MissingField:
    """A field that keeps a draft from being submitted, and the step where it is filled in."""

    field: str
    step: str


def fields_of(kind: ListingKind) -> tuple[str, ...]:
    """Return every field of a revision of this kind, `modes` included."""
    return (*(name for step in STEPS[kind].values() for name in step), "source_subject")


def step_of(kind: ListingKind, field: str) -> str:
    """Return the step where `field` is written; the first one for what stands in none."""
    return next((step for step, names in STEPS[kind].items() if field in names), "basics")


def open_revision(listing: Listing) -> ListingRevision | None:
    """Return the revision that is being written or reviewed, if there is one."""
    open_states = (RevisionState.DRAFT, RevisionState.IN_REVIEW)
    return next((each for each in listing.revisions if each.state in open_states), None)


def draft_of(listing: Listing) -> ListingRevision | None:
    """Return the revision that is being written, if there is one."""
    revision = open_revision(listing)
    return revision if revision is not None and revision.state == RevisionState.DRAFT else None


def value_of(revision: ListingRevision, field: str) -> object:
    """Return what `revision` says in `field`; the modes as a sorted list of codes."""
    if field == "modes":
        return sorted(mode.mode for mode in revision.modes)
    return getattr(revision, field)


def values_of(revision: ListingRevision) -> dict[str, object]:
    """Return everything that `revision` says, by field."""
    return {field: value_of(revision, field) for field in fields_of(revision.kind)}


def values_of_step(listing: Listing, revision: ListingRevision, step: str) -> dict[str, object]:
    """Return what a step shows for writing: its fields; the first, also whose and under what name.

    The last step shows everything: the declaration made there is about the whole.
    """
    names = fields_of(listing.kind) if step == "check" else STEPS[listing.kind][step]
    shown = {name: value_of(revision, name) for name in names}
    if step in ("basics", "check"):
        shown["organisation"] = listing.organisation_id
        shown["identity_masked"] = listing.identity_masked
        shown["public_name"] = listing.public_name
    if step == "check":
        shown["files"] = [(each.file_id, each.level) for each in revision.attachments]
    return shown


def write_values(revision: ListingRevision, values: Mapping[str, object]) -> None:
    """Put `values` into a revision that is still being written."""
    for field, value in values.items():
        if field == "modes":
            write_modes(revision, value)
        else:
            setattr(revision, field, value)


def write_modes(revision: ListingRevision, codes: object) -> None:
    """Let `revision` offer or want these modes and no others."""
    wanted = list(dict.fromkeys(str(code) for code in codes)) if isinstance(codes, list) else []
    kept = {mode.mode: mode for mode in revision.modes}
    revision.modes = [kept.get(code) or RevisionMode(mode=code) for code in wanted]


def copy_revision(source: ListingRevision, number: int, author_id: int | None) -> ListingRevision:
    """Return a new draft that says what `source` says, the secrecy declaration excepted."""
    copy = REVISION_CLASS[source.kind](number=number, author_id=author_id, kind=source.kind)
    write_values(copy, values_of(source))
    copy.not_secret_declared = False
    copy.attachments = [
        Attachment(
            file_id=each.file_id,
            kind=each.kind,
            level=each.level,
            title=each.title,
            ordinal=each.ordinal,
        )
        for each in source.attachments
    ]
    return copy


def digest_of(values: Mapping[str, object]) -> str:
    """Return the SHA-256 of what a revision says, the same for equal content."""
    said = {
        field: value.isoformat() if isinstance(value, date) else value
        for field, value in values.items()
        if value not in (None, "", [])
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def missing_fields(listing: Listing, revision: ListingRevision) -> list[MissingField]:
    """Return what must still be filled in before `revision` can be submitted, by step."""
    kind = listing.kind
    missing = [field for field in OBLIGATORY[kind] if not _is_filled(revision, field)]
    if listing.identity_masked and not listing.public_name:
        missing.append("public_name")
    return [MissingField(field, step_of(kind, field)) for field in missing]


def completeness(listing: Listing, revision: ListingRevision) -> int:
    """Return how much of the obligatory and advised fields is filled in, in percent."""
    asked = (*OBLIGATORY[listing.kind], *ADVISED[listing.kind])
    filled = sum(_is_filled(revision, field) for field in asked)
    return filled * PERCENT // len(asked)


def _is_filled(revision: ListingRevision, field: str) -> bool:
    if field == "title":
        return SHORTEST_TITLE <= len(revision.title) <= LONGEST_TITLE
    if field == "price_kind":
        return _has_price(revision)
    return value_of(revision, field) not in (None, "", [], False)


def _has_price(revision: ListingRevision) -> bool:
    least, most = revision.price_min_fen, revision.price_max_fen
    match revision.price_kind:
        case "negotiable":
            return True
        case "range":
            return least is not None and most is not None
        case _:
            return least is not None
