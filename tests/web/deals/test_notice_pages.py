"""Public notices in the browser."""

from datetime import UTC, datetime, timedelta

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import ObjectionState
from techmarket.deals.models import Objection, PublicNotice
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from tests.factories.accounts import UserFactory, member
from tests.factories.deals import NoticeFactory, buyer, licensed_deal, seller


def form_of(days=15, **changes):
    said = {
        "result_name": "煤矸石免烧砖制备技术",
        "summary": "以煤矸石为骨料。",
        "completers": "王研究员、李研究员",
        "starts_on": clock.today().isoformat(),
        "ends_on": (clock.today() + timedelta(days=days)).isoformat(),
    }
    return said | changes


def objected(notice, author):
    objection = Objection(
        notice=notice, author_id=author.id, text="完成人遗漏", answer_due_on=clock.today()
    )
    db.session.add(objection)
    db.session.flush()
    return objection


def test_the_seller_publishes_and_everybody_reads(sign_in, client):
    deal = licensed_deal()

    answer = sign_in(seller(deal)).post(f"/deals/{deal.id}/notice/new", data=form_of())

    notice = db.session.query(PublicNotice).one()
    page = client.get(f"/notices/{notice.id}")
    assert answer.status_code == 302
    for words in ("煤矸石免烧砖制备技术", "王研究员、李研究员", deal.buyer_org.name):
        assert words in page.text
    assert "煤矸石免烧砖制备技术" in client.get("/notices").text


def test_the_form_offers_the_shortest_lawful_notice(sign_in):
    deal = licensed_deal()

    page = sign_in(seller(deal)).get(f"/deals/{deal.id}/notice/new")

    assert 'value="2026-06-15"' in page.text
    assert 'value="2026-06-30"' in page.text


def test_a_shorter_notice_is_refused_at_its_field(sign_in):
    deal = licensed_deal()

    answer = sign_in(seller(deal)).post(f"/deals/{deal.id}/notice/new", data=form_of(days=14))

    assert answer.status_code == 422
    assert "ends_on-error" in answer.text
    assert "王研究员、李研究员" in answer.text


def test_a_relation_without_words_is_refused_at_its_field(sign_in):
    deal = licensed_deal()

    answer = sign_in(seller(deal)).post(
        f"/deals/{deal.id}/notice/new", data=form_of(transferee_is_related="y")
    )

    assert answer.status_code == 422
    assert "relation_note-error" in answer.text


def test_the_buyer_cannot_publish(sign_in):
    deal = licensed_deal()

    assert sign_in(buyer(deal)).get(f"/deals/{deal.id}/notice/new").status_code == 403


def test_a_second_notice_is_a_conflict(sign_in):
    deal = licensed_deal()
    NoticeFactory(deal=deal)

    answer = sign_in(seller(deal)).post(f"/deals/{deal.id}/notice/new", data=form_of())

    assert answer.status_code == 409


def test_objectors_are_never_named(sign_in, client):
    notice = NoticeFactory(deal=licensed_deal())
    author = UserFactory(name="孙异议")

    answer = sign_in(author).post(f"/notices/{notice.id}/objections", data={"text": "完成人遗漏"})

    public = client.get(f"/notices/{notice.id}").text
    inside = sign_in(seller(notice.deal)).get(f"/notices/{notice.id}").text
    assert answer.status_code == 302
    assert "完成人遗漏" not in public
    assert "完成人遗漏" in inside
    for page in (public, inside, client.get("/notices").text):
        assert "孙异议" not in page


def test_the_one_who_objected_reads_the_decision(sign_in):
    notice, author = NoticeFactory(deal=licensed_deal()), UserFactory()
    objection = objected(notice, author)
    decision = {"decision": "dismiss", "answer": "名单经核实无误。"}

    decided = sign_in(seller(notice.deal)).post(f"/objections/{objection.id}/decide", data=decision)

    assert decided.status_code == 302
    assert db.session.get(Objection, objection.id).state == ObjectionState.DISMISSED
    assert "名单经核实无误。" in sign_in(author).get(f"/notices/{notice.id}").text


