"""The one analysis of texts that every engine shares: folding, character pairs, words, synonyms.

Engines get tokens. A change of what comes out here is a new `ANALYSIS_VERSION`; an index that was
built with another version is not read but rebuilt.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from techmarket.search.port import Channel, Put, Span

if TYPE_CHECKING:
    from rjieba import Jieba

ANALYSIS_VERSION = 1
TITLE_REPEATS = 2
"""A title counts as if it stood in the text twice, on top of the weight of its shortness."""
SYNONYM_WEIGHT = 0.5


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNITS = _listed(
    "mpa kpa gpa pa kwh mwh kw mw gw w kv mv v ma mah ah a mm cm dm km μm um nm m m2 m3 km2 mg kg "
    "μg ug g t ml μl l mg/l g/l mg/kg kg/m3 mol mol/l mmol °c k % ‰ h min s ms d hz khz mhz ghz db "
    "rpm r/min n kn n·m kj mj j ppm ppb bar atm ev lx lm"
)
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=lambda unit: (-len(unit), unit)))
_PIECE = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    rf"|(?P<number>\d+(?:\.\d+)?)[ \u00a0]*(?P<unit>{_UNIT})(?![^\W{_CJK}])"
    rf"|(?P<latin>[^\W_{_CJK}]+(?:[.\-/+][^\W_{_CJK}]+)*)"
)
_INNER = re.compile(r"[.\-/+]")
_STOP = frozenset("的了着吗呢吧啊嘛其们之及")
_STOP_WORDS = _listed(
    "的 了 着 吗 呢 吧 啊 嘛 其 们 之 及 和 与 或 在 是 对 为 以 等 并 也 都 就 还 把 被 从 到 由 "
    "于 而 且 但 中 上 下 该 此 这 那 有 用 可 将 使 能 会 要 我 你 他"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _read_words(name: str) -> list[str]:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").split()


def _read_traditional() -> dict[str, str]:
    return {pair[0]: pair[1] for pair in _read_words("traditional.txt")}


class _FoldTable(dict[int, str]):
    """A table for `str.translate` that works out each character when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self._simplified = _read_traditional()

    def __missing__(self, point: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(point)).lower()
        folded = "".join(self._simplified.get(char, char) for char in plain)
        self[point] = folded
        return folded


_FOLD = _FoldTable()


@cache
def _segmenter() -> "Jieba":
    # Module-global and made late: the dictionary costs most of a second that few commands need,
    # and it cannot be pickled into an index.
    from rjieba import Jieba  # noqa: PLC0415 - unpacks the dictionary

    return Jieba()


@cache
def commonplace_words() -> frozenset[str]:
    """Return the words of every posting: rare in research texts and yet no reason to meet."""
    return frozenset(map(fold, _read_words("commonplace.txt")))


def fold(text: str) -> str:
    """Fold width, case and traditional characters, one character at a time.

    One at a time keeps the way back to the original open, which highlights need.
    """
    return text.translate(_FOLD)


def _runs(cjk: str) -> Iterator[str]:
    start = 0
    for place, char in enumerate(cjk):
        if char in _STOP:
            if place > start:
                yield cjk[start:place]
            start = place + 1
    if start < len(cjk):
        yield cjk[start:]


def _latin_tokens(match: re.Match[str]) -> Iterator[str]:
    if match["unit"]:
        yield match["number"] + match["unit"]
        return
    whole = match["latin"]
    yield whole
    parts = _INNER.split(whole)
    if len(parts) > 1 and not _NUMBER.fullmatch(whole):
        yield from (part for part in parts if part)


def _gram_tokens(text: str, *, with_run_ends: bool) -> Iterator[str]:
    for match in _PIECE.finditer(fold(text)):
        if match["cjk"] is None:
            yield from _latin_tokens(match)
            continue
        for run in _runs(match["cjk"]):
            yield from (run[place : place + 2] for place in range(len(run) - 1))
            if with_run_ends or len(run) == 1:
                yield run[-1]


def grams(text: str) -> list[str]:
    """Return the character pairs of Chinese runs, and numbers, formulas and Latin words whole."""
    return list(_gram_tokens(text, with_run_ends=False))


def index_grams(text: str) -> list[str]:
    """Return `grams` plus the last character of each run.

    So each character of a text begins some token, and a search for one single character is a
    search for the tokens that begin with it.
    """
    return list(_gram_tokens(text, with_run_ends=True))


def words(text: str) -> list[str]:
    """Return dictionary words (also the shorter ones inside long ones), stop words left out."""
    found: list[str] = []
    for match in _PIECE.finditer(fold(text)):
        if match["cjk"] is None:
            found.extend(_latin_tokens(match))
            continue
        pieces = _segmenter().tokenize(match["cjk"], "search", False)  # noqa: FBT003 - unnamed
        found.extend(word for word, _, _ in pieces if word not in _STOP_WORDS)
    return found


