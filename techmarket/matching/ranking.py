"""Which results fit a demand, and which demands a result: the order and how strong each match is.

Two readings of the text, character pairs and dictionary words, are ranked by BM25 and fused by
rank (RRF): about equal alone, better together, and neither needs a tuned constant. A title counts
twice. Known synonyms join with less weight. The same innovation chain or technology field is a
third voice that counts like the last place of a ranking.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from techmarket.search.analysis import SYNONYM_WEIGHT, Lexicon, grams, is_number, words
from techmarket.search.port import Channel, Key, Query, SearchEngine, Token

MATCH_LIMIT = 50
"""No page lists more matches than this."""
_POOL = 100
"""How many candidates each reading of the text brings to the fusion."""
_RRF_K = 60
_READERS = {Channel.GRAMS: grams, Channel.WORDS: words}


class Strength(StrEnum):
    """How much of what a text asks for the other one holds, in words for people."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


# Shares of the text's telling weight that the other text covers. Among 2,000 texts nine in ten
# strong matches, one in three possible ones and one in twenty-five weak ones were judged relevant;
# among 40 texts all strong, every second possible and every eighth weak one.
_STRONG_FROM = 0.12
_POSSIBLE_FROM = 0.06
_WORTH_LISTING_FROM = 0.03
_WEAK_UP_TO_RANK = 20
"""Nobody reads on through weak matches: further down only better ones are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchFacts:
    """What the ranking and its reasons know of a result or a demand; public facts only.

    `trl` is what a result has reached, `min_trl` what a demand asks for at least (1-9). Prices
    are fen: what a result asks, or what a demand can pay; None is open. `county` and all other
    codes come from the region pack.
    """

    title: str
    body: str = ""
    keywords: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    technology_fields: tuple[str, ...] = ()
    trl: int | None = None
    min_trl: int | None = None
    price_min_fen: int | None = None
    price_max_fen: int | None = None
    modes: tuple[str, ...] = ()
    county: str | None = None


@dataclass(frozen=True, slots=True)
class RankedMatch:
    """A match at its place; `parts` are the scores of the two readings, for who asks why."""

    key: Key
    rank: int
    score: float
    strength: Strength
    coverage: float
    parts: Mapping[str, float] = field(default_factory=dict)


def rank_matches(
    engine: SearchEngine,
    wanted_kind: str,
    facts: MatchFacts,
    *,
    lexicon: Lexicon,
    limit: int = MATCH_LIMIT,
) -> tuple[RankedMatch, ...]:
    """Return the documents of `wanted_kind` that fit `facts` best, best first.

    The same call serves both directions. Only what is worth listing comes back: possibly nothing,
    never more than `limit`. Raises IndexUnavailable.
    """
    found = {
        channel: _rank_channel(engine, wanted_kind, facts, channel, lexicon) for channel in Channel
    }
    fused = _fuse(reading.scores for reading in found.values())
    for key in _in_same_field(engine, facts, list(fused)):
        fused[key] += 1 / (_RRF_K + _POOL)
    matches: list[RankedMatch] = []
    for key, score in sorted(fused.items(), key=lambda pair: (-pair[1], pair[0])):
        coverage = sum(reading.coverage(key) for reading in found.values()) / len(found)
        strength = strength_of(coverage)
        is_late = len(matches) >= _WEAK_UP_TO_RANK
        if strength is None or (strength is Strength.WEAK and is_late):
            continue
        parts = {channel.value: reading.scores.get(key, 0.0) for channel, reading in found.items()}
        matches.append(RankedMatch(key, len(matches) + 1, score, strength, coverage, parts))
        if len(matches) >= min(limit, MATCH_LIMIT):
            break
    return tuple(matches)


def strength_of(coverage: float) -> Strength | None:
    """Return how strong a match of this coverage is; None when it is not worth listing."""
    if coverage >= _STRONG_FROM:
        return Strength.STRONG
    if coverage >= _POSSIBLE_FROM:
        return Strength.POSSIBLE
    return Strength.WEAK if coverage >= _WORTH_LISTING_FROM else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """The ranking by one channel, best first, and the weight of everything that was asked."""

    scores: Mapping[Key, float]
    asked: float

    def coverage(self, key: Key) -> float:
        return self.scores.get(key, 0.0) / self.asked if self.asked else 0.0


def _rank_channel(
    engine: SearchEngine, kind: str, facts: MatchFacts, channel: Channel, lexicon: Lexicon
) -> _Reading:
    weights = _weights(facts, channel)
    others = _synonym_weights(facts, channel, lexicon, set(weights))
    tokens = [Token(text, weight, channel) for text, weight in (weights | others).items()]
    if not tokens:
        return _Reading({}, 0.0)
    query = Query(tokens=tuple(tokens), filters={"kind": frozenset({kind})}, limit=_POOL)
    scores = {hit.key: hit.score for hit in engine.search(query).hits}
    return _Reading(scores, _asked(engine, weights, channel))


def _weights(facts: MatchFacts, channel: Channel) -> dict[str, float]:
    """Count the tokens of a text, those of the title twice; bare numbers say nothing."""
    read = _READERS[channel]
    text = "\n".join((facts.body, *facts.keywords))
    counted = Counter(read(facts.title) * 2 + read(text))
    return {token: float(count) for token, count in counted.items() if not is_number(token)}


def _synonym_weights(
    facts: MatchFacts, channel: Channel, lexicon: Lexicon, known: set[str]
) -> dict[str, float]:
    text = "\n".join((facts.title, facts.body, *facts.keywords))
    read = _READERS[channel]
    fresh = {token for term in lexicon.expand(text) for token in read(term)} - known
    return dict.fromkeys(sorted(fresh), SYNONYM_WEIGHT)


def _asked(engine: SearchEngine, weights: Mapping[str, float], channel: Channel) -> float:
    """Return what a document would score that held every token once at usual length.

    Tokens that no document holds count fully: what is asked and nowhere offered makes every match
    weaker, and that is how "nothing fits" shows.
    """
    living = engine.document_count()
    frequencies = engine.document_frequency(list(weights), channel)
    return sum(
        weight * math.log(1 + (living - frequency + 0.5) / (frequency + 0.5))
        for weight, frequency in zip(weights.values(), frequencies, strict=True)
        if frequency <= living
    )


def _in_same_field(engine: SearchEngine, facts: MatchFacts, keys: list[Key]) -> list[Key]:
    chains, technology_fields = set(facts.chains), set(facts.technology_fields)
    if not chains and not technology_fields:
        return []
    return [
        key
        for key, text in engine.stored_texts(keys).items()
        if chains.intersection(text.facets.get("chain", ()))
        or technology_fields.intersection(text.facets.get("technology_field", ()))
    ]


def _fuse(rankings: Iterable[Mapping[Key, float]]) -> dict[Key, float]:
    fused: defaultdict[Key, float] = defaultdict(float)
    for ranking in rankings:
        for place, key in enumerate(ranking, 1):
            fused[key] += 1 / (_RRF_K + place)
    return fused