def test_the_operator_may_decide_too(sign_in):
    objection = objected(NoticeFactory(deal=licensed_deal()), UserFactory())
    client = sign_in(member(Role.OPERATOR))

    assert client.get(f"/objections/{objection.id}/decide").status_code == 200
    upheld = client.post(
        f"/objections/{objection.id}/decide", data={"decision": "uphold", "answer": "属实。"}
    )

    assert upheld.status_code == 302
    assert db.session.get(Objection, objection.id).state == ObjectionState.UPHELD


def test_a_decision_needs_reasons_and_is_made_once(sign_in):
    notice = NoticeFactory(deal=licensed_deal())
    objection = objected(notice, UserFactory())
    client, url = sign_in(seller(notice.deal)), f"/objections/{objection.id}/decide"

    without = client.post(url, data={"decision": "uphold"})
    first = client.post(url, data={"decision": "dismiss", "answer": "不成立。"})
    second = client.post(url, data={"decision": "uphold", "answer": "成立。"})

    assert [each.status_code for each in (without, first, second)] == [422, 302, 409]


def test_objections_are_not_for_strangers(sign_in):
    objection = objected(NoticeFactory(deal=licensed_deal()), UserFactory())

    client = sign_in(member(Role.ENTERPRISE))

    assert client.get(f"/objections/{objection.id}/decide").status_code == 404


def test_the_buyer_reads_objections_and_does_not_decide_them(sign_in):
    notice = NoticeFactory(deal=licensed_deal())
    objection = objected(notice, UserFactory())
    client = sign_in(buyer(notice.deal))

    assert "完成人遗漏" in client.get(f"/notices/{notice.id}").text
    assert client.get(f"/objections/{objection.id}/decide").status_code == 403


def test_an_objection_after_the_end_is_a_conflict(sign_in, at):
    notice = NoticeFactory(deal=licensed_deal())
    at(datetime(2026, 7, 1, 4, 0, tzinfo=UTC))

    answer = sign_in(UserFactory()).post(f"/notices/{notice.id}/objections", data={"text": "迟了"})

    assert answer.status_code == 409


def test_an_empty_objection_is_refused(sign_in):
    notice = NoticeFactory(deal=licensed_deal())

    answer = sign_in(UserFactory()).post(f"/notices/{notice.id}/objections", data={"text": " "})

    assert answer.status_code == 422


def test_a_notice_to_come_is_not_found_by_the_public(client, sign_in):
    begins = clock.today() + timedelta(days=2)
    notice = NoticeFactory(deal=licensed_deal(), starts_on=begins)

    assert client.get(f"/notices/{notice.id}").status_code == 404
    assert sign_in(buyer(notice.deal)).get(f"/notices/{notice.id}").status_code == 200


def test_ended_notices_stand_in_a_list_of_their_own(client, at):
    NoticeFactory(deal=licensed_deal(), result_name="铸造废砂再生技术")
    at(datetime(2026, 7, 1, 4, 0, tzinfo=UTC))

    assert "铸造废砂再生技术" not in client.get("/notices").text
    assert "铸造废砂再生技术" in client.get("/notices?list=ended").text


def test_the_room_shows_the_notice_and_when_it_ends(sign_in):
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)

    page = sign_in(buyer(deal)).get(f"/deals/{deal.id}").text

    assert f"/notices/{notice.id}" in page
    assert "2026年6月30日" in page


def test_the_list_needs_a_fixed_number_of_queries(client, count_queries):
    def counted():
        with count_queries() as statements:
            client.get("/notices")
        return len(statements)

    NoticeFactory(deal=licensed_deal())
    few = counted()
    for _ in range(4):
        NoticeFactory(deal=licensed_deal())

    assert counted() == few
