# SPDX-License-Identifier: Apache-2.0
"""Where the answers put a retailer: the stages follow each other, and points are the turning point."""

from hypothesis import given
from hypothesis import strategies as st

from omotenashi.insight.maturity.stages import CODES, QUESTIONS, Level, standing

_LEVELS = st.fixed_dictionaries({code: st.sampled_from(Level) for code in CODES})


def _all_but(*codes: str) -> dict[str, Level]:
    return {code: Level.NO if code in codes else Level.YES for code in CODES}


def test_everything_answered_with_yes_is_omnichannel_with_the_full_score() -> None:
    found = standing(_all_but())
    assert (found.stage, found.score, found.missing) == ("omni", 100, ())


def test_without_shared_points_nobody_is_omnichannel_and_points_come_first_among_what_is_missing() -> None:
    found = standing(_all_but("points"))
    assert (found.stage, found.score, found.missing) == ("cross", 92, ("points",))


def test_linked_data_without_channels_are_a_single_channel() -> None:
    assert standing(_all_but(*QUESTIONS["multi"][:3])).stage == "single"


def test_channels_without_linked_data_are_multichannel_and_lack_what_links_them_first() -> None:
    found = standing(dict.fromkeys(QUESTIONS["multi"], Level.YES))
    assert (found.stage, found.score, found.missing[:4]) == ("multi", 33, QUESTIONS["cross"])


@given(_LEVELS, st.sampled_from(CODES))
def test_a_better_answer_never_lowers_score_or_stage(levels: dict[str, Level], code: str) -> None:
    order = ("single", "multi", "cross", "omni")
    before, after = standing(levels), standing({**levels, code: Level.YES})
    assert (after.score >= before.score, order.index(after.stage) >= order.index(before.stage)) == (True, True)
