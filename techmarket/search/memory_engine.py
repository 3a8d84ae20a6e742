"""The index in memory: for tests and for rankings that need no disk."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from threading import RLock

from techmarket.search.analysis import Lexicon, document_tokens
from techmarket.search.port import Channel, Found, Key, Put, Query, Remove, StoredText
from techmarket.search.retrieval import answer


@dataclass(frozen=True, slots=True)
class _Entry:
    put: Put
    frequencies: Mapping[Channel, Mapping[str, int]]
    lengths: Mapping[Channel, int]


class _MemoryIndex:
    """Postings in dictionaries; it is its own snapshot, guarded by the engine's lock."""

    def __init__(self) -> None:
        self.number_of: dict[Key, int] = {}
        self.entries: dict[int, _Entry] = {}
        self.removed: dict[Key, int] = {}
        self._next = 0
        self._postings: dict[Channel, dict[str, dict[int, float]]] = {
            channel: defaultdict(dict) for channel in Channel
        }
        self._total_length: Counter[Channel] = Counter()

    def put(self, put: Put) -> None:
        if put.version < self.removed.get(put.key, put.version):
            return
        number = self.number_of.get(put.key)
        if number is not None:
            if put.version < self.entries[number].put.version:
                return
            self._drop(put.key)
        self.removed.pop(put.key, None)
        self._add(put)

    def remove(self, remove: Remove) -> None:
        number = self.number_of.get(remove.key)
        if remove.version is not None:
            if number is not None and remove.version < self.entries[number].put.version:
                return
            self.removed[remove.key] = max(
                remove.version, self.removed.get(remove.key, remove.version)
            )
        if number is not None:
            self._drop(remove.key)

    def _add(self, put: Put) -> None:
        tokens = document_tokens(put)
        frequencies = {channel: Counter(tokens[channel]) for channel in Channel}
        lengths = {channel: len(tokens[channel]) for channel in Channel}
        number = self._next
        self._next += 1
        self.number_of[put.key] = number
        self.entries[number] = _Entry(put, frequencies, lengths)
        for channel, counts in frequencies.items():
            self._total_length[channel] += lengths[channel]
            for token, count in counts.items():
                self._postings[channel][token][number] = float(count)

    def _drop(self, key: Key) -> None:
        number = self.number_of.pop(key)
        entry = self.entries.pop(number)
        for channel, counts in entry.frequencies.items():
            self._total_length[channel] -= entry.lengths[channel]
            for token in counts:
                holding = self._postings[channel][token]
                del holding[number]
                if not holding:
                    del self._postings[channel][token]

    def documents(self) -> AbstractSet[int]:
        return self.entries.keys()

    def postings(self, channel: Channel, token: str) -> Sequence[tuple[int, float]]:
        return list(self._postings[channel].get(token, {}).items())

    def beginning_with(self, channel: Channel, prefix: str) -> Sequence[str]:
        return [token for token in self._postings[channel] if token.startswith(prefix)]

    def length(self, channel: Channel, document: int) -> int:
        return self.entries[document].lengths[channel]

    def average_length(self, channel: Channel) -> float:
        return self._total_length[channel] / len(self.entries) if self.entries else 0.0

    def facet(self, name: str) -> Mapping[str, AbstractSet[int]]:
        documents: defaultdict[str, set[int]] = defaultdict(set)
        for number, entry in self.entries.items():
            for code in _codes(entry.put, name):
                documents[code].add(number)
        return documents

    def numbers(self, name: str) -> Mapping[int, AbstractSet[int]]:
        documents: defaultdict[int, set[int]] = defaultdict(set)
        for number, entry in self.entries.items():
            if name in entry.put.numbers:
                documents[entry.put.numbers[name]].add(number)
        return documents

    def confirmed(self, document: int) -> int:
        on = self.entries[document].put.confirmed_on
        return on.toordinal() if on else 0

    def key(self, document: int) -> Key:
        return self.entries[document].put.key

    def text(self, document: int) -> StoredText:
        put = self.entries[document].put
        return StoredText(title=put.title, body=put.body, keywords=put.keywords, facets=put.facets)


def _codes(put: Put, facet: str) -> Iterable[str]:
    return (put.key.kind,) if facet == "kind" else put.facets.get(facet, ())


class MemoryEngine:
    """A search engine without files; what it holds ends with the process."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lock = RLock()
        self._index = _MemoryIndex()

    def apply(self, changes: Sequence[Put | Remove]) -> None:
        """Take a batch of changes."""
        with self._lock:
            for change in changes:
                if isinstance(change, Put):
                    self._index.put(change)
                else:
                    self._index.remove(change)

    def search(self, query: Query) -> Found:
        """Answer `query`."""
        with self._lock:
            return answer(self._index, query, self._lexicon)

    def stored_texts(self, keys: Sequence[Key]) -> Mapping[Key, StoredText]:
        """Return the texts of those `keys` that are in the index."""
        with self._lock:
            numbers = self._index.number_of
            return {key: self._index.text(numbers[key]) for key in keys if key in numbers}

    def document_frequency(
        self, tokens: Sequence[str], channel: Channel = Channel.GRAMS
    ) -> list[int]:
        """Return for each token how many documents hold it."""
        with self._lock:
            return [len(self._index.postings(channel, token)) for token in tokens]

    def document_count(self) -> int:
        """Return how many documents are in the index."""
        return len(self._index.entries)

    def versions(self) -> Iterable[tuple[Key, int]]:
        """Return every key with its version."""
        with self._lock:
            return [(entry.put.key, entry.put.version) for entry in self._index.entries.values()]

    def rebuild(self, documents: Iterable[Put]) -> None:
        """Build a new index and put it in the place of the old one."""
        fresh = _MemoryIndex()
        for document in documents:
            fresh.put(document)
        with self._lock:
            self._index = fresh

    def close(self) -> None:
        """Do nothing: there are no files."""
