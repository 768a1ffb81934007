# SPDX-License-Identifier: Apache-2.0
"""Staff: who may do what, what is written down, and keys that only their bearer knows."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from omotenashi.people.staff import actions as staff
from omotenashi.people.staff import queries
from omotenashi.people.staff.models import ApiKey, AuditEntry, Staff
from omotenashi.people.staff.rules import PERMISSIONS, Role
from omotenashi.places.locations import actions as places
from omotenashi.places.locations.models import Location

NOW = datetime(2026, 1, 10, tzinfo=UTC)
HQ, MANAGER, CLERK, SUPPORT, DEVELOPER = Role

# Written a second time on purpose: whoever changes what a role may do changes it in two places.
MATRIX = {
    "customers.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "customers.export": {HQ, MANAGER},
    "customers.edit": {HQ, MANAGER, SUPPORT},
    "customers.note": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "customers.care": {HQ, MANAGER, CLERK, SUPPORT},
    "customers.contacts": {HQ, MANAGER, SUPPORT},
    "customers.merge": {HQ, MANAGER, SUPPORT},
    "customers.erase": {HQ, SUPPORT},
    "segments.edit": {HQ, MANAGER, SUPPORT},
    "consents.view": {HQ, MANAGER, SUPPORT},
    "consents.edit": {HQ, SUPPORT},
    "consents.export": {HQ},
    "requests.view": {HQ, SUPPORT},
    "requests.edit": {HQ, SUPPORT},
    "orders.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "orders.export": {HQ, MANAGER},
    "orders.edit": {HQ, MANAGER, SUPPORT},
    "orders.cancel": {HQ, MANAGER, SUPPORT},
    "sales.make": {HQ, MANAGER, CLERK},
    "sales.reprice": {HQ, MANAGER},
    "fulfilment.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "fulfilment.work": {HQ, MANAGER, CLERK},
    "fulfilment.settle": {HQ, MANAGER, SUPPORT},
    "fulfilment.policy": {HQ},
    "returns.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "returns.receive": {HQ, MANAGER, CLERK},
    "returns.approve": {HQ, MANAGER, SUPPORT},
    "try_ons.work": {HQ, MANAGER, CLERK},
    "payments.view": {HQ, MANAGER, SUPPORT},
    "payments.refund": {HQ, SUPPORT},
    "payments.export": {HQ},
    "payments.settings": {HQ},
    "stock.work": {HQ, MANAGER, CLERK},
    "stock.approve": {HQ, MANAGER},
    "tills.settle": {HQ, MANAGER},
    "reviews.view": set(Role),
    "reviews.edit": {HQ, MANAGER, SUPPORT},
    "drawers.view": {HQ, MANAGER},
    "credits.view": {HQ, MANAGER},
    "credits.export": {HQ, MANAGER},
    "products.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "products.export": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "prints.make": {HQ, MANAGER, CLERK},
    "prints.flyers": {HQ, MANAGER},
    "prices.edit": {HQ},
    "promotions.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "promotions.edit": {HQ},
    "messages.view": {HQ, MANAGER, SUPPORT},
    "messages.edit": {HQ},
    "messages.publish": {HQ},
    "messages.approve": {HQ, MANAGER},
    "points.view": {HQ, MANAGER, SUPPORT},
    "points.edit": {HQ},
    "sourcing.view": {HQ, MANAGER, DEVELOPER},
    "sourcing.edit": {HQ},
    "invariants.view": {HQ, DEVELOPER},
    "locations.view": {HQ, MANAGER, CLERK, SUPPORT, DEVELOPER},
    "locations.edit": {HQ},
    "locations.hours": {HQ, MANAGER},
    "measures.view": {HQ, MANAGER, SUPPORT, DEVELOPER},
    "measures.explore": {HQ, MANAGER, DEVELOPER},
    "measures.export": {HQ, MANAGER},
    "measures.share": {HQ, MANAGER},
    "datamap.view": {HQ, MANAGER, DEVELOPER},
    "imports.view": {HQ, DEVELOPER},
    "imports.run": {HQ, DEVELOPER},
    "sources.view": {HQ, DEVELOPER},
    "sources.edit": {HQ, DEVELOPER},
    "staff.view": {HQ, DEVELOPER},
    "staff.edit": {HQ},
    "settings.edit": {HQ},
    "audit.view": {HQ, DEVELOPER},
    "api_keys.edit": {HQ, DEVELOPER},
}


def hire(role: Role) -> Staff:
    """Let somebody of a role in."""
    return staff.hire(email=f"{role}@example.com", name="花子", role=role, password=None)


def test_the_roles_may_what_the_matrix_says() -> None:
    assert {permission: set(roles) for permission, roles in PERMISSIONS.items()} == MATRIX


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_people_and_keys_of_a_role_may_the_same(role: Role) -> None:
    key, _secret = staff.issue_key(name="till", role=role, issued_by=None)
    # Neither works at a shop, so what holds at the own shop holds nowhere.
    bound = {"measures.explore"} if role == MANAGER else set()
    expected = {permission: role in roles and permission not in bound for permission, roles in MATRIX.items()}
    assert {permission: queries.may(hire(role), permission) for permission in MATRIX} == expected
    assert {permission: queries.may(key, permission) for permission in MATRIX} == expected


@pytest.mark.django_db
def test_a_manager_explores_the_own_shop_and_the_office_every_one() -> None:
    places.register_locations([places.LocationRecord(code="S1", name="渋谷店")])
    manager, office = hire(MANAGER), hire(HQ)
    Staff.objects.filter(pk=manager.pk).update(location=Location.objects.get())
    manager.refresh_from_db()
    found = [
        (queries.may(one, "measures.explore"), queries.shop_of(one, "measures.explore")) for one in (manager, office)
    ]
    assert found == [(True, "S1"), (True, "")]


def test_a_stranger_may_nothing() -> None:
    assert not queries.may(None, "products.view")


def test_a_permission_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        queries.may(Staff(role=HQ), "everything")


@pytest.mark.django_db
def test_a_clerk_cannot_export_customers_and_it_is_written_down() -> None:
    clerk = hire(CLERK)
    with pytest.raises(staff.Forbidden):
        staff.demand(clerk, "customers.export", subject="/customers", details={"rows": 3})
    assert AuditEntry.objects.values_list("staff", "permission", "was_allowed", "subject", "details").get() == (
        clerk.pk, "customers.export", False, "/customers", {"rows": 3},
    )  # fmt: skip


@pytest.mark.django_db
def test_what_is_allowed_is_written_down_too() -> None:
    key, _secret = staff.issue_key(name="till", role=HQ, issued_by=None)
    staff.demand(key, "customers.export")
    assert AuditEntry.objects.values_list("api_key", "was_allowed").get() == (key.pk, True)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_audit_log_cannot_be_changed(change: str) -> None:
    staff.audit(hire(CLERK), "customers.export")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(was_allowed=True) if change == "update" else AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().was_allowed is False


@pytest.mark.django_db
def test_of_a_key_only_the_hash_is_kept() -> None:
    key, secret = staff.issue_key(name="till", role=CLERK, issued_by=None)
    kept = ApiKey.objects.get()
    assert bytes(kept.key_hash) == hashlib.sha256(secret.encode()).digest()
    assert (kept.prefix, secret.startswith("omo_"), len(secret)) == (secret[:12], True, 47)
    assert secret not in str(ApiKey.objects.values().get())
    assert queries.key_owner(secret) == key


@pytest.mark.django_db
def test_a_revoked_key_opens_nothing() -> None:
    key, secret = staff.issue_key(name="till", role=CLERK, issued_by=None)
    staff.revoke_key(key_id=key.pk, now=NOW)
    assert queries.key_owner(secret) is None
    staff.revoke_key(key_id=key.pk, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert ApiKey.objects.get().revoked_at == NOW


@pytest.mark.django_db
def test_who_is_dismissed_is_no_longer_active_and_can_come_back() -> None:
    hana = hire(CLERK)
    staff.dismiss(staff_id=hana.pk, now=NOW)
    hana.refresh_from_db()
    assert (hana.is_active, hana.dismissed_at) == (False, NOW)
    again = staff.hire(email="CLERK@example.com", name="花子", role=MANAGER, password="secret")
    assert (again.pk, again.is_active, again.role, again.check_password("secret")) == (hana.pk, True, "manager", True)


@pytest.mark.django_db
def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no role"):
        staff.hire(email="x@example.com", name="x", role="king", password=None)
    assert Staff.objects.count() == 0


@pytest.mark.django_db
def test_another_role_takes_effect_at_once() -> None:
    hana = hire(CLERK)
    staff.change_role(staff_id=hana.pk, role="headquarters")
    hana.refresh_from_db()
    assert queries.may(hana, "customers.export")
