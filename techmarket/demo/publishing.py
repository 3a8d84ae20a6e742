"""The way of a listing: written, reviewed, confirmed time and again; or less far."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from techmarket.accounts.models import OrganisationKind, User
from techmarket.accounts.services.organisations import OrganisationFacts
from techmarket.accounts.services.sowing import sow_organisation
from techmarket.demo.script import ListingLine, fen
from techmarket.demo.stage import Diary, Stage, Story
from techmarket.kernel import clock
from techmarket.kernel.policy import WORKER
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing, ReviewDecision
from techmarket.listings.services.attaching import attach
from techmarket.listings.services.clocks import confirm, lapse
from techmarket.listings.services.drafting import choose_identity, create_draft, save_draft
from techmarket.listings.services.entering import Entry, enter_listing
from techmarket.listings.services.moving import close
from techmarket.listings.services.reviewing import Reason, review, submit
from techmarket.region.current import pack

# Fields that stand in the files under the names of the revision's columns.
PLAIN_FIELDS = (
    *("summary", "problem", "indicators", "advantages", "comparison", "applications"),
    *("conditions", "completers", "maturity", "trl", "modes", "industry", "keywords"),
    *("constraints", "own_base", "tried", "min_trl", "ip_wish", "agent_wanted"),
)
# Confirmed well before the clock of ninety days runs out, not all on one day.
SHORTEST_ROUND, ROUNDS = 70, 11
PLAN_DAYS_AGO = 30


def tell_listing(stage: Stage, line: ListingLine, order: int) -> Story:
    """Write the listing, have it reviewed, and keep it confirmed until today."""
    diary = Diary(line.published_on - timedelta(days=2), order * 7)
    yield diary.at(diary.day)
    author = _author(stage, line)
    listing = _draft(stage, line, author)
    if line.until == "draft":
        return
    submit(author, listing)
    if line.until == "in_review":
        return
    yield diary.after(1)
    operator = stage.people["operator"]
    if line.until == "returned":
        review(operator, listing.latest_revision, ReviewDecision.RETURN, reasons=[_reason(stage)])
        return
    review(operator, listing.latest_revision, ReviewDecision.PUBLISH)
    stage.listings[line.key] = listing
    yield from _afterwards(stage, line, listing, diary, order)


def _afterwards(
    stage: Stage, line: ListingLine, listing: Listing, diary: Diary, order: int
) -> Story:
    author = _author(stage, line)
    if line.until == "lapsed":
        due_on = listing.confirm_due_on or clock.today()
        yield diary.at(due_on + timedelta(days=1))
        lapse(WORKER, listing)
        return
    if line.until == "closed":
        yield diary.after(SHORTEST_ROUND)
        close(author, listing, stage.decision("listing_close_reason"))
        return
    while True:
        yield diary.after(SHORTEST_ROUND + order % ROUNDS)
        confirm(author, listing)


def _author(stage: Stage, line: ListingLine) -> User:
    if "author" in line.facts:
        return stage.people[line.facts["author"]]
    return stage.speaker_of(stage.organisations[line.facts["organisation"]])


def _draft(stage: Stage, line: ListingLine, author: User) -> Listing:
    organisation = stage.organisations[line.facts["organisation"]]
    listing = create_draft(author, line.kind, organisation, line.facts["title"])
    save_draft(author, listing, _values(stage, line))
    if "mask" in line.facts:
        choose_identity(author, listing, identity_masked=True, public_name=line.facts["mask"])
    words: Mapping[str, str] = stage.phrases["attachments"]
    if line.key == words["listing"]:
        attach(author, listing, stage.sample, level=1, title=words["public"])
        attach(author, listing, stage.sample, level=2, title=words["verified"])
    return listing


def _values(stage: Stage, line: ListingLine) -> dict[str, object]:
    facts = line.facts
    chain = pack().get_code("chain", line.chain)
    values: dict[str, object] = {name: facts[name] for name in PLAIN_FIELDS if name in facts}
    values |= {
        "chain": line.chain,
        "technology_field": facts.get("field", chain.extra.get("field")),
        "not_secret_declared": True,
    }
    if line.kind == ListingKind.RESULT:
        return values | {"rights_basis": "unit"} | _price(facts.get("price_wan", ()))
    last_day = stage.today + timedelta(days=facts["deadline_days"])
    return values | {"deadline_on": last_day} | _price(facts.get("budget_wan", ()))


def _price(wan: Any) -> dict[str, object]:  # noqa: ANN401 - a list of the data file
    """Return a range of two amounts; the price is to be discussed where there are none."""
    if not wan:
        return {"price_kind": "negotiable"}
    least, most = wan
    return {"price_kind": "range", "price_min_fen": fen(least), "price_max_fen": fen(most)}


def _reason(stage: Stage) -> Reason:
    return Reason(
        stage.decision("listing_return_field"),
        stage.decision("listing_return_reason"),
        stage.decision("listing_return_text"),
    )


def tell_plan(stage: Stage) -> Story:
    """Enter what the plan says of real institutions.

    They are archives: without code, members, price, clocks, and nobody can ask about them.
    """
    diary = Diary(stage.today - timedelta(days=PLAN_DAYS_AGO), 0)
    yield diary.at(diary.day)
    for row in stage.script.plan["organisation"]:
        facts = OrganisationFacts(
            kind=OrganisationKind(row["kind"]), name=row["name"], name_en=row["name_en"]
        )
        stage.organisations[row["key"]] = sow_organisation(facts, is_archive=True)
    for row in stage.script.plan["result"]:
        values = {name: row[name] for name in ("title", "summary", "keywords", "chain")}
        entry = Entry(kind=ListingKind.RESULT, values=values, source_key=row["key"])
        enter_listing(entry, stage.organisations[row["organisation"]], is_demo=True)
