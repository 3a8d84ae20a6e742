"""The index on disk, kept by Whoosh; the only file that imports it.

What Whoosh 2.7.4 does badly is not used: its query parser, unsigned numbers, memory storage, its
buffered and asynchronous writers. The schema is pickled into the index, so the directory must be
writable by the application's user only, and a generation of another schema is not opened at all.
"""

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from threading import RLock
from typing import Any

from whoosh import columns, fields, formats, index, reading, writing
from whoosh.filedb.filestore import FileStorage
from whoosh.system import pack_uint

from techmarket.search.analysis import ANALYSIS_VERSION, Lexicon, document_tokens
from techmarket.search.generations import Generations
from techmarket.search.port import (
    Channel,
    Found,
    IndexUnavailable,
    Key,
    Put,
    Query,
    Remove,
    StoredText,
)
from techmarket.search.retrieval import answer

SCHEMA_VERSION = 2
_FORMAT = {"schema": SCHEMA_VERSION, "analysis": ANALYSIS_VERSION}
_BETWEEN = "\x1f"
_GONE = _BETWEEN.join(("#gone", "1"))
_DAMAGE = (
    OSError,
    EOFError,
    KeyError,
    ValueError,
    struct.error,
    UnpicklingError,
    index.IndexError,
    reading.ReaderClosed,
)
"""What reading a missing, cut or overwritten file of an index raises."""


