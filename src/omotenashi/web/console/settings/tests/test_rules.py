# SPDX-License-Identifier: Apache-2.0
"""Pure decisions of 設定."""

import pytest

from omotenashi.web.console.settings.decisions import grantable, registration_number, stays


@pytest.mark.parametrize(
    ("said", "number"),
    [
        # The corporate number of the National Tax Agency itself, and the example of the ordinance's formula.
        ("T7000012050002", "T7000012050002"),
        (" Ｔ７０００－０１２０－５０００２ ".replace(" ", ""), "T7000012050002"),
        ("t7000012050002", "T7000012050002"),
        ("T8700110005901", "T8700110005901"),
        ("T7000012050003", None),
        ("7000012050002", None),
        ("T700001205000", None),
        ("", None),
    ],
)
def test_a_registration_number_is_t_and_thirteen_digits_that_fit(said: str, number: str | None) -> None:
    assert registration_number(said) == number


def test_nobody_gives_a_machine_more_than_they_may_themselves() -> None:
    # A clerk sells and hands over; who builds does neither, and so a machine of theirs does not.
    assert [role.value for role in grantable("developer")] == ["developer"]
    assert len(grantable("headquarters")) == 5


@pytest.mark.parametrize(
    ("is_self", "role", "new_role", "leaders", "refused"),
    [
        (False, "clerk", None, 1, False),
        (True, "clerk", None, 2, True),
        (False, "headquarters", None, 2, False),
        (False, "headquarters", None, 1, True),
        (True, "headquarters", "clerk", 2, True),
        (True, "headquarters", "headquarters", 1, False),
        (False, "manager", "clerk", 1, False),
    ],
)
def test_somebody_at_headquarters_always_remains(
    is_self: bool, role: str, new_role: str | None, leaders: int, refused: bool
) -> None:
    assert stays(is_self=is_self, role=role, new_role=new_role, leaders=leaders) is refused
