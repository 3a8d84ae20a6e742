"""The search engine this process uses, for code that has no app context."""

from techmarket.search.port import SearchEngine

_in_use: list[SearchEngine] = []


def use_engine(engine: SearchEngine) -> None:
    """Make this the engine of the process; called by the application factory."""
    _in_use[:] = [engine]


def engine() -> SearchEngine:
    """Return the engine in use; raises RuntimeError before `use_engine`."""
    if not _in_use:
        raise RuntimeError("no search engine in use: create_app() calls use_engine()")
    return _in_use[0]
