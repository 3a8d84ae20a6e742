"""The columns of an import: what each is called in a file, and which field it fills."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from techmarket.listings.lifecycle import ListingKind


class Shape(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    WORDS = "words"
    LINES = "lines"
    CODE = "code"
    CODES = "codes"
    LEVEL = "level"
    WAN_YUAN = "wan_yuan"
    DAY = "day"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Column:
    """One column: its field, its heading in the template, further headings that are understood.

    `code_list` is the region pack's list for codes; `width` is that of the template.
    """

    field: str
    zh: str
    en: str
    shape: Shape = Shape.TEXT
    code_list: str = ""
    aliases: tuple[str, ...] = ()
    width: int = 16
    is_required: bool = False

    def heading(self, language: str) -> str:
        """Return the heading as the template writes it, obligatory ones with an asterisk."""
        return (self.en if language == "en" else self.zh) + ("*" if self.is_required else "")


KEY, SUBJECT = "id", "source_subject"
_COMMON_HEAD = (Column(KEY, "编号", "No.", aliases=("id", "序号"), is_required=True, width=12),)
_COMMON = (
    Column("keywords", "关键词", "Keywords", Shape.WORDS, aliases=("keywords",), width=24),
    Column("chain", "创新链", "Innovation chain", Shape.CODE, "chain", ("产业链", "chain")),
    Column("technology_field", "技术领域", "Technology field", Shape.CODE, "technology_field"),
    Column("industry", "应用行业", "Industry of use", Shape.CODE, "industry"),
    Column(SUBJECT, "学科或专业", "Subject in the source", aliases=("学科", "discipline", "field")),
)
_TERMS = (Column("modes", "合作方式", "Ways of co-operation", Shape.CODES, "mode", width=24),)
COLUMNS: Mapping[ListingKind, Sequence[Column]] = MappingProxyType(
    {
        ListingKind.RESULT: (
            *_COMMON_HEAD,
            Column(
                "title",
                "成果名称",
                "Title",
                aliases=("名称", "标题", "title"),
                is_required=True,
                width=36,
            ),
            Column(
                "summary",
                "简介",
                "Summary",
                aliases=("摘要", "成果简介", "abstract", "description"),
                is_required=True,
                width=60,
            ),
            *_COMMON,
            Column("problem", "解决的问题", "Problem solved", width=36),
            Column("advantages", "创新点与优势", "What is new and better", width=36),
            Column("indicators", "技术指标", "Technical indicators", width=36),
            Column("comparison", "与现有技术对比", "Comparison", width=36),
            Column("applications", "应用情况与获奖", "Cases of use and awards", width=36),
            Column("maturity", "成熟度", "Maturity", Shape.CODE, "maturity"),
            Column("trl", "技术就绪水平", "Readiness level", Shape.LEVEL),
            Column("completers", "完成人", "Completed by", width=24),
            Column("rights_basis", "权属", "Who holds the rights", Shape.CODE, "rights_basis"),
            Column("ip_note", "知识产权说明", "Intellectual property", width=36),
            Column("patent_numbers", "专利号", "Patent numbers", Shape.LINES, width=24),
            Column("conditions", "转化条件", "What the user needs for it", width=36),
            *_TERMS,
            Column("price_kind", "报价方式", "Kind of price", Shape.CODE, "price_kind"),
            Column(
                "price_min_fen",
                "价格下限(万元)",
                "Lowest price (10,000 yuan)",
                Shape.WAN_YUAN,
                aliases=("价格(万元)",),
            ),
            Column(
                "price_max_fen", "价格上限(万元)", "Highest price (10,000 yuan)", Shape.WAN_YUAN
            ),
        ),
        ListingKind.DEMAND: (
            *_COMMON_HEAD,
            Column(
                "title",
                "需求名称",
                "Title",
                aliases=("名称", "标题", "title"),
                is_required=True,
                width=36,
            ),
            Column(
                "summary",
                "需求简介",
                "Summary",
                aliases=("简介", "需求描述", "abstract", "description"),
                is_required=True,
                width=60,
            ),
            *_COMMON,
            Column("problem", "要解决的难题", "Problem to solve", width=36),
            Column("indicators", "主要指标", "Indicators wanted", width=36),
            Column("constraints", "限制条件", "Constraints", width=36),
            Column("own_base", "已有基础", "What we have ourselves", width=36),
            Column("tried", "已做过的尝试", "What has been tried", width=36),
            Column("deadline_on", "期望完成日期", "Needed by", Shape.DAY),
            Column("min_trl", "最低就绪水平", "Least readiness level", Shape.LEVEL),
            Column(
                "ip_wish", "知识产权归属意愿", "Who shall hold new rights", Shape.CODE, "ip_wish"
            ),
            *_TERMS,
            Column("price_kind", "预算方式", "Kind of budget", Shape.CODE, "price_kind"),
            Column(
                "price_min_fen",
                "预算下限(万元)",
                "Lowest budget (10,000 yuan)",
                Shape.WAN_YUAN,
                aliases=("预算(万元)",),
            ),
            Column(
                "price_max_fen", "预算上限(万元)", "Highest budget (10,000 yuan)", Shape.WAN_YUAN
            ),
            Column("identity_masked", "隐去名称", "Hide our name", Shape.YES_NO),
            Column("public_name", "对外显示名称", "Name shown instead", width=24),
        ),
    }
)


def plain_heading(heading: object) -> str:
    """Return a heading as it is compared: one width, no spaces, no asterisk, lower case."""
    folded = unicodedata.normalize("NFKC", str(heading or "")).lower()
    return "".join(folded.replace("*", "").split())


def column_by_heading(kind: ListingKind) -> dict[str, Column]:
    """Return every heading that is understood for this kind, in its plain form."""
    return {
        plain_heading(name): column
        for column in COLUMNS[kind]
        for name in (*column.aliases, column.field, column.en, column.zh)
    }
