from babel.messages.catalog import Catalog

from tools import translations


def catalog_of(**entries):
    catalog = Catalog(locale="zh", fuzzy=False)
    for english, chinese in entries.items():
        catalog.add(english, chinese)
    return catalog


def write_tree(root, python="", template=""):
    (root / "techmarket").mkdir()
    (root / "techmarket" / "forms.py").write_text(python, "utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "page.html").write_text(template, "utf-8")


def test_messages_of_code_and_templates_are_found(tmp_path):
    python = 'a = _("Send")\nb = _l("Title")\nc = ngettext("%(num)d file", "%(num)d files", n)\n'
    template = '<p>{{ _("Publish") }}{% trans %}Free {{ name }}{% endtrans %}</p>'
    write_tree(tmp_path, python, template)

    found = {str(message.id) for message in translations.messages(translations.extract(tmp_path))}

    assert found >= {"Send", "Title", "Publish", "Free %(name)s"}
    assert len(found) == 5


def test_merge_keeps_known_translations_and_drops_unsaid_ones():
    merged = translations.merge(catalog_of(Send="", New=""), catalog_of(Send="发送", Old="旧"))

    assert {message.id: message.string for message in translations.messages(merged)} == {
        "Send": "发送",
        "New": "",
    }


def test_fill_leaves_existing_translations_alone():
    catalog = catalog_of(Send="发送", New="")

    filled = translations.fill(catalog, {"Send": "寄出", "New": "新", "Unused": "无"})

    assert (filled, catalog["Send"].string, catalog["New"].string) == (1, "发送", "新")


def test_plural_is_filled_by_its_singular():
    catalog = Catalog(locale="zh", fuzzy=False)
    catalog.add(("%(num)d file", "%(num)d files"))

    translations.fill(catalog, {"%(num)d file": "%(num)d 个文件"})

    assert list(translations.faults(catalog)) == []


def test_missing_translation_is_a_fault():
    assert list(translations.faults(catalog_of(Send=""))) == ["not translated: 'Send'"]


def test_fuzzy_translation_is_a_fault_and_survives_a_merge():
    catalog = Catalog(locale="zh", fuzzy=False)
    catalog.add("Send", "发送", flags={"fuzzy"})

    merged = translations.merge(catalog_of(Send=""), catalog)

    assert list(translations.faults(merged)) == ["fuzzy: 'Send'"]


def test_lost_placeholder_is_a_fault():
    faults = list(translations.faults(catalog_of(**{"%(count)s results": "若干项成果"})))

    assert len(faults) == 1
    assert faults[0].startswith("placeholders differ")


def test_literal_percent_sign_is_no_placeholder():
    assert list(translations.faults(catalog_of(**{"100%% of %(sum)s": "%(sum)s 的 100%%"}))) == []


def test_written_catalogue_is_sorted_and_names_no_place_or_date():
    text = translations.as_text(catalog_of(Send="发送", Draft="草稿"))

    assert text.index("Draft") < text.index("Send")
    assert "#:" not in text
    assert "Date" not in text


def test_written_catalogue_reads_back_to_the_same_text():
    text = translations.as_text(catalog_of(Send="发送"))

    assert translations.as_text(translations.read_catalogue(text)) == text


def test_fresh_files_have_no_problem():
    catalog = catalog_of(Send="发送")
    text, binary = translations.as_text(catalog), translations.compiled(catalog)

    assert list(translations.problems(text, binary, catalog)) == []


def test_stale_text_and_stale_binary_are_both_named():
    old, new = catalog_of(Send="发送"), catalog_of(Send="寄出")
    text, binary = translations.as_text(old), translations.compiled(old)

    found = list(translations.problems(text, binary, new))

    assert [problem.split()[0] for problem in found] == ["messages.po", "messages.mo"]


def test_update_does_not_touch_a_binary_that_says_the_same(tmp_path):
    catalogue = tmp_path / "messages.po"
    translations.update(catalog_of(Send="发送"), catalogue)
    before = catalogue.with_suffix(".mo").stat().st_mtime_ns

    translations.update(catalog_of(Send="发送"), catalogue)

    assert catalogue.with_suffix(".mo").stat().st_mtime_ns == before


def test_first_of_two_different_fillings_stays_and_both_are_named(tmp_path, capsys):
    (tmp_path / "a.json").write_text('{"Send": "发送"}', "utf-8")
    (tmp_path / "b.json").write_text('{"Send": "寄出"}', "utf-8")

    filling = translations.read_fillings([tmp_path / "a.json", tmp_path / "b.json"])

    assert filling == {"Send": "发送"}
    assert "寄出" in capsys.readouterr().out
