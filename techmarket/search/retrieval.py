"""How a query is answered, shared by the engines that can only list postings.

An engine opens a `Snapshot`: the index as it stands at one moment. Matching, BM25, filters, facet
counts, order and highlights are worked out here, so that such engines agree to the last digit.
"""

import heapq
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from typing import Protocol

from techmarket.search.analysis import SYNONYM_WEIGHT, Lexicon, fold, grams, mark, parse, words
from techmarket.search.port import Channel, Found, Hit, Key, Order, Query, Span, StoredText

K1 = 1.2
B = 0.75
"""The usual BM25 constants; nothing is gained by tuning them on a small collection."""

STRICT_SHARE = 0.75
"""A part of the query that is longer than three pairs matches when this share of them does."""
RELAXED_SHARE = 0.3
"""The same when no document matches strictly; one shared pair alone would be noise."""
_FRAGMENT_LENGTH = 160
_FRAGMENT_LEAD = 30

Scores = dict[int, float]


class Snapshot(Protocol):
    """The index at one moment; documents have numbers that hold only inside it."""

    def documents(self) -> AbstractSet[int]: ...

    def postings(self, channel: Channel, token: str) -> Sequence[tuple[int, float]]:
        """Return (document, how often) of the living documents that hold `token`."""
        ...

    def beginning_with(self, channel: Channel, prefix: str) -> Sequence[str]: ...

    def length(self, channel: Channel, document: int) -> int: ...

    def average_length(self, channel: Channel) -> float: ...

    def facet(self, name: str) -> Mapping[str, AbstractSet[int]]:
        """Return the documents of each code of a facet."""
        ...

    def numbers(self, name: str) -> Mapping[int, AbstractSet[int]]:
        """Return the documents of each value of a number."""
        ...

    def confirmed(self, document: int) -> int: ...

    def key(self, document: int) -> Key: ...

    def text(self, document: int) -> StoredText: ...


def answer(snapshot: Snapshot, query: Query, lexicon: Lexicon) -> Found:
    """Answer `query` from `snapshot`."""
    scores, is_relaxed = _score_text(snapshot, query, lexicon)
    matching = snapshot.documents() if scores is None else snapshot.documents() & scores.keys()
    matching = _apply_literals(snapshot, query, matching)
    choices = _choices(snapshot, query)
    chosen = reduce(lambda left, right: left & right, choices.values(), matching)
    facets = {name: _count(snapshot, name, matching, choices) for name in query.facets}
    page = _page(snapshot, query, chosen, scores)
    terms = _terms_to_mark(query, lexicon) if query.with_highlights else ()
    hits = tuple(
        Hit(snapshot.key(document), score, _highlights(snapshot, document, terms))
        for document, score in page
    )
    return Found(hits=hits, total=len(chosen), facets=facets, is_relaxed=is_relaxed)


def score_tokens(
    snapshot: Snapshot, weighted: Iterable[tuple[Channel, str, float]], scores: Scores | None = None
) -> Scores:
    """Add up BM25 of all tokens, document by document; a weight multiplies its token's part."""
    scores = {} if scores is None else scores
    living = len(snapshot.documents())
    for channel, token, weight in weighted:
        postings = snapshot.postings(channel, token)
        if not postings or weight <= 0:
            continue
        rarity = weight * math.log(1 + (living - len(postings) + 0.5) / (len(postings) + 0.5))
        average = snapshot.average_length(channel) or 1.0
        for document, frequency in postings:
            norm = K1 * (1 - B + B * snapshot.length(channel, document) / average)
            part = rarity * frequency * (K1 + 1) / (frequency + norm)
            scores[document] = scores.get(document, 0.0) + part
    return scores


