"""Why a demand and a result fit, and where they do not: data that templates put into words.

Only public facts come in, so only public facts can come out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from techmarket.matching.ranking import MatchFacts
from techmarket.search.analysis import (
    Lexicon,
    Surface,
    commonplace_words,
    fold,
    is_number,
    surfaces,
    words,
)
from techmarket.search.port import Channel, SearchEngine

CONCEPT_LIMIT = 6
_COMMON_SHARE = 0.05
"""A word that stands in more than this share of all texts does not tell them apart."""
_COMMON_AT_LEAST = 3


class ReasonKind(StrEnum):
    CONCEPTS = "concepts"
    CHAIN = "chain"
    TECHNOLOGY_FIELD = "technology_field"
    MATURITY = "maturity"
    PRICE = "price"
    MODE = "mode"
    REGION = "region"


class GapKind(StrEnum):
    MATURITY = "maturity"
    MATURITY_UNKNOWN = "maturity_unknown"
    PRICE = "price"
    MODE = "mode"


Value = int | str | None | Sequence[str] | Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to meet; which `values` there are depends on the kind.

    concepts: concepts (pairs: as the demand, as the result writes it); chain, technology_field,
    mode: codes; maturity: trl, min_trl; price: low_fen, high_fen (None is open); region: county.
    """

    kind: ReasonKind
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to settle first; the values name both sides.

    maturity: trl, min_trl; maturity_unknown: min_trl; price: asked_fen, budget_fen; mode: offered,
    wanted.
    """

    kind: GapKind
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Reasons and gaps, each with the weightiest first; a page shows as many as it has room for."""

    reasons: tuple[Reason, ...]
    gaps: tuple[Gap, ...]


class Concept(NamedTuple):
    """A telling word that both texts hold, as either side writes it."""

    ours: str
    theirs: str


def explain_match(
    engine: SearchEngine, demand: MatchFacts, result: MatchFacts, *, lexicon: Lexicon
) -> Explanation:
    """Compare the two sides; the same for both directions. Raises IndexUnavailable."""
    concepts = shared_concepts(engine, demand, result, lexicon=lexicon)
    reasons: list[Reason] = []
    if concepts:
        reasons.append(Reason(ReasonKind.CONCEPTS, {"concepts": concepts}))
    gaps: list[Gap] = []
    for finding in (
        _common_codes(ReasonKind.CHAIN, demand.chains, result.chains),
        _compare_maturity(demand, result),
        _compare_price(demand, result),
        _compare_modes(demand, result),
        _common_codes(
            ReasonKind.TECHNOLOGY_FIELD, demand.technology_fields, result.technology_fields
        ),
        _compare_region(demand, result),
    ):
        if isinstance(finding, Reason):
            reasons.append(finding)
        elif finding is not None:
            gaps.append(finding)
    return Explanation(tuple(reasons), tuple(gaps))


def _common_codes(kind: ReasonKind, wanted: Iterable[str], offered: Sequence[str]) -> Reason | None:
    codes = tuple(code for code in wanted if code in offered)
    return Reason(kind, {"codes": codes}) if codes else None


def _compare_maturity(demand: MatchFacts, result: MatchFacts) -> Reason | Gap | None:
    if demand.min_trl is None:
        return None
    if result.trl is None:
        return Gap(GapKind.MATURITY_UNKNOWN, {"min_trl": demand.min_trl})
    values = {"trl": result.trl, "min_trl": demand.min_trl}
    if result.trl >= demand.min_trl:
        return Reason(ReasonKind.MATURITY, values)
    return Gap(GapKind.MATURITY, values)


def _compare_price(demand: MatchFacts, result: MatchFacts) -> Reason | Gap | None:
    """Compare what is asked with what can be paid; asking less than the budget is no gap."""
    asked, budget = result.price_min_fen, demand.price_max_fen
    if asked is None or budget is None:
        return None
    if asked > budget:
        return Gap(GapKind.PRICE, {"asked_fen": asked, "budget_fen": budget})
    ceiling = budget if result.price_max_fen is None else min(budget, result.price_max_fen)
    return Reason(ReasonKind.PRICE, {"low_fen": asked, "high_fen": ceiling})


def _compare_modes(demand: MatchFacts, result: MatchFacts) -> Reason | Gap | None:
    if not demand.modes or not result.modes:
        return None
    common = _common_codes(ReasonKind.MODE, demand.modes, result.modes)
    return common or Gap(GapKind.MODE, {"offered": result.modes, "wanted": demand.modes})


def _compare_region(demand: MatchFacts, result: MatchFacts) -> Reason | None:
    if demand.county is None or demand.county != result.county:
        return None
    return Reason(ReasonKind.REGION, {"county": demand.county})


def shared_concepts(
    engine: SearchEngine,
    ours: MatchFacts,
    theirs: MatchFacts,
    *,
    lexicon: Lexicon,
    limit: int = CONCEPT_LIMIT,
) -> tuple[Concept, ...]:
    """Return the most telling words that both texts hold, in the form our text writes them.

    Two names of one thing (瓦斯, 煤层气) count as shared and show both.
    """
    our_text, their_text = _text(ours), _text(theirs)
    bridges = [Concept(*pair) for pair in lexicon.bridges(our_text, their_text)]
    shared = _shared_runs(surfaces(our_text), fold(their_text), set(words(their_text)))
    weights = _telling_weights(engine, {word.folded for run in shared for word in run})
    scored: dict[str, float] = {}
    for run in shared:
        if any(word.folded in weights for word in run):
            written = "".join(word.text for word in run)
            scored[written] = sum(weights.get(word.folded, 0.0) for word in run)
    ordered = sorted(scored, key=lambda written: (-scored[written], written))
    kept: list[Concept] = bridges[:limit]
    for written in ordered:
        if not any(written in concept.ours for concept in kept):
            kept.append(Concept(written, written))
    return tuple(kept[:limit])


def _text(facts: MatchFacts) -> str:
    return "\n".join((facts.title, facts.body, *facts.keywords))


def _shared_runs(
    ours: Sequence[Surface], their_text: str, their_words: set[str]
) -> list[list[Surface]]:
    """Group our words that stand in the other text, adjacent ones together if they do there too."""
    runs: list[list[Surface]] = []
    for word in ours:
        if word.folded not in their_words:
            continue
        last = runs[-1] if runs else []
        grown = "".join(part.folded for part in last) + word.folded
        if last and last[-1].end == word.start and grown in their_text:
            last.append(word)
        else:
            runs.append([word])
    return runs


def _telling_weights(engine: SearchEngine, candidates: set[str]) -> dict[str, float]:
    able = sorted(
        word
        for word in candidates
        if len(word) > 1 and not is_number(word) and word not in commonplace_words()
    )
    living = engine.document_count()
    common = max(_COMMON_AT_LEAST, _COMMON_SHARE * living)
    frequencies = engine.document_frequency(able, Channel.WORDS)
    return {
        word: math.log(1 + living / max(1, frequency))
        for word, frequency in zip(able, frequencies, strict=True)
        if frequency <= common
    }
