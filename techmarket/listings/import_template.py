"""The spreadsheet to fill in: headings, drop-down lists from the region pack, explanations."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from techmarket.kernel import clock
from techmarket.listings.import_columns import COLUMNS, Column, Shape
from techmarket.listings.lifecycle import ListingKind
from techmarket.region.current import pack
from techmarket.region.pack import Code

ROWS_TO_FILL = 1000
LISTS_SHEET = "lists"
SHEET_NAME = {
    ("zh", ListingKind.RESULT): "成果",
    ("zh", ListingKind.DEMAND): "需求",
    ("en", ListingKind.RESULT): "Results",
    ("en", ListingKind.DEMAND): "Demands",
}
YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}
ONE_OF_MANY = {
    "zh": "可填多项，用顿号分隔；所列为可选值",
    "en": "Several may stand here, parted by commas; the list shows what can be chosen",
}


def listing_template(kind: ListingKind, language: str) -> bytes:
    """Return the .xlsx template for this kind, headings and lists in `language`."""
    content = BytesIO()
    # Strings never become formulas: a cell of a list may begin with an equals sign.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        sheet = workbook.add_worksheet(SHEET_NAME[language, kind])
        lists = workbook.add_worksheet(LISTS_SHEET)
        head = workbook.add_format({"bold": True, "bg_color": "#DCE6F0", "text_wrap": True})
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place, column in enumerate(COLUMNS[kind]):
            sheet.set_column(place, place, column.width, text)
            sheet.write_string(0, place, column.heading(language), head)
            choices = _choices(kind, column, language)
            if choices:
                lists.write_column(0, place, choices)
                rule = _rule(column, place, len(choices), language)
                sheet.data_validation(1, place, ROWS_TO_FILL, place, rule)
        sheet.freeze_panes(1, 2)
        lists.hide()
    return content.getvalue()


def _rule(column: Column, place: int, count: int, language: str) -> dict[str, object]:
    letters = xl_col_to_name(place)
    source = f"={LISTS_SHEET}!${letters}$1:${letters}${count}"
    rule: dict[str, object] = {"validate": "list", "source": source}
    if column.shape == Shape.CODES:
        # Several codes in one cell: the list helps, but must not refuse.
        rule["show_error"] = False
        rule["input_message"] = ONE_OF_MANY[language]
    return rule


def _choices(kind: ListingKind, column: Column, language: str) -> list[str]:
    if column.shape == Shape.YES_NO:
        return list(YES_NO[language])
    if column.shape == Shape.LEVEL:
        return [code.code for code in pack().codes("trl", clock.today())]
    if not column.code_list:
        return []
    codes = pack().codes(column.code_list, clock.today())
    return [code.name(language) for code in codes if _fits(kind, code)]


def _fits(kind: ListingKind, code: Code) -> bool:
    return code.extra.get("applies_to", "both") in ("both", kind)
