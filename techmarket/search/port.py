"""The search port: what an engine is given, what it answers and what it promises.

An engine keeps texts under keys, finds them again and counts them. It answers with keys, scores
and highlights, never with rows: the database stays the truth and policies filter again after the
load. No notion of one particular engine stands here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class IndexUnavailable(RuntimeError):
    """The index is missing, damaged, of another version, or cannot be written just now."""


class Key(NamedTuple):
    """What a document is about: a kind of thing and its row, e.g. `Key("result", 12)`."""

    kind: str
    id: int


class Channel(StrEnum):
    """The two readings of a text: overlapping character pairs, and dictionary words."""

    GRAMS = "grams"
    WORDS = "words"


class Order(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


class Token(NamedTuple):
    """One already analysed search token and how much it counts."""

    text: str
    weight: float = 1.0
    channel: Channel = Channel.GRAMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Enter a document, or replace an older version of it.

    `facets` maps a facet to the codes of this document (`{"chain": ("equipment",)}`); the facet
    `kind` is always there, taken from the key. `names` are people, organisations and places.
    `numbers` are whole numbers that queries bound with `Query.ranges`.
    """

    key: Key
    version: int
    title: str
    body: str = ""
    keywords: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a document out; with a version, a Put of an older version stays out afterwards."""

    key: Key
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question to the index. Everything left empty means "no condition".

    `text` is what a person typed; nothing in it is syntax. Each of its parts between spaces must
    match; when no document has them all, any of them will do (`Found.is_relaxed`). `phrases` must
    stand in the text literally, `exclude` must not. `tokens` are for programs: any may match.
    `filters` maps a facet to accepted codes: one of them must be present, and every facet counts.
    `ranges` maps a number to inclusive bounds (None = open); documents without it do not pass.
    """

    text: str = ""
    tokens: tuple[Token, ...] = ()
    phrases: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    offset: int = 0
    limit: int = 20
    with_highlights: bool = False


class Span(NamedTuple):
    """A piece of the original text, to be shown marked or plain."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document; `highlights` maps "title" and "body" to pieces of the original text."""

    key: Key
    score: float
    highlights: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of hits.

    `facets` maps each wanted facet to the number of documents per code. The counts of a facet
    follow the other choices: they ignore the filter on that facet itself, so that a reader sees
    what choosing another code would give.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    total_is_exact: bool = True
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_relaxed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """The text and the codes of a document as they were entered."""

    title: str
    body: str
    keywords: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class SearchEngine(Protocol):
    """What every engine can do. All methods may raise `IndexUnavailable`."""

    def apply(self, changes: Sequence[Put | Remove]) -> None:
        """Take a batch of changes, all or nothing; an older version never replaces a newer one."""
        ...

    def search(self, query: Query) -> Found:
        """Answer `query`; equal scores are ordered by key, so that paging is stable."""
        ...

    def stored_texts(self, keys: Sequence[Key]) -> Mapping[Key, StoredText]:
        """Return the texts of those `keys` that are in the index."""
        ...

    def document_frequency(
        self, tokens: Sequence[str], channel: Channel = Channel.GRAMS
    ) -> list[int]:
        """Return for each token how many documents hold it."""
        ...

    def document_count(self) -> int:
        """Return how many documents are in the index."""
        ...

    def versions(self) -> Iterable[tuple[Key, int]]:
        """Return every key with the version that is in the index, for `search check`."""
        ...

    def rebuild(self, documents: Iterable[Put]) -> None:
        """Build a new index from `documents` beside the old one and swap it in without a gap."""
        ...

    def close(self) -> None:
        """Let go of files; the engine is not used afterwards."""
        ...
