"""What only an index on disk can suffer."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from techmarket.search.analysis import Lexicon
from techmarket.search.port import IndexUnavailable, Key, Put, Query
from techmarket.search.whoosh_engine import WhooshEngine

ROOT = Path(__file__).parents[2]


def put(number, title, version=1):
    return Put(key=Key("result", number), version=version, title=title)


@pytest.fixture
def engine(tmp_path):
    opened = WhooshEngine(tmp_path, Lexicon(), lock_seconds=0.1)
    opened.rebuild([put(1, "水泵")])
    yield opened
    opened.close()


def test_a_missing_index_is_reported_for_reading_and_writing(tmp_path):
    engine = WhooshEngine(tmp_path / "nowhere", Lexicon())

    with pytest.raises(IndexUnavailable):
        engine.search(Query(text="水泵"))
    with pytest.raises(IndexUnavailable):
        engine.apply([put(1, "水泵")])


def test_a_corrupt_index_is_reported_and_a_rebuild_mends_it(engine, tmp_path):
    engine.close()
    for file in tmp_path.glob("index-*/*"):
        file.write_bytes(b"rubbish")

    with pytest.raises(IndexUnavailable):
        engine.search(Query(text="水泵"))
    engine.rebuild([put(2, "水泵")])

    assert engine.search(Query(text="水泵")).total == 1


@pytest.mark.parametrize("suffix", ["toc", "seg"])
def test_lost_files_are_reported(engine, tmp_path, suffix):
    engine.close()
    for file in tmp_path.glob(f"index-*/*.{suffix}"):
        file.unlink()

    with pytest.raises(IndexUnavailable):
        engine.search(Query(text="水泵"))


def test_an_index_of_another_analysis_is_not_read(engine, tmp_path):
    (meta,) = tmp_path.glob("index-*/meta.json")
    meta.write_text('{"schema": 1, "analysis": 0}', encoding="utf-8")

    with pytest.raises(IndexUnavailable, match="another version"):
        engine.search(Query(text="水泵"))


def test_a_second_process_sees_what_the_first_wrote(engine, tmp_path):
    other = WhooshEngine(tmp_path, Lexicon())
    assert other.search(Query(text="风机")).total == 0

    engine.apply([put(2, "风机")])

    assert other.search(Query(text="风机")).total == 1


def test_a_second_process_follows_a_rebuild(engine, tmp_path):
    other = WhooshEngine(tmp_path, Lexicon())
    assert other.search(Query(text="水泵")).total == 1

    engine.rebuild([put(2, "风机")])
    engine.rebuild([put(3, "风机")])

    assert [hit.key.id for hit in other.search(Query(text="风机")).hits] == [3]


def test_a_second_writer_waits_and_then_gives_up(engine, tmp_path):
    handle = os.open(tmp_path / "writer.lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with pytest.raises(IndexUnavailable, match="Another process"):
            engine.apply([put(2, "风机")])
    finally:
        os.close(handle)

    engine.apply([put(2, "风机")])
    assert engine.document_count() == 2


def test_a_batch_that_fails_enters_nothing_and_frees_the_lock(engine):
    with pytest.raises(AttributeError):
        engine.apply([put(2, "风机"), put(3, None)])

    engine.apply([put(4, "水泵配件")])
    assert sorted(key.id for key, _ in engine.versions()) == [1, 4]


def test_only_the_current_and_the_former_generation_stay_on_disk(engine, tmp_path):
    for version in range(2, 6):
        engine.rebuild([put(1, "水泵", version)])

    assert len(list(tmp_path.glob("index-*"))) == 2


KILLED_WHILE_REBUILDING = """
import os, signal, sys
from pathlib import Path
from techmarket.search.analysis import Lexicon
from techmarket.search.port import Key, Put
from techmarket.search.whoosh_engine import WhooshEngine

def documents():
    yield Put(key=Key("result", 2), version=1, title="风机")
    os.kill(os.getpid(), signal.SIGKILL)

WhooshEngine(Path(sys.argv[1]), Lexicon()).rebuild(documents())
"""


def test_a_killed_rebuild_leaves_the_old_index_and_no_lock(engine, tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", KILLED_WHILE_REBUILDING, str(tmp_path)]

    killed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)  # noqa: S603

    assert killed.returncode == -signal.SIGKILL
    assert engine.search(Query(text="水泵")).total == 1
    engine.apply([put(3, "葡萄")])
    assert engine.document_count() == 2
