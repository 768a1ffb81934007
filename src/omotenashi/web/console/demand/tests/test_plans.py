# SPDX-License-Identifier: Apache-2.0
"""企画: two hundred searches in vain become a plan with its forecast and the draft of an order."""

from datetime import timedelta
from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.catalogue.models import ProductPlan
from omotenashi.insight import queries as insight
from omotenashi.insight.demand.planning import Basis, foreseen
from omotenashi.insight.demand.unmet import Asked, Share, ranked
from omotenashi.insight.unmet import Unmet
from omotenashi.web.console.tests import shop

PAGE = "/console/figures/unmet/plans/"
WORD = "抹茶 プロテイン"
NEED = {"kind": "search", "word": WORD}


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> dict[str, Share]:
    """Two hundred searches by ninety persons within ninety days; a fifth of those who find something buy."""
    shares = {"search": Share(20, 100)}

    def found(**_asked: Any) -> Unmet:
        one = Asked(kind="search", word=WORD, persons=90, events=200, served=0, worth=2_000, last_at=clock.now())
        return Unmet(
            needs=ranked([one], shares), shares=shares, since=clock.now() - timedelta(days=90), order_worth=2_000
        )

    monkeypatch.setattr(insight, "unmet_needs", found)
    return shares


@pytest.mark.parametrize(
    ("basis", "months", "lot", "said"),
    [
        (Basis(persons=90, days=90, share=0.2, low=0.1, high=0.3), 3, 10, (18, 9, 27, 20)),
        (Basis(persons=90, days=30, share=0.2), 1, 1, (18, None, None, 18)),
        (Basis(persons=1, days=365, share=0.01), 1, 12, (0, None, None, 0)),
    ],
)
def test_what_may_be_sold_follows_from_who_asked(basis: Basis, months: int, lot: int, said: tuple[Any, ...]) -> None:
    found = foreseen(basis, months=months, lot=lot)
    assert (found.units, found.low, found.high, found.order) == said


@pytest.mark.django_db
@pytest.mark.usefixtures("searched")
def test_a_need_becomes_a_plan_and_the_draft_of_an_order() -> None:
    client = shop.signed_in()
    page = client.get(f"{PAGE}new/", NEED).content.decode()
    assert ("90 persons asked 200 times" in page, "between 12 and 26" in page) == (True, True)
    said = {"name": "抹茶プロテイン", "price": "2400", "share": "20", "months": "3", "lot": "12"}
    again = client.post(f"{PAGE}new/?kind=search&word={WORD}", said)
    assert (again.status_code, ProductPlan.objects.count()) == (200, 0)
    client.post(f"{PAGE}new/?kind=search&word={WORD}", said | {"keep": "1"})
    plan = ProductPlan.objects.get()
    assert (plan.word, plan.persons, plan.units, plan.units_low, plan.units_high, plan.quantity, plan.is_assumed) == (
        WORD, 90, 18, 12, 26, 24, False,
    )  # fmt: skip
    assert "抹茶プロテイン" in client.get(f"{PAGE}{plan.pk}/").content.decode()
    file = client.post(f"{PAGE}{plan.pk}/draft/", {"quantity": "36"}).content.decode("utf-8-sig").splitlines()
    assert file[1].split(",")[:4] == ["抹茶プロテイン", "36", "12", "2400"]
    plan.refresh_from_db()
    assert (plan.quantity, plan.drafted_at is None) == (36, False)


@pytest.mark.django_db
def test_a_share_that_was_guessed_has_no_interval_and_says_so(searched: dict[str, Share]) -> None:
    searched.clear()
    client = shop.signed_in()
    said = {"name": "x", "price": "100", "share": "10", "months": "1", "lot": "1", "keep": "1"}
    client.post(f"{PAGE}new/?kind=search&word={WORD}", said)
    plan = ProductPlan.objects.get()
    assert (plan.units, plan.units_low, plan.is_assumed) == (3, None, True)
    client.post(f"{PAGE}{plan.pk}/removal/")
    assert client.post(f"{PAGE}{plan.pk}/draft/").status_code == 404
    assert "Dropped" in client.get(PAGE).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("searched")
def test_what_nobody_wanted_and_who_may_not_plan_get_no_plan() -> None:
    assert shop.signed_in().get(f"{PAGE}new/", {"kind": "search", "word": "x"}).status_code == 302
    assert shop.signed_in("manager").get(f"{PAGE}new/", NEED).status_code == 403
    assert shop.signed_in("clerk").get(PAGE).status_code == 403
