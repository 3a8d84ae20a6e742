"""How the benchmarks measure and print."""

import os
import platform
import sqlite3
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import cycle
from time import perf_counter
from typing import NamedTuple
from unicodedata import east_asian_width

PACKAGES = ("flask", "sqlalchemy", "whoosh", "rjieba")


class Timing(NamedTuple):
    """What repeated calls took, in seconds."""

    calls: int
    total: float
    p50: float
    p95: float

    @property
    def rate(self) -> float:
        """Calls per second."""
        return self.calls / self.total


def repeat(calls: Sequence[Callable[[], object]], *, seconds: float, most: int) -> Timing:
    """Call `calls` in turn for about `seconds`, each at least once, at most `most` calls."""
    for call in calls:
        call()  # the first one loads what stays in memory
    took: list[float] = []
    began = perf_counter()
    for call in cycle(calls):
        started = perf_counter()
        call()
        took.append(perf_counter() - started)
        enough = len(took) >= most or perf_counter() - began > seconds
        if len(took) >= len(calls) and enough:
            break
    took.sort()
    return Timing(len(took), sum(took), took[len(took) // 2], took[int(len(took) * 0.95)])


def once(call: Callable[[], object]) -> float:
    """Return the seconds that one call takes."""
    started = perf_counter()
    call()
    return perf_counter() - started


def ms(seconds: float) -> str:
    """Write seconds as milliseconds."""
    return f"{seconds * 1000:.1f}"


def machine() -> str:
    """Say what the figures were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {packages}"
    )


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; the first column is text, the others are figures."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(head))]
    print(f"\n{title}")
    for row in cells:
        first, *others = zip(row, widths, strict=True)
        line = [first[0] + " " * (first[1] - _width(first[0]))]
        line += [" " * (width - _width(text)) + text for text, width in others]
        print("  " + "  ".join(line).rstrip(), flush=True)


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes: Chinese characters take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