def _score_text(snapshot: Snapshot, query: Query, lexicon: Lexicon) -> tuple[Scores | None, bool]:
    """Score text and tokens; None when the query has neither, so that everything matches."""
    clauses = parse(query.text, lexicon)
    scores: Scores | None = None
    is_relaxed = False
    if clauses:
        scored = [
            _score_clause(snapshot, (clause.term, *clause.alternatives), STRICT_SHARE)
            for clause in clauses
        ]
        common = reduce(lambda left, right: left & right, (set(part) for part in scored))
        if not common:
            scored = [
                _score_clause(snapshot, (clause.term, *clause.alternatives), RELAXED_SHARE)
                for clause in clauses
            ]
            common = set().union(*scored)
            is_relaxed = bool(common)
        scores = {document: sum(part.get(document, 0.0) for part in scored) for document in common}
    elif query.text.strip():
        scores = {}  # only signs: nothing was asked that a text could contain
    if query.tokens:
        weighted = [(token.channel, token.text, token.weight) for token in query.tokens]
        found = score_tokens(snapshot, weighted)
        scores = found if scores is None else _added(scores, found)
    return scores, is_relaxed


def _added(scores: Scores, more: Scores) -> Scores:
    return {document: score + more.get(document, 0.0) for document, score in scores.items()}


def _score_clause(snapshot: Snapshot, alternatives: Sequence[str], share: float) -> Scores:
    """Score each document by its best alternative; other names than the typed one count less."""
    best: Scores = {}
    for place, term in enumerate(alternatives):
        weight = SYNONYM_WEIGHT if place else 1.0
        for document, score in _score_term(snapshot, term, share).items():
            best[document] = max(best.get(document, 0.0), weight * score)
    return best


def _score_term(snapshot: Snapshot, term: str, share: float) -> Scores:
    tokens = list(dict.fromkeys(grams(term)))
    if len(tokens) == 1 and len(tokens[0]) == 1 and not tokens[0].isascii():
        return _score_character(snapshot, tokens[0])
    needed = _needed(len(tokens), share)
    held: dict[int, int] = {}
    for token in tokens:
        for document, _ in snapshot.postings(Channel.GRAMS, token):
            held[document] = held.get(document, 0) + 1
    weighted = [(Channel.GRAMS, token, 1.0) for token in tokens]
    weighted += [(Channel.WORDS, word, 1.0) for word in dict.fromkeys(words(term))]
    scores = score_tokens(snapshot, weighted)
    return {document: scores[document] for document, count in held.items() if count >= needed}


def _needed(count: int, share: float) -> int:
    exact_up_to = 3
    if share >= STRICT_SHARE and count <= exact_up_to:
        return count
    return max(1, math.ceil(share * count))


def _score_character(snapshot: Snapshot, character: str) -> Scores:
    tokens = snapshot.beginning_with(Channel.GRAMS, character)
    frequency: Scores = {}
    for token in tokens:
        for document, times in snapshot.postings(Channel.GRAMS, token):
            frequency[document] = frequency.get(document, 0.0) + times
    return {document: times / (times + K1) for document, times in frequency.items()}


def _apply_literals(
    snapshot: Snapshot, query: Query, matching: AbstractSet[int]
) -> AbstractSet[int]:
    for phrase in query.phrases:
        if phrase.strip():
            matching = matching & _holding(snapshot, phrase, matching)
    for phrase in query.exclude:
        if phrase.strip():
            matching = matching - _holding(snapshot, phrase, matching)
    return matching


def _holding(snapshot: Snapshot, phrase: str, among: AbstractSet[int]) -> AbstractSet[int]:
    """Return the documents of `among` in whose text `phrase` stands literally."""
    literal = " ".join(fold(phrase).split())
    for token in grams(literal):
        if len(token) > 1 and not token.isascii():
            among = among & {document for document, _ in snapshot.postings(Channel.GRAMS, token)}
    return {document for document in among if literal in _whole_text(snapshot.text(document))}


def _whole_text(text: StoredText) -> str:
    return " ".join(fold("\n".join((text.title, text.body, *text.keywords))).split())


