# SPDX-License-Identifier: Apache-2.0
"""施策: the list, the editor with its sample basket, codes, figures, and a stop that can be taken back."""

from typing import Any

import pytest

from omotenashi.base import clock
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.commerce.loyalty.actions import CampaignRecord
from omotenashi.commerce.loyalty.models import Campaign, CodeBatch
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
SAID = {"name": "Ten off", "code": "TEN", "kind": "percent", "value": "10", "priority": "100"}


def _saved(code: str, **more: Any) -> Campaign:
    record = CampaignRecord(code=code, name=f"Campaign {code}", terms={"kind": "percent", "value": 5}, **more)
    return Campaign.objects.get(pk=loyalty.save_campaign(record, now=clock.now()))


def _labels(client: Any, query: str = "") -> list[str]:
    return [row.label for row in client.get(f"/console/promotions/{query}").context["page"].rows]


def test_a_campaign_is_written_changed_and_found() -> None:
    client = shop.signed_in()
    answer = client.post("/console/promotions/new/", {**SAID, "min_spend": "3000", "channels": ["EC"]})
    row = Campaign.objects.get(code="TEN")
    assert (answer.status_code, row.terms) == (
        302, {"kind": "percent", "value": 10, "min_spend": 3000, "channels": ["EC"]}
    )  # fmt: skip
    changed = {name: value for name, value in SAID.items() if name != "code"} | {"kind": "points_rate", "value": "1.5"}
    client.post(f"/console/promotions/{row.pk}/edit/", changed)
    row.refresh_from_db()
    assert (row.terms, row.version) == ({"kind": "points_rate", "value": 150}, 2)
    assert _labels(client, "?q=ten&state=running") == ["Ten off"]
    assert _labels(client, "?state=stopped") == []
    form: Any = client.get(f"/console/promotions/{row.pk}/edit/").context["form"]
    assert form.initial["value"] == form.fields["value"].to_python("1.5")


@pytest.mark.parametrize(
    "wrong", [{"value": "101"}, {"value": ""}, {"code": "a b"}, {"kind": "bundle"}, {"kind": "gift"},
              {"begins_at": "2026-02-01T00:00", "ends_at": "2026-01-01T00:00"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_written(wrong: dict[str, str]) -> None:
    client = shop.signed_in()
    assert client.post("/console/promotions/new/", {**SAID, **wrong}).status_code == 422
    assert Campaign.objects.count() == 0


def test_the_sample_basket_is_reckoned_by_the_engine_and_nothing_is_kept() -> None:
    client = shop.signed_in()
    shop.ordered("1")
    tried: Any = client.post("/console/promotions/trial/", SAID).context["tried"]
    assert (tried.before, tried.off, tried.total, tried.counts) == (2200, 220, 1980 + 550, True)
    short: Any = client.post("/console/promotions/trial/", {**SAID, "min_spend": "5000"}).context["tried"]
    assert (short.counts, short.missing) == (False, 2800)
    assert Campaign.objects.count() == 0


def test_codes_are_ordered_once_made_by_the_job_and_taken_as_a_file() -> None:
    client, row = shop.signed_in(), _saved("COUPON", by_coupon=True)
    for _twice in range(2):
        client.post(f"/console/promotions/{row.pk}/batches/", {"count": "3", "channel": "", "key": "one"})
    batch = CodeBatch.objects.get()
    assert loyalty.make_codes(batch_id=batch.pk, now=clock.now()) == 0
    answer: Any = client.post(f"/console/promotions/batches/{batch.pk}/export/")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), lines[0], {len(line.split(",")[0]) for line in lines[1:]}) == (4, "code,state,expires", {14})
    sums: Any = client.get(f"/console/promotions/{row.pk}/").context["sums"]
    assert sums == {"issued": 3, "viewed": 0, "redeemed": 0, "amount": 0}


def test_a_stop_can_be_taken_back_and_both_are_kept_in_the_audit_log() -> None:
    client, row = shop.signed_in(), _saved("A")
    client.post(f"/console/promotions/{row.pk}/stop/")
    assert _labels(client, "?state=stopped") == ["Campaign A"]
    client.post(f"/console/promotions/{row.pk}/start/")
    assert _labels(client, "?state=running") == ["Campaign A"]
    kept = AuditEntry.objects.filter(subject="campaign:A").order_by("pk").values_list("details", flat=True)
    assert sorted(one["stopped"] for one in kept) == [False, True]


@pytest.mark.parametrize("role", ["manager", "clerk", "support", "developer"])
def test_who_may_not_edit_reads_and_changes_nothing(role: str) -> None:
    client, row = shop.signed_in(role), _saved("A")
    assert client.get(f"/console/promotions/{row.pk}/").status_code == 200
    addresses = ["new/", "trial/", f"{row.pk}/edit/", f"{row.pk}/stop/", f"{row.pk}/batches/"]
    assert [client.post(f"/console/promotions/{one}", SAID).status_code for one in addresses] == [403] * 5
    assert Campaign.objects.filter(stopped_at=None).count() == 1


def test_the_list_needs_the_same_queries_for_one_row_and_for_twenty() -> None:
    client, _row = shop.signed_in(), _saved("A")
    client.get("/console/promotions/")
    one = shop.queries_of(client, "/console/promotions/")
    for n in range(19):
        _saved(f"B{n}")
    assert shop.queries_of(client, "/console/promotions/") == one