class TokenField(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field that is given finished tokens and counts them."""

    def __init__(self, *, scorable: bool) -> None:
        self.analyzer = None
        self.format = formats.Frequency()
        self.scorable = scorable
        self.stored = False
        self.unique = False
        self.vector = None
        self.column_type = None

    def index(
        self, value: Sequence[str], **_options: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield what Whoosh stores for each different token."""
        for token, count in Counter(value).items():
            yield token.encode(), count, float(count), pack_uint(count)


def _schema() -> fields.Schema:
    return fields.Schema(
        key=fields.ID(sortable=True),
        version=fields.COLUMN(columns.NumericColumn("q")),
        confirmed=fields.COLUMN(columns.NumericColumn("i")),
        grams=TokenField(scorable=True),
        words=TokenField(scorable=True),
        grams_length=fields.COLUMN(columns.NumericColumn("i")),
        words_length=fields.COLUMN(columns.NumericColumn("i")),
        facet=TokenField(scorable=False),
        text=fields.STORED,
    )


def _key_term(key: Key) -> str:
    return f"{key.kind}:{key.id}"


def _key_of(term: str) -> Key:
    kind, _, number = term.rpartition(":")
    return Key(kind, int(number))


def _facet_terms(put: Put) -> list[str]:
    terms = [_BETWEEN.join(("kind", put.key.kind))]
    for name, codes in put.facets.items():
        if name != "kind":
            terms += [_BETWEEN.join((name, code)) for code in codes]
    terms += [_BETWEEN.join(("#" + name, str(value))) for name, value in put.numbers.items()]
    return list(dict.fromkeys(terms))


def _add(writer: writing.IndexWriter, put: Put) -> None:
    tokens = document_tokens(put)
    writer.add_document(
        key=_key_term(put.key),
        version=put.version,
        confirmed=put.confirmed_on.toordinal() if put.confirmed_on else 0,
        grams=tokens[Channel.GRAMS],
        words=tokens[Channel.WORDS],
        grams_length=len(tokens[Channel.GRAMS]),
        words_length=len(tokens[Channel.WORDS]),
        facet=_facet_terms(put),
        text=(put.title, put.body, tuple(put.keywords), dict(put.facets)),
    )


def _add_tombstone(writer: writing.IndexWriter, key: Key, version: int) -> None:
    """Remember that `key` was removed at `version`: a late older Put must not bring it back."""
    writer.add_document(
        key=_key_term(key), version=version, grams_length=0, words_length=0, facet=[_GONE]
    )


class _WhooshSnapshot:
    """One opened reader with what was worked out from it; guarded by the engine's lock."""

    def __init__(self, reader: reading.IndexReader) -> None:
        self.reader = reader
        is_empty = reader.doc_count_all() == 0
        self._leaves: list[tuple[Any, int]] = [] if is_empty else list(reader.leaf_readers())
        self._columns: dict[str, list[int]] = {}
        self._keys = None if is_empty else reader.column_reader("key")
        self._facets: dict[str, dict[str, set[int]]] = {}
        gone = self.with_term("facet", _GONE)
        self._documents = frozenset(reader.all_doc_ids()) - gone

    def with_term(self, field: str, term: str) -> frozenset[int]:
        return frozenset(document for document, _ in self._postings(field, term))

    def _postings(self, field: str, term: str) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        for leaf, offset in self._leaves:
            if (field, term) not in leaf:
                continue
            matcher = leaf.postings(field, term)
            while matcher.is_active():
                found.append((matcher.id() + offset, matcher.weight()))
                matcher.next()
        return found

    def _numbers(self, name: str) -> list[int]:
        loaded = self._columns.get(name)
        if loaded is None:
            loaded = [number for leaf, _ in self._leaves for number in leaf.column_reader(name)]
            self._columns[name] = loaded
        return loaded

    def documents(self) -> AbstractSet[int]:
        return self._documents

    def postings(self, channel: Channel, token: str) -> Sequence[tuple[int, float]]:
        return self._postings(channel.value, token)

    def beginning_with(self, channel: Channel, prefix: str) -> Sequence[str]:
        return [term.decode() for term in self.reader.expand_prefix(channel.value, prefix)]

    def length(self, channel: Channel, document: int) -> int:
        return self._numbers(f"{channel.value}_length")[document]

    def average_length(self, channel: Channel) -> float:
        everything = self.reader.doc_count_all()
        return self.reader.field_length(channel.value) / everything if everything else 0.0

    def facet(self, name: str) -> Mapping[str, AbstractSet[int]]:
        documents = self._facets.get(name)
        if documents is None:
            start = name + _BETWEEN
            terms = [term.decode() for term in self.reader.expand_prefix("facet", start)]
            documents = {
                term.removeprefix(start): set(self.with_term("facet", term)) for term in terms
            }
            self._facets[name] = documents
        return documents

    def numbers(self, name: str) -> Mapping[int, AbstractSet[int]]:
        return {int(value): documents for value, documents in self.facet("#" + name).items()}

    def confirmed(self, document: int) -> int:
        return self._numbers("confirmed")[document]

    def version(self, document: int) -> int:
        return self._numbers("version")[document]

    def key(self, document: int) -> Key:
        if self._keys is None:
            raise IndexError(document)
        return _key_of(self._keys[document])

    def text(self, document: int) -> StoredText:
        title, body, keywords, facets = self.reader.stored_fields(document)["text"]
        return StoredText(title=title, body=body, keywords=keywords, facets=facets)

    def versions_of(self, key: Key) -> Iterator[int]:
        """Yield the version under which `key` is in the index or was removed."""
        for document in self.with_term("key", _key_term(key)):
            yield self.version(document)


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what a damaged index raises into `IndexUnavailable`."""
    try:
        yield
    except _DAMAGE as error:
        raise IndexUnavailable(f"The search index cannot be read: {error!r}") from error


class WhooshEngine:
    """A search engine in a directory; readers in any number of processes, one writer at a time."""

    def __init__(self, directory: Path, lexicon: Lexicon, *, lock_seconds: float = 10.0) -> None:
        self._generations = Generations(directory, _FORMAT, lock_seconds=lock_seconds)
        self._lexicon = lexicon
        self._lock_seconds = lock_seconds
        self._lock = RLock()  # a Whoosh reader keeps file positions: one thread at a time
        self._open: tuple[Path, int, _WhooshSnapshot] | None = None

    def apply(self, changes: Sequence[Put | Remove]) -> None:
        """Take a batch of changes in one commit.

        Raises IndexUnavailable when there is no index yet, or another writer holds it too long;
        nothing of the batch is entered then.
        """
        if not changes:
            return
        with self._generations.writing(), self._lock, _reading():
            wanted = self._newest(changes)
            if wanted:
                self._write(self._index(self._generations.current()), wanted)

    def _newest(self, changes: Sequence[Put | Remove]) -> dict[Key, Put | Remove]:
        """Return for each key the change to make, those older than the index left out."""
        snapshot = self._snapshot()
        wanted: dict[Key, Put | Remove] = {}
        versions: dict[Key, int] = {}
        for change in changes:
            key = change.key
            known = versions.get(key, max(snapshot.versions_of(key), default=None))
            if known is not None and change.version is not None and change.version < known:
                continue
            wanted[key] = change
            if change.version is not None:
                versions[key] = change.version
        return wanted

    def _write(self, opened: index.Index, wanted: Mapping[Key, Put | Remove]) -> None:
        writer = opened.writer(timeout=self._lock_seconds, delay=0.05)
        try:
            for key, change in wanted.items():
                writer.delete_by_term("key", _key_term(key))
                if isinstance(change, Put):
                    _add(writer, change)
                elif change.version is not None:
                    _add_tombstone(writer, key, change.version)
            writer.commit()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()  # else the lock stays
            raise

    def search(self, query: Query) -> Found:
        """Answer `query`."""
        with self._lock, _reading():
            return answer(self._snapshot(), query, self._lexicon)

    def stored_texts(self, keys: Sequence[Key]) -> Mapping[Key, StoredText]:
        """Return the texts of those `keys` that are in the index."""
        with self._lock, _reading():
            snapshot = self._snapshot()
            return {
                key: snapshot.text(document)
                for key in keys
                for document in snapshot.with_term("key", _key_term(key)) & snapshot.documents()
            }

    def document_frequency(
        self, tokens: Sequence[str], channel: Channel = Channel.GRAMS
    ) -> list[int]:
        """Return for each token how many documents hold it.

        Just replaced documents count until Whoosh merges their segment.
        """
        with self._lock, _reading():
            reader = self._snapshot().reader
            return [int(reader.doc_frequency(channel.value, token)) for token in tokens]

    def document_count(self) -> int:
        """Return how many documents are in the index."""
        with self._lock, _reading():
            return len(self._snapshot().documents())

    def versions(self) -> Iterable[tuple[Key, int]]:
        """Return every key with its version."""
        with self._lock, _reading():
            snapshot = self._snapshot()
            return [
                (snapshot.key(document), snapshot.version(document))
                for document in sorted(snapshot.documents())
            ]

    def rebuild(self, documents: Iterable[Put]) -> None:
        """Build a new generation and make it the current one; the only way to begin an index.

        Raises OSError when the disk is full, and whatever reading `documents` raises; the old
        index stays then.
        """
        with self._generations.replacing() as place:
            self._fill(place, documents)

    def _fill(self, place: Path, documents: Iterable[Put]) -> None:
        writer = FileStorage(str(place)).create_index(_schema()).writer(limitmb=256)
        versions: dict[Key, int] = {}
        try:
            for put in documents:
                known = versions.get(put.key)
                if known is not None and put.version < known:
                    continue
                if known is not None:
                    writer.delete_by_term("key", _key_term(put.key))
                versions[put.key] = put.version
                _add(writer, put)
            writer.commit()
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise

    def close(self) -> None:
        """Close the open reader."""
        with self._lock:
            if self._open is not None:
                self._open[2].reader.close()
                self._open = None

    def _snapshot(self) -> _WhooshSnapshot:
        """Return the newest state, reopened only when somebody has written."""
        place = self._generations.current()
        changes = index.TOC._latest_generation(FileStorage(str(place)), "MAIN")  # noqa: SLF001
        if self._open is not None and self._open[:2] == (place, changes):
            return self._open[2]
        snapshot = _WhooshSnapshot(self._index(place).reader())
        self.close()
        self._open = (place, snapshot.reader.generation(), snapshot)
        return snapshot

    def _index(self, place: Path) -> index.Index:
        return FileStorage(str(place)).open_index()
