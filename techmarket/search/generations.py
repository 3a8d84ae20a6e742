"""The directory of an index on disk: its generations, the pointer to the current one, one writer.

A rebuild fills a new generation and renames the pointer file. The generation before stays until
the next rebuild, so that readers which still have it open lose nothing. Each generation says for
which format it was built; one of another format is not opened.
"""

import fcntl
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from techmarket.search.port import IndexUnavailable

_POINTER = "current"
_FORMAT_FILE = "meta.json"
_LOCK = "writer.lock"
_PAUSE_SECONDS = 0.05


class Generations:
    """Generations of an index of one `format` in one directory."""

    def __init__(self, directory: Path, format_: Mapping[str, int], *, lock_seconds: float) -> None:
        self._directory = directory
        self._format = dict(format_)
        self._lock_seconds = lock_seconds

    def current(self) -> Path:
        """Return the directory of the current generation.

        Raises IndexUnavailable when there is none or it has another format.
        """
        name = self._pointed_at()
        if name is None:
            raise IndexUnavailable("There is no search index yet; rebuild it.")
        place = self._directory / name
        try:
            found = json.loads((place / _FORMAT_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise IndexUnavailable(f"The search index cannot be read: {error!r}") from error
        if found != self._format:
            raise IndexUnavailable("The search index is of another version; rebuild it.")
        return place

    @contextmanager
    def replacing(self) -> Iterator[Path]:
        """Give an empty directory to fill; it becomes the current generation if all goes well."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with self.writing():
            before = self._pointed_at()
            name = f"index-{uuid.uuid4().hex[:12]}"
            place = self._directory / name
            try:
                place.mkdir()
                (place / _FORMAT_FILE).write_text(json.dumps(self._format), encoding="utf-8")
                yield place
                self._point_to(name)
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            self._forget_all_but({name, before})

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock, which the system lets go when a process dies.

        Raises IndexUnavailable when another writer holds it too long.
        """
        try:
            handle = os.open(self._directory / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise IndexUnavailable(f"The search index cannot be written: {error!r}") from error
        try:
            give_up = time.monotonic() + self._lock_seconds
            while not _is_locked(handle):
                if time.monotonic() > give_up:
                    raise IndexUnavailable("Another process is writing the search index.")
                time.sleep(_PAUSE_SECONDS)
            yield
        finally:
            os.close(handle)

    def _pointed_at(self) -> str | None:
        try:
            return (self._directory / _POINTER).read_text(encoding="utf-8").strip() or None
        except (FileNotFoundError, UnicodeDecodeError):
            return None

    def _point_to(self, name: str) -> None:
        fresh = self._directory / f"{_POINTER}.new"
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(self._directory / _POINTER)

    def _forget_all_but(self, kept: set[str | None]) -> None:
        for place in self._directory.glob("index-*"):
            if place.name not in kept:
                shutil.rmtree(place, ignore_errors=True)


def _is_locked(handle: int) -> bool:
    """Try to take the lock and tell whether that succeeded."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
