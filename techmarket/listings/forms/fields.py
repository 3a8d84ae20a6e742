"""Fields of listings that no other feature has."""

import re
from typing import Any

from wtforms import StringField
from wtforms.widgets import TextArea

from techmarket.kernel.text import clean_text

SEPARATORS = re.compile(r"[,，、;；\n]+")


class WordsField(StringField):
    """Several words in one line, parted by commas; `data` is a list without repetitions."""

    separator = "，"
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.separator.join(self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean_text(valuelist[0]) if valuelist else ""
        words = (word.strip() for word in SEPARATORS.split(text))
        self.data = list(dict.fromkeys(word for word in words if word))


class LinesField(WordsField):
    """The same, one to a line."""

    widget = TextArea()
    separator = "\n"
