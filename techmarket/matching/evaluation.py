"""Rank given demands against given results in a scratch index, for scoring by judged pairs.

It takes the production path (the same analysis, engine and ranking) and nothing else: no database,
no settings.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from techmarket.matching.ranking import MatchFacts, RankedMatch, rank_matches
from techmarket.region.pack import RegionPack
from techmarket.search.analysis import Lexicon
from techmarket.search.factory import open_engine
from techmarket.search.port import Key, Put, SearchEngine


class InvalidCollection(ValueError):
    """A line of the given file cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSummary:
    """What was ranked and how long it took, in seconds."""

    results: int
    demands: int
    matches: int
    index_seconds: float
    slowest_demand_seconds: float


@dataclass(frozen=True, slots=True)
class _Record:
    id: str
    facts: MatchFacts


def evaluate(
    results_path: Path, demands_path: Path, out_path: Path, engine_url: str, pack: RegionPack
) -> EvaluationSummary:
    """Write the ranked matches of every demand to `out_path`, tab-separated, without a header.

    Columns are demand id, result id, rank from 1 and score. Raises InvalidCollection, OSError, and
    ValueError for an unknown engine.
    """
    results = _read(results_path, pack)
    demands = _read(demands_path, pack)
    groups = [group.terms for group in pack.lexicon]
    with TemporaryDirectory(prefix="matching-") as scratch:
        engine = open_engine(f"{engine_url.partition(':')[0]}:", Path(scratch), groups)
        try:
            started = perf_counter()
            engine.rebuild(_documents(results))
            index_seconds = perf_counter() - started
            ranked, slowest = _rank_all(engine, demands, Lexicon(groups))
        finally:
            engine.close()
    _write(out_path, ranked, results)
    return EvaluationSummary(
        results=len(results),
        demands=len(demands),
        matches=sum(len(matches) for _, matches in ranked),
        index_seconds=index_seconds,
        slowest_demand_seconds=slowest,
    )


def _documents(results: Sequence[_Record]) -> Iterator[Put]:
    for number, result in enumerate(results):
        facts = result.facts
        yield Put(
            key=Key("result", number),
            version=1,
            title=facts.title,
            body=facts.body,
            keywords=facts.keywords,
            facets={"chain": facts.chains, "technology_field": facts.technology_fields},
        )


def _rank_all(
    engine: SearchEngine, demands: Sequence[_Record], lexicon: Lexicon
) -> tuple[list[tuple[str, tuple[RankedMatch, ...]]], float]:
    ranked: list[tuple[str, tuple[RankedMatch, ...]]] = []
    slowest = 0.0
    for demand in demands:
        started = perf_counter()
        ranked.append((demand.id, rank_matches(engine, "result", demand.facts, lexicon=lexicon)))
        slowest = max(slowest, perf_counter() - started)
    return ranked, slowest


def _write(
    path: Path,
    ranked: Sequence[tuple[str, tuple[RankedMatch, ...]]],
    results: Sequence[_Record],
) -> None:
    lines = [
        f"{demand}\t{results[match.key.id].id}\t{match.rank}\t{match.score:.6f}\n"
        for demand, matches in ranked
        for match in matches
    ]
    path.write_text("".join(lines), encoding="utf-8")


def _read(path: Path, pack: RegionPack) -> list[_Record]:
    records: list[_Record] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        record = _parse(line, f"{path}:{number}", pack)
        if record.id in seen:
            raise InvalidCollection(
                f"{path}:{number}: id {record.id!r} stands on line {seen[record.id]} already"
            )
        seen[record.id] = number
        records.append(record)
    return records


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidCollection(f"{path}:{line}: not UTF-8") from error


def _parse(line: str, place: str, pack: RegionPack) -> _Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InvalidCollection(f"{place}: not JSON ({error})") from error
    if not isinstance(record, dict):
        raise InvalidCollection(f"{place}: a JSON object is wanted")
    identity, title = (_text(record, name, place).strip() for name in ("id", "title"))
    for name, value in (("id", identity), ("title", title)):
        if not value:
            raise InvalidCollection(f"{place}: {name!r} is missing or empty")
    if any(sign in identity for sign in "\t\r\n"):
        raise InvalidCollection(f"{place}: 'id' holds a tab or a line break")
    subject = _text(record, "discipline", place) or _text(record, "field", place)
    chain, technology_field = pack.discipline(subject)
    facts = MatchFacts(
        title=title,
        body=_text(record, "abstract", place) or _text(record, "description", place),
        keywords=_keywords(record, place),
        chains=(chain,) if chain else (),
        technology_fields=(technology_field,) if technology_field else (),
    )
    return _Record(identity, facts)


def _text(record: Mapping[str, object], name: str, place: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidCollection(f"{place}: {name!r} must be a text")
    return value


def _keywords(record: Mapping[str, object], place: str) -> tuple[str, ...]:
    value = record.get("keywords")
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(filter(None, (part.strip() for part in _separated(value))))
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise InvalidCollection(f"{place}: 'keywords' must be a list of texts")


def _separated(text: str) -> list[str]:
    for sign in "；;，,、":
        text = text.replace(sign, "\n")
    return text.split("\n")
