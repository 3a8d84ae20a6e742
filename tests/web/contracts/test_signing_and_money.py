"""Signed copies, plan and payments in the browser."""

from datetime import timedelta
from io import BytesIO

import pytest

from techmarket.accounts.models import Role
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import PartySide
from techmarket.kernel import clock
from tests.factories.accounts import member
from tests.factories.contracts import PDF, InstalmentFactory, contract_in, party_member

pytestmark = pytest.mark.usefixtures("session")


def page(contract, rest=""):
    return f"/contracts/{contract.id}{rest}"


def copy_fields(contract, side, **changes):
    version = contract.latest_version
    fields = {
        "version_number": version.number,
        "party_id": version.parties_on(side)[0].id,
        "signed_by": "钱代表",
        "signed_on": clock.today().isoformat(),
        "file": (BytesIO(PDF), "合同.pdf"),
    }
    return fields | changes


def payment_fields(**changes):
    return {"received_on": clock.today().isoformat(), "amount_fen": "400,000.50"} | changes


@pytest.fixture
def offered():
    return contract_in(ContractState.OFFERED)


@pytest.fixture
def in_force():
    return contract_in(ContractState.IN_FORCE)


class TestSigning:
    def test_both_sides_upload_and_the_contract_is_in_force(self, sign_in, offered):
        seller = sign_in(party_member(offered, PartySide.SELLER))
        buyer = sign_in(party_member(offered, PartySide.BUYER))

        seller.post(page(offered, "/sign"), data=copy_fields(offered, PartySide.SELLER))
        waiting = seller.get(page(offered, "?lang=en")).text
        buyer.post(page(offered, "/sign"), data=copy_fields(offered, PartySide.BUYER))

        assert "Waiting for the signed copy of the other side." in waiting
        assert offered.state == ContractState.IN_FORCE
        text = seller.get(page(offered)).text
        assert offered.latest_version.signatures[0].file.sha256 in text

    def test_the_copy_comes_back_as_a_file(self, sign_in, offered):
        client = sign_in(party_member(offered, PartySide.SELLER))
        client.post(page(offered, "/sign"), data=copy_fields(offered, PartySide.SELLER))
        (signature,) = offered.latest_version.signatures
        url = page(offered, f"/signatures/{signature.id}/file")

        with client.get(url) as answer:
            assert answer.data == PDF
            assert answer.headers["Content-Disposition"].startswith("attachment")
        assert sign_in(member(Role.ENTERPRISE)).get(url).status_code == 404

    def test_a_copy_of_another_contract_is_not_found_here(self, sign_in):
        signed, mine = contract_in(ContractState.SIGNED), contract_in(ContractState.SIGNED)
        foreign = signed.latest_version.signatures[0]
        client = sign_in(party_member(mine, PartySide.SELLER))

        assert client.get(page(mine, f"/signatures/{foreign.id}/file")).status_code == 404

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (b"#!/bin/sh", "合同.pdf", "not of an accepted type"),
            (PDF, "合同.exe", "is not accepted"),
            (b"", "合同.pdf", "is empty"),
        ],
    )
    def test_a_wrong_file_is_refused_with_the_reason_and_the_rest_kept(
        self, sign_in, offered, content, name, said
    ):
        client = sign_in(party_member(offered, PartySide.SELLER))
        fields = copy_fields(
            offered, PartySide.SELLER, signed_by="欧阳代表", file=(BytesIO(content), name)
        )

        answer = client.post(page(offered, "/sign?lang=en"), data=fields)

        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="欧阳代表"' in answer.text
        assert offered.latest_version.signatures == []

    def test_a_day_before_the_offer_is_refused_at_the_date(self, sign_in, offered):
        client = sign_in(party_member(offered, PartySide.SELLER))
        day = (clock.today() - timedelta(days=1)).isoformat()

        answer = client.post(
            page(offered, "/sign"), data=copy_fields(offered, PartySide.SELLER, signed_on=day)
        )

        assert answer.status_code == 422
        assert 'aria-describedby="signed_on-error"' in answer.text

    def test_the_second_tab_is_told_that_the_copy_is_there(self, sign_in, offered):
        client = sign_in(party_member(offered, PartySide.SELLER))
        client.post(page(offered, "/sign"), data=copy_fields(offered, PartySide.SELLER))

        again = client.post(page(offered, "/sign"), data=copy_fields(offered, PartySide.SELLER))

        assert again.status_code == 409
        assert len(offered.latest_version.signatures) == 1

    def test_the_other_sides_party_is_no_choice(self, sign_in, offered):
        client = sign_in(party_member(offered, PartySide.SELLER))

        answer = client.post(page(offered, "/sign"), data=copy_fields(offered, PartySide.BUYER))

        assert (answer.status_code, offered.latest_version.signatures) == (422, [])

    def test_a_version_that_is_no_longer_the_latest_is_not_signed(self, sign_in, offered):
        client = sign_in(party_member(offered, PartySide.SELLER))
        fields = copy_fields(offered, PartySide.SELLER, version_number=7)

        assert client.post(page(offered, "/sign"), data=fields).status_code == 409


class TestEnding:
    def test_completion_is_asked_and_then_recorded(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.BUYER))
        url = page(in_force, "/complete")

        assert f'action="{url}"' in client.get(url).text
        client.post(url)

        assert in_force.state == ContractState.COMPLETED
        assert client.post(url).status_code == 409

    def test_the_seller_cannot_complete(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))

        assert client.post(page(in_force, "/complete")).status_code == 403

    def test_termination_asks_for_reason_and_explanation(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))
        url = page(in_force, "/terminate")

        assert client.post(url, data={"reason": "rescinded"}).status_code == 422
        client.post(url, data={"reason": "rescinded", "note": "双方协议解除"})

        assert in_force.state == ContractState.TERMINATED
        assert "双方协议解除" in client.get(page(in_force)).text


