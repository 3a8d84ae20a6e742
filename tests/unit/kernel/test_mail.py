from email import message_from_bytes, policy

import pytest

from techmarket.kernel.mail import ConsoleMailer, FileMailer, Letter, SmtpMailer, open_mailer


def test_a_letter_is_written_as_a_file_with_its_chinese_intact(tmp_path):
    mailer = open_mailer("file:", tmp_path, "market@example.test")

    mailer.send(Letter("zhao@example.test", "新的意向", "请在三个工作日内答复。"))

    (path,) = (tmp_path / "mail").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("zhao@example.test", "新的意向")
    assert message.get_content().strip() == "请在三个工作日内答复。"


@pytest.mark.parametrize(
    ("url", "kind"),
    [("file:letters", FileMailer), ("console:", ConsoleMailer), ("smtp://localhost", SmtpMailer)],
)
def test_the_setting_chooses_the_mailer(tmp_path, url, kind):
    assert isinstance(open_mailer(url, tmp_path, "market@example.test"), kind)


def test_an_unknown_mailer_is_refused(tmp_path):
    with pytest.raises(ValueError, match="MAIL_URL"):
        open_mailer("pigeon:", tmp_path, "market@example.test")


def test_the_log_never_holds_address_or_text(caplog):
    caplog.set_level("INFO")

    ConsoleMailer().send(Letter("zhao@example.test", "新的意向", "内容"))

    assert "zhao" not in caplog.text
    assert "内容" not in caplog.text
