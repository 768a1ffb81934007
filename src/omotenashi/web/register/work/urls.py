# SPDX-License-Identifier: Apache-2.0
"""Addresses of the work of a shop, under /register/work/; the namespace is the register's."""

from django.urls import path

from omotenashi.web.register.work.counts import views as counts
from omotenashi.web.register.work.drawer import list_views as shifts
from omotenashi.web.register.work.drawer import views as drawer
from omotenashi.web.register.work.errands import views as errands
from omotenashi.web.register.work.goods import views as goods
from omotenashi.web.register.work.handover import board_views as board
from omotenashi.web.register.work.handover import counter_views as counter
from omotenashi.web.register.work.handover import refusal_views as refusal
from omotenashi.web.register.work.handover import task_views as task
from omotenashi.web.register.work.handover import try_on_views as try_on
from omotenashi.web.register.work.handover import walk_views as walk
from omotenashi.web.register.work.transfers import views as transfers

_TASK, _HOLD = "tasks/<uuid:task_id>/", "try-ons/<uuid:hold_id>/"
_GOODS, _MOVE, _ROUND = "stock/goods/<uuid:variant_id>/", "transfers/<uuid:transfer_id>/", "counts/<uuid:round_id>/"

urlpatterns = [
    path("", board.show_board, name="work"),
    path("cards/", board.show_cards, name="work-cards"),
    path("found/", board.find_task, name="work-find"),
    path(_TASK, task.show_task, name="work-task"),
    path(f"{_TASK}acceptance/", task.accept, name="work-task-acceptance"),
    path(f"{_TASK}rejection/", refusal.reject, name="work-task-rejection"),
    path(f"{_TASK}missing/", refusal.pick_short, name="work-task-missing"),
    path(f"{_TASK}picking/", task.start_picking, name="work-task-picking"),
    path(f"{_TASK}packing/", task.pack, name="work-task-packing"),
    path(f"{_TASK}ready/", task.lay_ready, name="work-task-ready"),
    path(f"{_TASK}shipment/", task.ship, name="work-task-shipment"),
    path(f"{_TASK}arrival/", task.take_in, name="work-task-arrival"),
    path(f"{_TASK}hand-over/", counter.hand_over, name="work-task-hand-over"),
    path(f"{_TASK}code/", counter.make_code, name="work-task-code"),
    path(f"{_TASK}absence/", task.nobody_came, name="work-task-absence"),
    path(f"{_TASK}shelf/", task.back_on_shelf, name="work-task-shelf"),
    path("errands/", errands.show_errands, name="work-errands"),
    path("errands/completion/", errands.finish, name="work-errand-done"),
    path("walk/", walk.show_walk, name="work-walk"),
    path("walk/orders/", walk.start_walk, name="work-walk-orders"),
    path("walk/bags/", walk.end_walk, name="work-walk-bags"),
    path(_HOLD, try_on.show_try_on, name="work-try-on"),
    path(f"{_HOLD}confirmation/", try_on.confirm, name="work-try-on-confirmation"),
    path(f"{_HOLD}ready/", try_on.lay_aside, name="work-try-on-ready"),
    path(f"{_HOLD}extension/", try_on.extend, name="work-try-on-extension"),
    path(f"{_HOLD}visit/", try_on.visit, name="work-try-on-visit"),
    path(f"{_HOLD}closing/", try_on.close, name="work-try-on-closing"),
    path(f"{_HOLD}refusal/", try_on.decline, name="work-try-on-refusal"),
    path(f"{_HOLD}release/", try_on.release, name="work-try-on-release"),
    path("stock/", goods.show_stock, name="work-stock"),
    path("stock/scan/", goods.scan, name="work-scan"),
    path(_GOODS, goods.show_goods, name="work-goods"),
    path(f"{_GOODS}moves/", goods.move, name="work-goods-moves"),
    path(f"{_GOODS}missing/", goods.not_found, name="work-goods-missing"),
    path("transfers/", transfers.show_transfers, name="work-transfers"),
    path("transfers/new/", transfers.show_new, name="work-transfer-new"),
    path("transfers/made/", transfers.make, name="work-transfer-made"),
    path(_MOVE, transfers.show_transfer, name="work-transfer"),
    path(f"{_MOVE}aside/", transfers.lay_aside, name="work-transfer-aside"),
    path(f"{_MOVE}shipment/", transfers.send, name="work-transfer-shipment"),
    path(f"{_MOVE}receipt/", transfers.receive, name="work-transfer-receipt"),
    path(f"{_MOVE}cancellation/", transfers.cancel, name="work-transfer-cancellation"),
    path("counts/", counts.show_rounds, name="work-counts"),
    path("counts/opened/", counts.open_round, name="work-counts-opened"),
    path(_ROUND, counts.show_round, name="work-count"),
    path(f"{_ROUND}entries/", counts.enter, name="work-count-entries"),
    path(f"{_ROUND}review/", counts.finish, name="work-count-review"),
    path(f"{_ROUND}posting/", counts.post, name="work-count-posting"),
    path(f"{_ROUND}discarding/", counts.discard, name="work-count-discarding"),
    path("shift/", drawer.show_drawer, name="work-drawer"),
    path("shift/opening/", drawer.open_drawer, name="work-drawer-opening"),
    path("shift/put-in/", drawer.put_in, name="work-drawer-put-in"),
    path("shift/taken-out/", drawer.take_out, name="work-drawer-taken-out"),
    path("shift/report/", drawer.show_report, name="work-drawer-report"),
    path("shift/closing/", drawer.show_closing, name="work-drawer-closing"),
    path("shift/closed/", drawer.close_drawer, name="work-drawer-closed"),
    path("shifts/", shifts.show_shifts, name="work-shifts"),
    path("shifts/export/", shifts.export_shifts, name="work-shifts-export"),
    path("shifts/<uuid:shift_id>/", drawer.show_shift, name="work-shift"),
]
