"""Invented records and questions from a small vocabulary; the same ones in every run."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

MATERIALS = [
    "煤矸石",
    "粉煤灰",
    "铸造旧砂",
    "氟化物",
    "花生壳",
    "秸秆",
    "玛瑙废料",
    "含油污泥",
    "稀土",
    "硅灰石",
]
METHODS = [
    "常温养护",
    "微波活化",
    "连续硝化",
    "热法再生",
    "超临界萃取",
    "激光熔覆",
    "厌氧发酵",
    "浮选",
    "真空镀膜",
    "光纤传感",
]
THINGS = [
    "免烧砖",
    "砂型铸件",
    "液压支架",
    "风机叶片",
    "橡胶密封件",
    "保温墙板",
    "滤膜",
    "烘干仓",
    "储能电池",
    "输送带",
]
GAINS = [
    "强度",
    "寿命",
    "收率",
    "能耗",
    "回收率",
    "含水率",
    "粉尘浓度",
    "耐盐雾时间",
    "合格率",
    "成本",
]
PLACES = [
    "井下",
    "露天矿",
    "铸造车间",
    "化工园区",
    "温室",
    "村镇",
    "电厂",
    "选煤厂",
    "风电场",
    "合作社",
]
SUBJECTS = [
    "矿业工程",
    "材料科学与工程",
    "化学工程与技术",
    "机械工程",
    "农业工程",
    "环境科学与工程",
]
# What people type: one word, two words, a two-character word, something that is not there.
QUESTIONS = (
    "矸石",
    "砂型",
    "花生",
    "煤矸石 免烧砖",
    "液压支架 激光熔覆",
    "风电场 光纤",
    "量子密钥",
)


def make_records(count: int, *, seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield records as `./market import` reads them: id, title, abstract, keywords, discipline."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        material, thing = draw.choice(MATERIALS), draw.choice(THINGS)
        method, gain = draw.choice(METHODS), draw.choice(GAINS)
        yield {
            "id": f"B-{seed}-{number}",
            "title": f"{material}{method}制备{thing}技术{number}",
            "abstract": "".join(_sentence(draw, material, thing) for _ in range(4)),
            "keywords": [material, method, thing, gain],
            "discipline": draw.choice(SUBJECTS),
        }


def make_demands(count: int, *, seed: int = 2) -> Iterator[dict[str, object]]:
    """Yield demands in the same form, a few sentences each."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        material, thing = draw.choice(MATERIALS), draw.choice(THINGS)
        yield {
            "id": f"D-{seed}-{number}",
            "title": f"{thing}改用{material}后{draw.choice(GAINS)}不够",
            "description": "".join(_sentence(draw, material, thing) for _ in range(3)),
            "field": draw.choice(SUBJECTS),
        }


def write_records(path: Path, records: Iterator[dict[str, object]]) -> Path:
    """Write one JSON object a line."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def read_records(path: Path) -> Iterator[dict[str, object]]:
    """Yield the records of a .jsonl file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _sentence(draw: random.Random, material: str, thing: str) -> str:
    method, gain, place = draw.choice(METHODS), draw.choice(GAINS), draw.choice(PLACES)
    other, number = draw.choice(THINGS), draw.randint(2, 98)
    return draw.choice(
        (
            f"以{material}为原料,经{method}处理,{thing}的{gain}改善{number}%。",
            f"在{place}连续运行{number}个月,{thing}的{gain}保持稳定,可推广到{other}。",
            f"与现有{other}工艺相比,{method}使{gain}变化{number}%,{material}掺量提高。",
        )
    )
