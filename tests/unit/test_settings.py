from pathlib import Path

import pytest

from techmarket.settings import ROOT, InvalidSetting, Settings

SECRET = {"SECRET_KEY": "x" * 40}


def test_the_defaults_need_nothing_but_a_secret():
    settings = Settings.from_env(SECRET)

    assert settings.data_dir == ROOT / "var"
    assert settings.database_url == f"sqlite:///{ROOT / 'var' / 'market.db'}"
    assert settings.region_dir == ROOT / "region" / "fuxin"
    assert (settings.search_url, settings.mail_url) == ("whoosh:", "file:")


def test_everything_of_one_market_lies_under_its_data_directory(tmp_path):
    settings = Settings.from_env(SECRET | {"DATA_DIR": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path / 'market.db'}"


def test_links_in_mails_follow_the_address_unless_it_is_set():
    assert Settings.from_env(SECRET | {"PORT": "8123"}).public_url == "http://127.0.0.1:8123"
    public = SECRET | {"PUBLIC_URL": "https://market.example.test"}
    assert Settings.from_env(public).public_url == "https://market.example.test"


def test_a_region_pack_may_lie_anywhere():
    tiny = ROOT / "tests" / "data" / "region" / "tiny"

    assert Settings.from_env(SECRET | {"REGION": str(tiny)}).region_dir == Path(tiny)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"REGION": "atlantis"}, "REGION"),
        ({"TRUSTED_PROXIES": "some"}, "TRUSTED_PROXIES"),
    ],
)
def test_a_value_that_cannot_work_is_refused_by_its_name(changes, named):
    with pytest.raises(InvalidSetting, match=named):
        Settings.from_env(SECRET | changes)