@dataclass(frozen=True, slots=True)
class Surface:
    """A word of a text with the characters it was written with and its place in the text."""

    text: str
    folded: str
    start: int
    end: int


def surfaces(text: str) -> list[Surface]:
    """Cut the original `text` into words that do not overlap, stop words and signs left out."""
    folded, places = _folded_with_places(text)
    found: list[Surface] = []

    def keep(start: int, end: int) -> None:
        first, after = places[start], places[end - 1] + 1
        found.append(Surface(text[first:after], folded[start:end], first, after))

    for match in _PIECE.finditer(folded):
        if match["cjk"] is None:
            keep(match.start(), match.end())
            continue
        pieces = _segmenter().tokenize(match["cjk"], "default", False)  # noqa: FBT003 - unnamed
        for word, start, end in pieces:
            if word not in _STOP_WORDS:
                keep(match.start() + start, match.start() + end)
    return found


def is_number(token: str) -> bool:
    """Tell whether a token is a bare number, which says nothing about what a text is about."""
    return _NUMBER.fullmatch(token) is not None


def document_tokens(document: Put) -> Mapping[Channel, list[str]]:
    """Return all tokens of a document as one combined field per channel, the title repeated.

    One combined field beats many: a rare word weighs the same wherever it stands.
    """
    text = "\n".join((document.body, *document.keywords, *document.names))
    return {
        Channel.GRAMS: index_grams(document.title) * TITLE_REPEATS + index_grams(text),
        Channel.WORDS: words(document.title) * TITLE_REPEATS + words(text),
    }


def _literally(term: str) -> str:
    """Return a pattern for `term` that does not begin or end inside a Latin word or number."""
    before = r"(?<![a-z0-9])" if term[0].isascii() and term[0].isalnum() else ""
    after = r"(?![a-z0-9])" if term[-1].isascii() and term[-1].isalnum() else ""
    return before + re.escape(term) + after


class Lexicon:
    """Groups of terms that mean the same in the trade (瓦斯 = 煤层气), used on the query side."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._others: dict[str, list[str]] = {}
        for group in groups:
            terms = list(dict.fromkeys(fold(term).strip() for term in group))
            for term in terms:
                known = self._others.setdefault(term, [])
                known.extend(other for other in terms if other != term and other not in known)
        self._others.pop("", None)
        longest_first = sorted(self._others, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_literally, longest_first)) or r"(?!)")

    def expand(self, text: str) -> tuple[str, ...]:
        """Return other names of all terms that occur in `text` and are not in it themselves."""
        folded = fold(text)
        others: dict[str, None] = {}
        for match in self._pattern.finditer(folded):
            others.update(dict.fromkeys(self._others[match.group()]))
        return tuple(other for other in others if other not in folded)

    def rewrite(self, term: str) -> tuple[str, ...]:
        """Return `term` with each known term inside it replaced by its other names."""
        folded = fold(term)
        written: dict[str, None] = {}
        for match in self._pattern.finditer(folded):
            for other in self._others[match.group()]:
                written[folded[: match.start()] + other + folded[match.end() :]] = None
        return tuple(written)

    def bridges(self, ours: str, theirs: str) -> tuple[tuple[str, str], ...]:
        """Return pairs of names for one thing: ours in `ours`, the other only in `theirs`."""
        ours, theirs = fold(ours), fold(theirs)
        return tuple(
            (term, other)
            for term in dict.fromkeys(self._pattern.findall(ours))
            if term not in theirs
            for other in self._others[term]
            if other in theirs and other not in ours
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of what a person typed: alternatives, the first of them as typed."""

    term: str
    alternatives: tuple[str, ...] = ()


def parse(text: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    """Split what a person typed at spaces; parts without any letter or digit are left out."""
    terms = dict.fromkeys(part for part in fold(text).split() if _PIECE.search(part))
    return tuple(Clause(term, lexicon.rewrite(term)) for term in terms)


def _folded_with_places(text: str) -> tuple[str, list[int]]:
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        piece = fold(char)
        folded.append(piece)
        places.extend([place] * len(piece))
    return "".join(folded), places


def mark(text: str, terms: Iterable[str]) -> tuple[Span, ...]:
    """Cut the original `text` into spans, those marked that read like one of `terms`.

    Terms may overlap (煤矸, 矸石): their marks grow together.
    """
    wanted = sorted({fold(term) for term in terms if term.strip()}, key=len, reverse=True)
    if not wanted:
        return (Span(text, is_marked=False),) if text else ()
    folded, places = _folded_with_places(text)
    marked = [False] * len(text)
    for match in re.finditer(f"(?=({'|'.join(map(_literally, wanted))}))", folded):
        first, last = places[match.start(1)], places[match.end(1) - 1]
        marked[first : last + 1] = [True] * (last + 1 - first)
    return tuple(
        Span("".join(char for char, _ in piece), is_marked)
        for is_marked, piece in groupby(zip(text, marked, strict=True), key=itemgetter(1))
    )