def _choices(snapshot: Snapshot, query: Query) -> dict[str, AbstractSet[int]]:
    """Return for each filter and range the documents that pass it."""
    choices: dict[str, AbstractSet[int]] = {}
    for name, codes in query.filters.items():
        documents = snapshot.facet(name)
        choices[name] = set().union(*(documents.get(code, frozenset()) for code in codes))
    for name, (low, high) in query.ranges.items():
        choices[f"{name} between"] = set().union(
            *(
                documents
                for value, documents in snapshot.numbers(name).items()
                if (low is None or low <= value) and (high is None or value <= high)
            )
        )
    return choices


def _count(
    snapshot: Snapshot,
    name: str,
    matching: AbstractSet[int],
    choices: Mapping[str, AbstractSet[int]],
) -> dict[str, int]:
    others = (documents for chosen, documents in choices.items() if chosen != name)
    base = reduce(lambda left, right: left & right, others, matching)
    counts = {code: len(base & documents) for code, documents in snapshot.facet(name).items()}
    return {code: count for code, count in sorted(counts.items()) if count}


def _page(
    snapshot: Snapshot, query: Query, chosen: AbstractSet[int], scores: Scores | None
) -> list[tuple[int, float]]:
    by_date = query.order is Order.NEWEST or scores is None
    wanted = max(0, query.offset) + max(0, query.limit)
    known = scores or {}
    ranked: Iterable[tuple[float, int]] = (
        (float(snapshot.confirmed(document)) if by_date else known[document], document)
        for document in chosen
    )
    ordered = _best(list(ranked), wanted, snapshot)[max(0, query.offset) :]
    return [(document, known.get(document, 0.0)) for document in ordered]


def _best(ranked: Collection[tuple[float, int]], count: int, snapshot: Snapshot) -> list[int]:
    """Return the `count` best, equal values in the order of their keys."""
    if count == 0 or not ranked:
        return []
    # Keys are read only for what can stand on the page: reading one costs more than comparing.
    limit = heapq.nlargest(count, (value for value, _ in ranked))[-1]
    able = [
        (-value, snapshot.key(document), document) for value, document in ranked if value >= limit
    ]
    return [document for _, _, document in sorted(able)[:count]]


def _terms_to_mark(query: Query, lexicon: Lexicon) -> tuple[str, ...]:
    terms: dict[str, None] = {}
    for clause in parse(query.text, lexicon):
        for term in (clause.term, *clause.alternatives):
            terms[term] = None
            pieces = (*words(term), *grams(term))
            terms.update(
                dict.fromkeys(piece for piece in pieces if len(piece) > 1 or term == piece)
            )
    terms.update(dict.fromkeys(" ".join(phrase.split()) for phrase in query.phrases))
    return tuple(term for term in terms if term)


def _highlights(
    snapshot: Snapshot, document: int, terms: Sequence[str]
) -> dict[str, tuple[Span, ...]]:
    if not terms:
        return {}
    text = snapshot.text(document)
    return {"title": mark(text.title, terms), "body": _fragment(mark(text.body, terms))}


def _fragment(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Cut a window that begins shortly before the first marked place."""
    first = next((place for place, span in enumerate(spans) if span.is_marked), 0)
    start = max(0, sum(len(span.text) for span in spans[:first]) - _FRAGMENT_LEAD)
    end = start + _FRAGMENT_LENGTH
    cut: list[Span] = []
    place = 0
    for span in spans:
        piece = span.text[max(0, start - place) : max(0, end - place)]
        if piece:
            cut.append(Span(piece, span.is_marked))
        place += len(span.text)
    if cut and start > 0:
        cut[0] = Span("…" + cut[0].text, cut[0].is_marked) if not cut[0].is_marked else cut[0]
    if cut and place > end:
        cut.append(Span("…", is_marked=False))
    return tuple(cut)