class TestPlan:
    def test_an_instalment_is_planned_and_removed(self, sign_in):
        contract = contract_in()
        client = sign_in(party_member(contract, PartySide.BUYER))
        url = page(contract, "/instalments")

        client.post(url, data={"due_on": "2026-09-01", "amount_fen": "400000", "condition": "验收"})
        (instalment,) = contract.instalments
        assert (instalment.amount_fen, instalment.condition) == (40_000_000, "验收")
        client.post(f"{url}/{instalment.id}/remove")

        assert contract.instalments == []

    def test_what_the_plan_leaves_of_the_price_is_said(self, sign_in):
        contract = contract_in()
        InstalmentFactory(contract=contract, amount_fen=40_000_000)

        text = (
            sign_in(party_member(contract, PartySide.SELLER))
            .get(page(contract, "/instalments?lang=en"))
            .text
        )

        assert "800,000.00 yuan of the contract amount are not planned." in text

    def test_a_late_instalment_is_marked_for_both_sides(self, sign_in, in_force):
        InstalmentFactory(contract=in_force, due_on=clock.today() - timedelta(days=1))

        for side in (PartySide.SELLER, PartySide.BUYER):
            client = sign_in(party_member(in_force, side))
            assert "Payment overdue" in client.get(page(in_force, "?lang=en")).text
            assert "Payment overdue" in client.get("/contracts?lang=en").text

    def test_the_buyer_does_not_change_a_signed_plan(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.BUYER))
        fields = {"due_on": "2026-09-01", "amount_fen": "1"}

        assert client.post(page(in_force, "/instalments"), data=fields).status_code == 403


class TestPayments:
    def test_a_payment_with_proof_is_booked_and_seen_by_the_buyer(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))
        instalment = InstalmentFactory(contract=in_force)
        fields = payment_fields(instalment_id=instalment.id, file=(BytesIO(PDF), "回单.pdf"))

        client.post(page(in_force, "/payments/new"), data=fields)

        (payment,) = in_force.payments
        assert (payment.amount_fen, payment.instalment_id) == (40_000_050, instalment.id)
        buyer = sign_in(party_member(in_force, PartySide.BUYER))
        assert "400,000.50" in buyer.get(page(in_force)).text
        with buyer.get(f"/payments/{payment.id}/file") as proof:
            assert proof.data == PDF

    def test_money_needs_no_instalment_and_no_proof(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))

        client.post(page(in_force, "/payments/new"), data=payment_fields())

        (payment,) = in_force.payments
        assert (payment.instalment_id, payment.file) == (None, None)
        assert client.get(f"/payments/{payment.id}/file").status_code == 404

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"received_on": "2026-06-16"}, "received_on"),
            ({"received_on": ""}, "received_on"),
            ({"amount_fen": "0"}, "amount_fen"),
            ({"amount_fen": "12.345"}, "amount_fen"),
            ({"instalment_id": "999999"}, "instalment_id"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(self, sign_in, in_force, changes, field):
        client = sign_in(party_member(in_force, PartySide.SELLER))
        fields = payment_fields(note="第一笔") | changes

        answer = client.post(page(in_force, "/payments/new"), data=fields)

        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert 'value="第一笔"' in answer.text

    def test_a_proof_that_is_no_document_is_refused_and_nothing_booked(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))
        fields = payment_fields(note="第一笔", file=(BytesIO(b"MZ\x90"), "回单.pdf"))

        answer = client.post(page(in_force, "/payments/new"), data=fields)

        assert answer.status_code == 422
        assert 'id="file-error"' in answer.text
        assert 'value="第一笔"' in answer.text
        assert in_force.payments == []

    def test_the_buyer_books_nothing(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.BUYER))

        assert client.get(page(in_force, "/payments/new")).status_code == 403

    def test_nothing_is_booked_before_signing(self, sign_in, offered):
        client = sign_in(party_member(offered, PartySide.SELLER))

        assert client.get(page(offered, "/payments/new")).status_code == 409

    def test_a_booking_is_reversed_once_with_a_reason(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))
        client.post(page(in_force, "/payments/new"), data=payment_fields())
        (payment,) = in_force.payments
        url = f"/payments/{payment.id}/reverse"

        assert client.post(url, data={"reason": ""}).status_code == 422
        assert client.post(url, data={"reason": "重复入账"}).status_code == 302
        assert client.post(url, data={"reason": "重复入账"}).status_code == 409

        assert sum(each.amount_fen for each in in_force.payments) == 0
        assert url not in client.get(page(in_force)).text

    def test_a_reversal_has_no_reversal(self, sign_in, in_force):
        client = sign_in(party_member(in_force, PartySide.SELLER))
        client.post(page(in_force, "/payments/new"), data=payment_fields())
        client.post(f"/payments/{in_force.payments[0].id}/reverse", data={"reason": "重复"})
        reversal = next(each for each in in_force.payments if each.reversal_of_id)

        assert client.get(f"/payments/{reversal.id}/reverse").status_code == 409

    def test_a_strangers_payment_does_not_exist(self, sign_in, in_force):
        sign_in(party_member(in_force, PartySide.SELLER)).post(
            page(in_force, "/payments/new"), data=payment_fields()
        )
        (payment,) = in_force.payments

        stranger = sign_in(member(Role.ENTERPRISE))

        assert stranger.get(f"/payments/{payment.id}/reverse").status_code == 404
