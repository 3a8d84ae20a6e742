"""The search engine and the lexicon this process uses, for code that has no app context."""

from typing import NamedTuple

from techmarket.search.analysis import Lexicon
from techmarket.search.port import SearchEngine


class _InUse(NamedTuple):
    engine: SearchEngine
    lexicon: Lexicon


_in_use: list[_InUse] = []


def use_engine(engine: SearchEngine, lexicon: Lexicon) -> None:
    """Make these the engine and lexicon of the process; called by the application factory."""
    _in_use[:] = [_InUse(engine, lexicon)]


def engine() -> SearchEngine:
    """Return the engine in use; raises RuntimeError before `use_engine`."""
    return _current().engine


def lexicon() -> Lexicon:
    """Return the trade lexicon in use; raises RuntimeError before `use_engine`."""
    return _current().lexicon


def _current() -> _InUse:
    if not _in_use:
        raise RuntimeError("no search engine in use: create_app() calls use_engine()")
    return _in_use[0]
