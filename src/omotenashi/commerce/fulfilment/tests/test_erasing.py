# SPDX-License-Identifier: Apache-2.0
"""An erased person leaves the words of fulfilment; the journal is never rewritten but for that."""

import pytest
from django.db import DatabaseError, transaction

from omotenashi.base.erasing import traces
from omotenashi.commerce.fulfilment import actions as fulfilment
from omotenashi.commerce.fulfilment.actions import erasing
from omotenashi.commerce.fulfilment.models import Fulfilment, GoodsReturn, Step
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import NOW, Want

pytestmark = pytest.mark.django_db
HANAKO = traces.Traces((traces.of_text("山田花子"),))


def test_notes_and_tracking_go_and_what_was_done_stays() -> None:
    desk.furnish()
    bought = desk.bought(Want(sku="SHIRT"))
    desk.work(bought.task, "accept", "start_picking", "pack", "ship", carrier="yamato", tracking="1234")
    fulfilment.request_return(
        bought.order_id, {bought.lines[0]: 1}, reason="other", note="娘に", key="q", now=NOW, by="山田 花子"
    )
    rows = erasing.erase([bought.node_id], traces=HANAKO)
    assert rows == {"fulfilment_fulfilment": 1, "fulfilment_goodsreturn": 2, "fulfilment_step": 1}
    found, task = GoodsReturn.objects.get(), Fulfilment.objects.get()
    assert (found.note, found.requested_by, task.tracking, task.state) == ("", traces.MARK, "", "shipped")


def test_the_journal_is_never_rewritten() -> None:
    desk.furnish()
    desk.bought(Want(sku="SHIRT"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.update(actor="somebody else")
    assert [step.actor for step in Step.objects.all()] == ["job"]
