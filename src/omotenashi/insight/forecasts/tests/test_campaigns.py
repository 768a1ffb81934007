# SPDX-License-Identifier: Apache-2.0
"""A send is foretold from its like: learned scatter, shrinkage towards the house, a range that holds, or no word at all."""

import numpy as np

from omotenashi.insight.forecasts import campaigns
from omotenashi.insight.forecasts.campaigns import Foretold, Run, TooFew, backtest, foretell, scatter

# Tumours in control groups of rats: Gelman et al., table 5.1 (71 experiments; the last is the current one).
RATS = [
    *((0, n) for n in (20,) * 7 + (19,) * 4 + (18, 18, 17)), *((1, n) for n in (20,) * 4 + (19, 19, 18, 18)),
    (2, 25), (2, 24), (2, 23), *((2, 20),) * 6, (1, 10), (5, 49), (2, 19), (5, 46), (3, 27), (2, 17), (7, 49), (7, 47),
    (3, 20), (3, 20), (2, 13), (9, 48), (10, 50), *((4, 20),) * 7, (10, 48), (4, 19), (4, 19), (4, 19), (5, 22), (11, 46),
    (12, 49), (5, 20), (5, 20), (6, 23), (5, 19), *((6, 22),), *((6, 20),) * 3, (16, 52), (15, 47), (15, 46), (9, 24), (4, 14),
]  # fmt: skip


def _run(week: int, people: int, buyers: int, **more: str) -> Run:
    return Run(
        campaign=f"c{week}", channel=more.get("channel", "email"), purpose=more.get("purpose", "marketing"),
        week=f"2026-{week:02}", people=people, buyers=buyers, sales=buyers * 5_000, margin=buyers * 2_000,
    )  # fmt: skip


def _said(runs: list[Run], people: int = 1_000, **more: str) -> Foretold | TooFew:
    named = {"campaign": "new", "channel": "email", "purpose": "marketing", **more}
    return foretell(runs, campaign=named["campaign"], channel=named["channel"], purpose=named["purpose"], people=people)


def test_the_scatter_of_the_published_example_is_found() -> None:
    """Gelman et al. give posterior means of about (α, β) = (2.4, 14.3)."""
    m, kappa, weight = scatter([_run(n, people, found) for n, (found, people) in enumerate(RATS)])
    alpha, beta = float((m * kappa * weight).sum()), float(((1 - m) * kappa * weight).sum())
    assert (len(RATS), sum(found for found, _ in RATS), sum(people for _, people in RATS)) == (71, 267, 1739)
    assert (round(alpha, 1), round(beta, 1)) == (2.4, 14.3)


def test_too_few_runs_say_nothing() -> None:
    runs = [_run(n, 500, 10) for n in range(4)]
    assert _said(runs) == TooFew(4)
    assert _said([*runs, _run(5, 19, 3)]) == TooFew(4)
    assert _said([*runs, _run(5, 500, 9, purpose="order")]) == TooFew(4)


def test_the_same_runs_give_the_same_words() -> None:
    runs = [_run(n, 500, 8 + n) for n in range(6)]
    assert _said(runs) == _said(list(runs))


def test_runs_of_the_channel_come_before_those_of_the_purpose() -> None:
    mails, lines = [_run(n, 1_000, 20) for n in range(6)], [_run(n, 1_000, 80, channel="line") for n in range(6)]
    mail, line, short = (_said([*mails, *lines], channel=channel) for channel in ("email", "line", "sms"))
    assert isinstance(mail, Foretold)
    assert isinstance(line, Foretold)
    assert isinstance(short, Foretold)
    assert (mail.is_of_channel, line.is_of_channel, short.is_of_channel) == (True, True, False)
    assert (round(mail.rate, 2), round(line.rate, 2)) == (0.02, 0.08)
    assert mail.rate < short.rate < line.rate
    assert short.rate_high - short.rate_low > mail.rate_high - mail.rate_low


def test_a_campaigns_own_past_pulls_it_from_its_like_but_not_all_the_way() -> None:
    runs = [_run(n, 400, 8 + 4 * (n % 3)) for n in range(9)]
    own = Run(campaign="new", channel="email", purpose="marketing", week="2026-20", people=400, buyers=40)
    without, with_own = _said([*runs, own], campaign="other"), _said([*runs, own])
    assert isinstance(without, Foretold)
    assert isinstance(with_own, Foretold)
    assert without.rate < with_own.rate < 0.1
    assert (without.own_runs, with_own.own_runs) == (0, 1)


def test_money_follows_the_buyers() -> None:
    said = _said([_run(n, 1_000, 50) for n in range(8)], people=2_000)
    assert isinstance(said, Foretold)
    assert abs(said.sales - said.buyers * 5_000) <= 5_000
    assert said.margin_low == said.buyers_low * 2_000
    assert (said.buyers_low < said.buyers < said.buyers_high) is True


def test_eight_of_ten_ranges_hold_what_comes() -> None:
    """Worlds whose truth is known: shares of Beta(6, 194), runs of many sizes, each range looked at once."""
    rng = np.random.default_rng(7)
    held = tried = 0
    for _world in range(60):
        sizes, shares = rng.integers(50, 3_000, 13), rng.beta(6, 194, 13)
        runs = [
            _run(n, int(size), int(rng.binomial(size, share)))
            for n, (size, share) in enumerate(zip(sizes, shares, strict=True))
        ]
        for one, said in backtest(runs)[-3:]:
            held, tried = held + (said.buyers_low <= one.buyers <= said.buyers_high), tried + 1
    assert 0.72 <= held / tried <= 0.9, held / tried


def test_a_backtest_never_looks_ahead() -> None:
    runs = [_run(n, 500, 10) for n in range(8)]
    found = backtest([*runs, _run(40, 500, 400)])
    assert [one.week for one, _ in found] == [f"2026-{n:02}" for n in (5, 6, 7, 40)]
    assert max(said.rate for _, said in found) < 0.05
    assert campaigns.LEVEL == 0.8
