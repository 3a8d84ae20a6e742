"""Files of results and demands: what goes in, what is named as wrong, what happens again."""

import json
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from techmarket.kernel import outbox
from techmarket.kernel.orm import db
from techmarket.listings.import_files import UnreadableFile
from techmarket.listings.import_template import listing_template
from techmarket.listings.importing import import_listings
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.models import Listing, ListingRevision
from techmarket.search.current import engine
from techmarket.search.port import Key
from tests.factories.accounts import OrganisationFactory

RECORD = {
    "id": "r-1",
    "title": "煤矸石制备多孔陶瓷",
    "abstract": "以煤矸石为原料。",
    "keywords": ["煤矸石", "多孔陶瓷"],
    "discipline": "材料科学与工程",
}
HEADINGS = ("编号", "成果名称", "简介", "关键词", "成熟度", "合作方式", "价格下限(万元)")


@pytest.fixture
def archive(session):
    organisation = OrganisationFactory(is_archive=True, name="样例资料库")
    session.commit()
    return organisation


@pytest.fixture
def lines(tmp_path):
    def write(*records):
        path = tmp_path / "records.jsonl"
        path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records))
        return path

    return write


@pytest.fixture
def table(tmp_path):
    def write(*rows, encoding="utf-8"):
        path = tmp_path / "records.csv"
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        path.write_bytes(text.encode(encoding))
        return path

    return write


def take(path, organisation, kind=ListingKind.RESULT, **options):
    return import_listings(kind, path, organisation, **options)


def counts(summary):
    return (summary.imported, summary.updated, summary.unchanged, summary.rejected)


def the_listing():
    return db.session.query(Listing).one()


def test_a_record_is_published_without_clocks_and_mapped_by_its_subject(archive, lines):
    summary = take(lines(RECORD), archive)

    listing = the_listing()
    revision = listing.current_revision
    assert counts(summary) == (1, 0, 0, 0)
    assert listing.state == ListingState.PUBLISHED
    assert (listing.confirm_due_on, listing.valid_until_on, listing.review_every_days) == (
        None,
        None,
        None,
    )
    assert (revision.title, revision.summary) == (RECORD["title"], RECORD["abstract"])
    assert revision.source_subject == "材料科学与工程"
    assert (revision.chain, revision.technology_field) == ("new_materials", "05")


def test_an_imported_record_reaches_the_index(archive, lines):
    take(lines(RECORD), archive)

    outbox.drain()

    assert list(engine().versions()) == [(Key("result", the_listing().id), 1)]


def test_the_same_file_again_changes_nothing(archive, lines):
    path = lines(RECORD)
    take(path, archive)

    summary = take(path, archive)

    assert counts(summary) == (0, 0, 1, 0)
    assert db.session.query(ListingRevision).count() == 1


def test_other_content_becomes_a_new_published_revision(archive, lines):
    take(lines(RECORD), archive)

    summary = take(lines({**RECORD, "abstract": "强度提高一倍。"}), archive)

    listing = the_listing()
    assert counts(summary) == (0, 1, 0, 0)
    assert [each.state for each in listing.revisions] == [
        RevisionState.SUPERSEDED,
        RevisionState.PUBLISHED,
    ]
    assert listing.current_revision.summary == "强度提高一倍。"
    assert listing.index_version == 2


def test_drafts_are_written_over_and_stay_drafts(archive, lines):
    take(lines(RECORD), archive, as_draft=True)

    summary = take(lines({**RECORD, "title": "煤矸石多孔陶瓷"}), archive, as_draft=True)

    listing = the_listing()
    assert counts(summary) == (0, 1, 0, 0)
    assert listing.state == ListingState.DRAFT
    assert listing.latest_revision.title == "煤矸石多孔陶瓷"


def test_a_closed_listing_is_not_brought_back_by_an_import(archive, lines):
    take(lines(RECORD), archive)
    the_listing().state = ListingState.CLOSED
    db.session.commit()

    summary = take(lines({**RECORD, "title": "新的名称"}), archive)

    assert counts(summary) == (0, 0, 0, 1)
    assert the_listing().state == ListingState.CLOSED


def test_a_demand_has_its_description_as_summary(archive, lines):
    record = {"id": "d-1", "title": "矸石砖强度不够", "description": "我公司想用矸石做砖。"}

    summary = take(lines({**record, "field": "建筑材料"}), archive, ListingKind.DEMAND)

    assert counts(summary) == (1, 0, 0, 0)
    assert the_listing().current_revision.summary == "我公司想用矸石做砖。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_the_encodings_that_offices_write(archive, table, encoding):
    row = (
        "1001",
        "矸石砖",
        "常温养护。",
        "煤矸石、免烧砖",
        "通过中试",
        "普通许可、技术服务",
        "12.5",
    )

    summary = take(table(HEADINGS, row, encoding=encoding), archive)

    revision = the_listing().current_revision
    assert counts(summary) == (1, 0, 0, 0)
    assert revision.keywords == ["煤矸石", "免烧砖"]
    assert revision.maturity == "pilot_tested"
    assert {mode.mode for mode in revision.modes} == {"license_ordinary", "service"}
    assert (revision.price_kind, revision.price_min_fen) == ("fixed", 12_500_000)


