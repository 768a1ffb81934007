# SPDX-License-Identifier: Apache-2.0
"""The wallet: a ledger in lots, and three counters that are its sums. It hangs on the node of the membership."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node
from omotenashi.places.locations.models import Location


class Wallet(models.Model):
    """The points of one membership; those of a person are the sum over the person's wallets.

    Free and paid value never share a wallet (資金決済法). A wallet without a node is that of a gift card: whoever
    has the code may use it.
    """

    class Kind(models.TextChoices):
        FREE_POINTS = "free_points"
        PAID_VALUE = "paid_value"
        STORE_CREDIT = "store_credit"

    id = models.UUIDField(primary_key=True, default=new_id)
    node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.FREE_POINTS, db_default=Kind.FREE_POINTS)
    available = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0, db_default=0)
    held = models.BigIntegerField(default=0, db_default=0)
    version = models.BigIntegerField(default=0, db_default=0)
    negative_allowed = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(available__gte=0) | Q(negative_allowed=True), name="loyalty_never_negative"
            ),
            models.CheckConstraint(condition=Q(pending__gte=0, held__gte=0), name="loyalty_never_below_zero"),
            models.UniqueConstraint(fields=["node", "kind"], name="loyalty_one_wallet_of_a_kind"),
        ]


class WalletLot(models.Model):
    """Points that came together and expire together. Not active: still provisional. `held` is a part of `remaining`.

    What an entry took from a lot stands in `WalletDraw`, so `remaining` can be made anew: amount less all draws.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    # Lots, entries and draws are written by statements that take the wallet's id from the wallet (ADR 0015).
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="lots", db_index=False, db_constraint=False
    )
    earned_at = models.DateTimeField()
    active_from = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    held = models.BigIntegerField(default=0, db_default=0)
    source_line = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held__gte=0, remaining__gte=F("held"), amount__gte=F("remaining")),
                name="loyalty_lot_in_bounds",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["wallet"], name="loyalty_lots_of_wallet"),
            models.Index(fields=["expires_at"], condition=Q(remaining__gt=0), name="loyalty_lots_to_expire"),
            models.Index(fields=["active_from"], condition=Q(activated_at=None), name="loyalty_lots_to_activate"),
            models.Index(fields=["source_line"], condition=Q(source_line__isnull=False), name="loyalty_lots_by_line"),
        ]


class Hold(models.Model):
    """Points set aside for one payment, once per key: held, then burned or released. Who waits for it may lapse."""

    class State(models.TextChoices):
        HELD = "held"
        BURNED = "burned"
        RELEASED = "released"

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    amount = models.BigIntegerField()
    restored = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    held_at = models.DateTimeField()
    burned_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, restored__gte=0, restored__lte=F("amount")), name="loyalty_hold_in_bounds"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="loyalty_holds_to_lapse")
        ]


class HoldLot(models.Model):
    """How much of a hold lies in which lot, and how much of that came back after it was burned."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="parts", db_index=False)
    lot = models.ForeignKey(WalletLot, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    restored = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "lot"], name="loyalty_one_part_a_lot"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, restored__gte=0, restored__lte=F("amount")), name="loyalty_part_in_bounds"
            ),
        ]


class WalletEntry(models.Model):
    """One posting, once per key. Append-only, by a trigger.

    `amount` is how the whole of the wallet changed; `moved` went from one counter to another (activate, hold, release).
    `basis` is the money that counts for the rank, given with what was earned for it and taken away with it.
    """

    class Type(models.TextChoices):
        EARN = "earn"
        ACTIVATE = "activate"
        HOLD = "hold"
        BURN = "burn"
        RELEASE = "release"
        EXPIRE = "expire"
        REVERSE_EARN = "reverse_earn"
        REVERSE_BURN = "reverse_burn"
        ADJUST = "adjust"

    id = models.UUIDField(primary_key=True, default=new_id)
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries")
    hold = models.ForeignKey(Hold, null=True, on_delete=models.PROTECT, related_name="entries", db_index=False)
    lot_id = models.UUIDField(null=True)
    amount = models.BigIntegerField()
    moved = models.BigIntegerField(default=0, db_default=0)
    basis = models.BigIntegerField(default=0, db_default=0)
    type = models.CharField(max_length=12, choices=Type)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    order_line = models.UUIDField(null=True)
    location = models.ForeignKey(
        Location, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    actor = models.TextField(default="", db_default="")
    device = models.TextField(default="", db_default="")
    key = models.TextField(unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["hold"], condition=Q(hold__isnull=False), name="loyalty_entries_of_hold"),
            models.Index(fields=["order_line"], condition=Q(order_line__isnull=False), name="loyalty_entries_by_line"),
            models.Index(fields=["wallet", "occurred_at"], condition=~Q(basis=0), name="loyalty_entries_for_rank"),
        ]


class WalletDraw(models.Model):
    """What one entry took from one lot; negative: gave back to it. Append-only, by a trigger."""

    entry = models.ForeignKey(
        WalletEntry, on_delete=models.PROTECT, related_name="draws", db_index=False, db_constraint=False
    )
    lot = models.ForeignKey(WalletLot, on_delete=models.PROTECT, related_name="draws", db_constraint=False)
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "lot"], name="loyalty_one_draw")]
