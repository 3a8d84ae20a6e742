"""Open the engine that a search URL names."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from techmarket.search.analysis import Lexicon
from techmarket.search.memory_engine import MemoryEngine
from techmarket.search.port import SearchEngine
from techmarket.search.whoosh_engine import WhooshEngine


def open_engine(url: str, data_dir: Path, lexicon: Iterable[Sequence[str]] = ()) -> SearchEngine:
    """Open `whoosh:PATH` or `memory:`; PATH may be left out and is then `search` in `data_dir`.

    `lexicon` are groups of terms with one meaning. Nothing is made on disk: a new Whoosh index
    begins with `rebuild`. Raises ValueError for any other URL.
    """
    name, separator, path = url.partition(":")
    if separator and name == "memory" and not path:
        return MemoryEngine(Lexicon(lexicon))
    if separator and name == "whoosh":
        return WhooshEngine(data_dir / (path or "search"), Lexicon(lexicon))
    raise ValueError(f"SEARCH_URL must be whoosh:PATH or memory:, not {url!r}")
