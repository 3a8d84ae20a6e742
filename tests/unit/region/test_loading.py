"""A bad pack is refused at the start, and the complaint names file, line and column."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from techmarket.region.pack import InvalidPack, load_pack

TINY = Path(__file__).resolve().parents[2] / "data" / "region" / "tiny"
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Copy the tiny pack and replace a piece of text in one of its files."""
    directory = shutil.copytree(TINY, tmp_path / "tiny")

    def edit(file: str, old: str, new: str) -> Path:
        path = directory / file
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")
        return directory

    return edit


CASES = {
    "an empty name": ("codes/chain.csv", "茶叶加工,", ",", 3, "name_zh"),
    "a date that is none": ("codes/chain.csv", "2020-01-01", "2020-13-01", 2, "valid_from"),
    "an unknown parent": ("codes/county.csv", "990100", "990200x", 2, "parent"),
    "a repeated code": ("codes/chain.csv", "tea,", "salt,", 3, "valid_from"),
    "an end before the start": ("codes/chain.csv", "01-01,,", "01-01,2019-12-31,", 2, "valid_to"),
    "a missing cell": ("codes/chain.csv", ",OURS", "", 2, None),
    "a missing column": ("codes/chain.csv", "name_en", "english", 1, "name_en"),
    "a repeated column": ("codes/chain.csv", "source", "source,source", 1, "source"),
    "a rule that is no number": ("rules.csv", ",20,days", ",twenty,days", None, "value"),
    "a pattern that is none": ("rules.csv", "^\\d{16}$", "^(\\d{16}$", None, "value"),
    "a missing rule": ("rules.csv", "public_cell_min", "public_cell_max", None, "name"),
    "a missing deadline": ("rules.csv", "review_deadline_wd", "review_wd", None, "name"),
    "a target without a number": ("targets.csv", "8000", "many", 2, "value"),
    "an unknown relation": ("targets.csv", ">=", "~", 2, "relation"),
    "a year that is none": ("targets.csv", ",2030,", ",later,", 2, "year"),
    "no turnover target": ("targets.csv", "contract_turnover", "turnover", None, "code"),
    "a turnover target that is no money": ("targets.csv", "万元", "项", None, "code"),
    "a day of another year": ("calendar/2026.csv", "2026-05-15", "2025-05-15", 2, "date"),
    "an unknown kind of day": ("calendar/2026.csv", "holiday", "feast", 2, "kind"),
    "a group of one word": ("lexicon.csv", "食盐|氯化钠|精制盐", "食盐", 2, "terms"),
    "a group with a word twice": ("lexicon.csv", "氯化钠", "食盐", 2, "terms"),
    "an unknown chain": ("lexicon.csv", ",salt,", ",pepper,", 2, "chain"),
    "an unknown field": ("discipline_map.csv", "09", "77", 2, "field"),
    "a repeated subject": ("discipline_map.csv", "OURS", "OURS\n茶学,tea,09,OURS", 3, "subject"),
    "an empty file of rows": ("codes/zone.csv", "harbour,990102", "", 2, None),
    "a section that is a word": (
        "pack.toml",
        "[parent_lists]",
        "parent_lists = 1\n[x]",
        None,
        "parent_lists",
    ),
    "a missing text": ("pack.toml", 'slug = "tiny"', "", None, "slug"),
    "a wrong time zone": ("pack.toml", "Asia/Urumqi", "Asia/Atlantis", None, "timezone"),
    "a foreign prefix": ("pack.toml", '"9901"', '"2109"', None, "region_prefix"),
    "an unknown home region": ("pack.toml", '"990100"', '"990999"', None, "region_code"),
    "an unknown kind": ("pack.toml", '"market_operator"', '"club"', None, "kind"),
    "an unknown county": ("pack.toml", '"990102"', '"990109"', None, "county"),
    "no section": ("pack.toml", "[archive_organisation]", "[arch]", None, "archive_organisation"),
    "one table for offices": ("pack.toml", "[[office]]", "[office]", None, "office"),
    "an office without a date": ("pack.toml", "2020-01-01", '"soon"', None, "office.valid_from"),
    "a year without its mark": ("pack.toml", "provisional", "maybe", None, "calendar"),
    "a parent list that is none": (
        "pack.toml",
        '= "region"',
        '= "planet"',
        None,
        "parent_lists.county",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_mistake_is_named_with_its_place(edited, case):
    file, old, new, line, column = case
    directory = edited(file, old, new)

    with pytest.raises(InvalidPack) as refused:
        load_pack(directory)

    complaint = refused.value
    assert complaint.path == directory / file
    assert complaint.column == column
    assert line is None or complaint.line == line
    assert str(directory / file) in str(complaint)


@pytest.mark.parametrize("file", ["pack.toml", "rules.csv", "codes/chain.csv", "calendar/2026.csv"])
def test_a_missing_file_is_named(edited, file):
    directory = edited("lexicon.csv", "食盐", "海盐")
    (directory / file).unlink()

    with pytest.raises(InvalidPack) as refused:
        load_pack(directory)

    assert refused.value.path == directory / file


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("pack.toml", b"slug = "),
        ("pack.toml", b'slug = "\xff"'),
        ("rules.csv", "名称".encode("gb18030")),
        ("rules.csv", b'name,"value\n'),
        ("rules.csv", b""),
    ],
)
def test_a_file_that_cannot_be_read_as_its_kind_is_refused(edited, file, content):
    directory = edited("lexicon.csv", "食盐", "海盐")
    (directory / file).write_bytes(content)

    with pytest.raises(InvalidPack) as refused:
        load_pack(directory)

    assert refused.value.path == directory / file


def test_two_versions_of_a_code_may_follow_each_other(edited):
    later = "tea,,茶产业,Tea industry,2026-01-01,,OURS\n"
    earlier = "茶叶加工,Tea processing,2020-01-01,2025-12-31,OURS\n"
    directory = edited(
        "codes/chain.csv", "茶叶加工,Tea processing,2020-01-01,,OURS\n", earlier + later
    )

    pack = load_pack(directory)

    assert [code.name_zh for code in pack.codes("chain")] == ["盐化工", "茶叶加工", "茶产业"]
    assert pack.label("chain", "tea", "zh") == "茶产业"


def test_a_byte_order_mark_does_no_harm(edited):
    directory = edited("rules.csv", "name,", "\ufeffname,")

    assert load_pack(directory).slug == "tiny"
