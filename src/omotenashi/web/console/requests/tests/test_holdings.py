# SPDX-License-Identifier: Apache-2.0
"""The list of what we hold about a person is complete."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model, UUIDField

from omotenashi.web.console.requests.holdings import HOLDINGS

# What leads to a person.
PEOPLE = {
    "customers.Node", "customers.Person", "customers.ContactPoint", "customers.FieldValue", "customers.Note",
    "customers.Household", "loyalty.Wallet", "orders.Order", "orders.Return", "consent.Case", "consent.ConsentEntry",
}  # fmt: skip
# Refers to one of those and tells nothing of a human.
HARMLESS: set[str] = set()


def leads_to_a_person(field: Field) -> bool:  # type: ignore[type-arg]  # any field
    """Say whether a column holds a node, a person, or something that hangs on one."""
    if field.remote_field is not None:
        return field.remote_field.model._meta.label in PEOPLE
    inner = field.base_field if isinstance(field, ArrayField) else field
    words = ("node", "person", "one_id", "other_id")
    return isinstance(inner, UUIDField) and any(word in field.name for word in words)


def hold_people(model: type[Model]) -> bool:
    """Say whether a table tells of people."""
    return any(leads_to_a_person(field) for field in model._meta.concrete_fields)


def test_every_table_that_leads_to_a_person_is_listed_or_excused() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("omotenashi.")]
    found = {model._meta.label for model in ours if hold_people(model)}
    listed = {holding.model._meta.label for holding in HOLDINGS}
    assert sorted(found - listed - HARMLESS) == []


def test_each_table_stands_once() -> None:
    assert len({holding.key for holding in HOLDINGS}) == len(HOLDINGS)
