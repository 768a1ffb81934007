# SPDX-License-Identifier: Apache-2.0
"""Members are counted anew by another compiler: who is missing or too many is found, put right, and told of if that fails."""

from pathlib import Path
from typing import Any

import pytest

from omotenashi.base import bulk
from omotenashi.engagement.audience import actions as audience
from omotenashi.engagement.audience import queries
from omotenashi.engagement.audience.actions import judging
from omotenashi.engagement.audience.models import Segment
from omotenashi.engagement.audience.queries import Condition, Group, Rule
from omotenashi.engagement.audience.tests import world
from omotenashi.people.customers.models import Profile

pytestmark = pytest.mark.django_db
NOW = world.NOW
RULE = Rule(Group("all", (Condition("prefecture", {"prefecture": "京都府"}),)))


@pytest.fixture
def made(settings: Any, tmp_path: Path) -> tuple[Segment, dict[int, Any]]:
    """Three people, two of Kyoto; one of these lost the membership, and who is not of Kyoto has one."""
    settings.LAKE_PATH = tmp_path / "lake"
    ids = world.people(3)
    Profile.objects.filter(person_id__in=[ids[1], ids[2]]).update(prefecture="京都府")
    one = world.segment(RULE)
    audience.recompute(one.pk, now=NOW)
    bulk.run("UPDATE audience_membership SET person_id = %s WHERE person_id = %s", [ids[3], ids[1]])
    return one, ids


def test_who_is_missing_and_who_is_too_many_are_put_right(made: tuple[Segment, dict[int, Any]]) -> None:
    one, ids = made
    assert world.members(one, ids) == [2, 3]
    assert audience.check(now=NOW) == [one.pk]
    assert (world.members(one, ids), queries.broken()) == ([1, 2], [])


def test_a_difference_that_stays_is_told(made: tuple[Segment, dict[int, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the other compiler does not let them in, so the two differ for good."""
    one, _ids = made
    monkeypatch.setattr(judging, "judge", lambda *_given, **_named: 0)
    with pytest.raises(audience.MembersDiffer, match=f"{one.pk}: 2"):
        audience.check(now=NOW)