def test_good_rows_go_in_and_bad_ones_are_named_by_cell(archive, table):
    good = ("1", "矸石砖", "常温养护。", "", "", "", "")
    bad = ("2", "矸石瓦", "", "", "差不多熟了", "", "十万")

    summary = take(table(HEADINGS, good, bad), archive)

    assert counts(summary) == (1, 0, 0, 1)
    assert {(error.row, error.column, error.reason) for error in summary.errors} == {
        (3, "简介", "required"),
        (3, "成熟度", "unknown_code"),
        (3, "价格下限(万元)", "not_a_number"),
    }


def test_a_demand_row_is_read_cell_by_cell(archive, table):
    headings = (
        "编号*",
        "需求名称",
        "简介",
        "期望完成日期",
        "最低就绪水平",
        "合作方式",
        "预算(万元)",
    )
    more = ("预算上限(万元)", "隐去名称", "对外显示名称", "应用行业", "知识产权归属意愿")
    row = (
        "D-1",
        "砂型<br>铸件气孔多",
        "气孔多。",
        "2027年3月1日",
        "TRL 7",
        "Joint or commissioned development",
        "50",
    )
    rest = ("80 万元", "是", "某铸造厂", "制造业", "shared")

    summary = take(table((*headings, *more), (*row, *rest)), archive, ListingKind.DEMAND)

    listing = the_listing()
    revision = listing.current_revision
    assert (counts(summary), summary.errors) == ((1, 0, 0, 0), [])
    assert revision.title == "砂型 铸件气孔多"
    assert (revision.deadline_on, revision.min_trl) == (date(2027, 3, 1), 7)
    assert (revision.price_kind, revision.price_min_fen, revision.price_max_fen) == (
        "range",
        50_000_000,
        80_000_000,
    )
    assert (revision.industry, revision.ip_wish) == ("C", "shared")
    assert [mode.mode for mode in revision.modes] == ["codevelop"]
    assert (listing.identity_masked, listing.public_name) == (True, "某铸造厂")


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("期望完成日期", "明年春天", "not_a_date"),
        ("最低就绪水平", "很高", "not_a_number"),
        ("预算(万元)", "-5", "out_of_range"),
        ("预算(万元)", "NaN", "not_a_number"),
        ("预算(万元)", "1e999999999", "not_a_number"),
        ("隐去名称", "也许", "not_yes_or_no"),
        ("知识产权归属意愿", "都行", "unknown_code"),
        ("对外显示名称", "某厂" * 61, "too_long"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(archive, table, heading, cell, reason):
    rows = (("编号", "需求名称", "简介", heading), ("1", "砂型气孔", "多。", cell))

    summary = take(table(*rows), archive, ListingKind.DEMAND)

    assert [(error.row, error.reason, error.value) for error in summary.errors] == [
        (2, reason, cell)
    ]
    assert str(summary.errors[0]).startswith("row 2, ")


def test_a_line_nested_without_end_is_rejected_and_the_others_go_in(archive, tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text("[" * 100_000 + "\n" + json.dumps(RECORD, ensure_ascii=False))

    summary = take(path, archive)

    assert counts(summary) == (1, 0, 0, 1)
    assert summary.errors[0].reason == "not_json"


def test_a_number_that_stands_twice_is_rejected_the_second_time(archive, lines):
    summary = take(lines(RECORD, {**RECORD, "title": "另一个"}), archive)

    assert counts(summary) == (1, 0, 0, 1)
    assert summary.errors[0].reason == "duplicate_key"


def test_a_heading_that_nobody_knows_is_named(archive, table):
    summary = take(
        table((*HEADINGS, "备注一"), ("1", "矸石砖", "好。", "", "", "", "", "x")), archive
    )

    assert counts(summary) == (1, 0, 0, 0)
    assert [(error.column, error.reason) for error in summary.errors] == [
        ("备注一", "unknown_column")
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("records.xlsx", b"PK\x03\x04 not a workbook"),
        ("records.csv", "编号,简介\n1,没有名称\n".encode()),
        ("records.csv", b""),
        ("records.jsonl", b"not json at all\n"),
        ("records.pdf", b"%PDF-1.7"),
        ("records.csv", b"\xff\xff\xff\x00\x81"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(archive, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=name):
        take(path, archive)
    assert db.session.query(Listing).count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(ListingKind))
def test_the_filled_in_template_is_read_back(archive, tmp_path, kind, language):
    template = CalamineWorkbook.from_filelike(BytesIO(listing_template(kind, language)))
    headings = template.get_sheet_by_index(0).to_python()[0]
    path = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, headings)
        sheet.write_row(1, 0, [7, "矸石砖", "=1+1 不是公式"])
        dates = [
            place for place, name in enumerate(headings) if name in ("期望完成日期", "Needed by")
        ]
        for place in dates:
            sheet.write_datetime(
                1, place, date(2027, 3, 1), workbook.add_format({"num_format": 14})
            )

    summary = take(path, archive, kind)

    assert counts(summary) == (1, 0, 0, 0)
    assert summary.errors == []
    assert the_listing().source_key == "7"
    if dates:
        assert the_listing().current_revision.deadline_on == date(2027, 3, 1)


def test_an_import_into_a_living_organisation_starts_its_clocks(session, lines):
    firm = OrganisationFactory()
    session.commit()

    take(lines(RECORD), firm)

    assert the_listing().confirm_due_on == date(2026, 9, 13)


def test_more_rows_than_one_transaction_holds_all_go_in(archive, lines):
    told = []
    records = [{**RECORD, "id": f"r-{number}"} for number in range(450)]

    summary = take(lines(*records), archive, on_progress=lambda *step: told.append(step))

    assert summary.imported == 450
    assert told == [(0, 450), (200, 450), (400, 450), (450, 450)]
