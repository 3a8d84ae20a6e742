import pytest

from techmarket.search.factory import open_engine
from techmarket.search.port import Key, Put


def test_the_path_may_be_left_out(tmp_path):
    engine = open_engine("whoosh:", tmp_path)

    engine.rebuild([Put(key=Key("result", 1), version=1, title="水泵")])

    assert (tmp_path / "search" / "current").is_file()


def test_a_path_is_under_the_data_directory(tmp_path):
    open_engine("whoosh:elsewhere", tmp_path).rebuild([])

    assert (tmp_path / "elsewhere" / "current").is_file()


@pytest.mark.parametrize("url", ["", "whoosh", "memory", "memory:x", "tantivy:x", "http://x"])
def test_any_other_url_is_refused(tmp_path, url):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        open_engine(url, tmp_path)
