# SPDX-License-Identifier: Apache-2.0
"""Steps that give something: points, or a coupon of a campaign. Nobody of the control group gets any."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.engagement.journeys import queries
from omotenashi.engagement.journeys.models import Enrolment
from omotenashi.engagement.journeys.rules.graphs import Step
from omotenashi.engagement.journeys.rules.moves import Move


def points(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Give points to whoever has a wallet."""
    wallets = queries.wallets_of({persons[run.node_id] for run in runs if run.node_id in persons})
    given = [(run, wallets[persons[run.node_id]]) for run in _treated(runs) if persons.get(run.node_id) in wallets]
    until = _until(step, now=now)
    loyalty.post(
        [
            loyalty.PointRecord(
                key=f"journey:{run.pk}:{run.step}:{run.visit}", node_id=node, amount=int(step["points"]), type="adjust",
                occurred_at=now, expires_at=until,
            )
            for run, node in given
        ]
    )  # fmt: skip
    got = {run.pk for run, _ in given}
    return {run.pk: Move("next", note="" if run.pk in got else "no_points") for run in runs}


def coupon(step: Step, runs: Sequence[Enrolment], persons: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Move]:
    """Give each person a code of their own. It hangs on their membership, so that it shows in their wallet.

    A batch is known by whom it is for: the same people at the same step are given nothing more.
    """
    nodes = queries.cards_of({persons[run.node_id] for run in runs if run.node_id in persons})
    batches: dict[UUID, list[Enrolment]] = defaultdict(list)
    for run in _treated(runs):
        batches[run.journey_id].append(run)
    for journey, mine in batches.items():
        names = ",".join(sorted(f"{run.pk}:{run.visit}" for run in mine))
        mark = hashlib.blake2b(names.encode(), digest_size=16).hexdigest()
        loyalty.give_coupons(
            campaign=str(step["campaign"]), key=f"journey:{journey}:{mine[0].step}:{mark}", now=now, channel="journey",
            node_ids={nodes.get(persons.get(run.node_id, run.node_id), run.node_id) for run in mine},
            expires_at=_until(step, now=now),
        )  # fmt: skip
    return {run.pk: Move("next", note="control" if run.arm == "control" else "") for run in runs}


def _treated(runs: Sequence[Enrolment]) -> list[Enrolment]:
    return [run for run in runs if run.arm != "control"]


def _until(step: Step, *, now: datetime) -> datetime | None:
    return now + timedelta(days=int(step["expires_days"])) if step["expires_days"] else None
