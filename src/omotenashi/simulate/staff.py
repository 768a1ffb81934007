# SPDX-License-Identifier: Apache-2.0
"""Hire the people of the demo, one for each role. The password is public: only for a retailer that is a demo."""

from django.contrib.auth.hashers import make_password

from omotenashi.people.staff import actions as staff
from omotenashi.places.locations.models import Location

PASSWORD = "omotenashi-demo"  # noqa: S105 - shown to everybody who starts the demo
_PEOPLE = (
    ("hq@demo.example", "田中 美咲", "headquarters", None),
    ("tencho@demo.example", "佐藤 健一", "manager", "SHIBUYA"),
    ("clerk@demo.example", "鈴木 陽菜", "clerk", "KICHIJOJI"),
    ("cs@demo.example", "高橋 由佳", "support", None),
    ("dev@demo.example", "山本 拓海", "developer", None),
)


def hire_demo_staff(*, password: str = PASSWORD) -> list[tuple[str, str, str]]:
    """Hire one of each role and give (email, role, password) of each. Whoever is there is only brought back."""
    hashed = make_password(password)
    places = dict(Location.objects.values_list("code", "id"))
    for email, name, role, place in _PEOPLE:
        where = places.get(place) if place else None
        staff.hire(email=email, name=name, role=role, password=hashed, location_id=where, is_hashed=True)
    return logins(password=password)


def logins(*, password: str = PASSWORD) -> list[tuple[str, str, str]]:
    """Give (email, role, password) of the demo staff without touching anything."""
    return [(email, role, password) for email, _, role, _ in _PEOPLE]
