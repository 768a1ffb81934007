# SPDX-License-Identifier: Apache-2.0
"""The tables of loyalty."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import omotenashi.base.ids
from omotenashi.base.first import FirstMigration


class Migration(FirstMigration):
    dependencies = [
        ("customers", "0001_first"),
        ("locations", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("version", models.BigAutoField(primary_key=True, serialize=False)),
                ("settings", models.JSONField(default=dict)),
                ("since", models.DateTimeField()),
                ("by", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="TierState",
            fields=[
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.node",
                    ),
                ),
                ("tier", models.TextField()),
                ("basis", models.BigIntegerField()),
                ("window_from", models.DateTimeField()),
                ("rule_version", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("decided_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("terms", models.JSONField(default=dict)),
                ("by_coupon", models.BooleanField(default=False)),
                ("priority", models.IntegerField(default=100)),
                ("stack_group", models.TextField(default="")),
                ("begins_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("cap_amount", models.BigIntegerField(null=True)),
                ("cap_count", models.BigIntegerField(null=True)),
                ("used_amount", models.BigIntegerField(default=0)),
                ("used_count", models.BigIntegerField(default=0)),
                ("per_customer", models.IntegerField(null=True)),
                ("reissue", models.BooleanField(default=True)),
                ("version", models.IntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_amount__gte", 0),
                            ("used_count__gte", 0),
                            models.Q(
                                ("cap_amount", None), ("used_amount__lte", models.F("cap_amount")), _connector="OR"
                            ),
                            models.Q(("cap_count", None), ("used_count__lte", models.F("cap_count")), _connector="OR"),
                        ),
                        name="loyalty_campaign_in_caps",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeBatch",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("channel", models.TextField(default="")),
                ("count", models.IntegerField()),
                ("made", models.IntegerField(default=0)),
                ("expires_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="loyalty.campaign"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CouponCode",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "Issued"),
                            ("assigned", "Assigned"),
                            ("locked", "Locked"),
                            ("redeemed", "Redeemed"),
                            ("expired", "Expired"),
                            ("void", "Void"),
                        ],
                        default="issued",
                        max_length=10,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("assigned_at", models.DateTimeField(null=True)),
                ("viewed_at", models.DateTimeField(null=True)),
                ("locked_until", models.DateTimeField(null=True)),
                ("redeemed_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="loyalty.codebatch",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="loyalty.campaign"
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("amount", models.BigIntegerField()),
                ("restored", models.BigIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "Held"), ("burned", "Burned"), ("released", "Released")],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("held_at", models.DateTimeField()),
                ("burned_at", models.DateTimeField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "held")), fields=["expires_at"], name="loyalty_holds_to_lapse"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0), ("restored__gte", 0), ("restored__lte", models.F("amount"))
                        ),
                        name="loyalty_hold_in_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TillAllowance",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("terminal", models.TextField()),
                ("kind", models.CharField(default="free_points", max_length=12)),
                ("per_customer", models.BigIntegerField()),
                ("total", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("signature", models.TextField()),
                ("used", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["terminal", "-issued_at"], name="loyalty_allowances_of_till")],
            },
        ),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("free_points", "Free Points"),
                            ("paid_value", "Paid Value"),
                            ("store_credit", "Store Credit"),
                        ],
                        db_default="free_points",
                        default="free_points",
                        max_length=12,
                    ),
                ),
                ("available", models.BigIntegerField(default=0)),
                ("pending", models.BigIntegerField(db_default=0, default=0)),
                ("held", models.BigIntegerField(db_default=0, default=0)),
                ("version", models.BigIntegerField(db_default=0, default=0)),
                ("negative_allowed", models.BooleanField(db_default=False, default=False)),
                (
                    "node",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("available__gte", 0), ("negative_allowed", True), _connector="OR"),
                        name="loyalty_never_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held__gte", 0), ("pending__gte", 0)), name="loyalty_never_below_zero"
                    ),
                    models.UniqueConstraint(fields=("node", "kind"), name="loyalty_one_wallet_of_a_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GiftCard",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                ("last_four", models.CharField(max_length=4)),
                ("amount", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "wallet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gift_card", to="loyalty.wallet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WalletEntry",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("lot_id", models.UUIDField(null=True)),
                ("amount", models.BigIntegerField()),
                ("moved", models.BigIntegerField(db_default=0, default=0)),
                ("basis", models.BigIntegerField(db_default=0, default=0)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("earn", "Earn"),
                            ("activate", "Activate"),
                            ("hold", "Hold"),
                            ("burn", "Burn"),
                            ("release", "Release"),
                            ("expire", "Expire"),
                            ("reverse_earn", "Reverse Earn"),
                            ("reverse_burn", "Reverse Burn"),
                            ("adjust", "Adjust"),
                        ],
                        max_length=12,
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("order_line", models.UUIDField(null=True)),
                ("actor", models.TextField(db_default="", default="")),
                ("device", models.TextField(db_default="", default="")),
                ("key", models.TextField(unique=True)),
                (
                    "hold",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="loyalty.hold",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="locations.location",
                    ),
                ),
                (
                    "wallet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="loyalty.wallet"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("hold__isnull", False)), fields=["hold"], name="loyalty_entries_of_hold"
                    ),
                    models.Index(
                        condition=models.Q(("order_line__isnull", False)),
                        fields=["order_line"],
                        name="loyalty_entries_by_line",
                    ),
                    models.Index(
                        condition=models.Q(("basis", 0), _negated=True),
                        fields=["wallet", "occurred_at"],
                        name="loyalty_entries_for_rank",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WalletLot",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("earned_at", models.DateTimeField()),
                ("active_from", models.DateTimeField()),
                ("activated_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("amount", models.BigIntegerField()),
                ("remaining", models.BigIntegerField()),
                ("held", models.BigIntegerField(db_default=0, default=0)),
                ("source_line", models.UUIDField(null=True)),
                (
                    "wallet",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="loyalty.wallet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["wallet"], name="loyalty_lots_of_wallet"),
                    models.Index(
                        condition=models.Q(("remaining__gt", 0)), fields=["expires_at"], name="loyalty_lots_to_expire"
                    ),
                    models.Index(
                        condition=models.Q(("activated_at", None)),
                        fields=["active_from"],
                        name="loyalty_lots_to_activate",
                    ),
                    models.Index(
                        condition=models.Q(("source_line__isnull", False)),
                        fields=["source_line"],
                        name="loyalty_lots_by_line",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", models.F("remaining")),
                            ("held__gte", 0),
                            ("remaining__gte", models.F("held")),
                        ),
                        name="loyalty_lot_in_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WalletDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="loyalty.walletentry",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="loyalty.walletlot",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("entry", "lot"), name="loyalty_one_draw")],
            },
        ),
        migrations.CreateModel(
            name="HoldLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField()),
                ("restored", models.BigIntegerField(db_default=0, default=0)),
                (
                    "hold",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="loyalty.hold",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="loyalty.walletlot"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("hold", "lot"), name="loyalty_one_part_a_lot"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0), ("restored__gte", 0), ("restored__lte", models.F("amount"))
                        ),
                        name="loyalty_part_in_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("order_id", models.UUIDField(db_index=True)),
                ("amount", models.BigIntegerField()),
                ("n", models.IntegerField(default=1)),
                ("channel", models.TextField(default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("locked", "Locked"),
                            ("redeemed", "Redeemed"),
                            ("rolled_back", "Rolled Back"),
                            ("lapsed", "Lapsed"),
                            ("released", "Released"),
                        ],
                        default="locked",
                        max_length=12,
                    ),
                ),
                ("locked_at", models.DateTimeField()),
                ("locked_until", models.DateTimeField()),
                ("redeemed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="redemptions", to="loyalty.campaign"
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="loyalty.couponcode",
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="loyalty.redemption",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "locked")),
                        fields=["locked_until"],
                        name="loyalty_redemptions_to_lapse",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["locked", "redeemed"])),
                        fields=("code",),
                        name="loyalty_code_used_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["locked", "redeemed"])),
                        fields=("campaign", "node", "n"),
                        name="loyalty_customer_used_nth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("n__gte", 1)), name="loyalty_redemption_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("referred_at", models.DateTimeField()),
                ("rewarded_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(default="")),
                (
                    "friend",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "referrer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("referrer", models.F("friend")), _negated=True),
                        name="loyalty_nobody_refers_oneself",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Overdraft",
            fields=[
                ("id", models.UUIDField(default=omotenashi.base.ids.new_id, primary_key=True, serialize=False)),
                ("key", models.TextField(unique=True)),
                ("terminal", models.TextField()),
                ("asked", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("marks", models.JSONField(default=list)),
                ("happened_at", models.DateTimeField()),
                ("booked_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(default="")),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.node"
                    ),
                ),
                (
                    "allowance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overdrafts",
                        to="loyalty.tillallowance",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("asked__gt", 0)), name="loyalty_overdraft_positive"
                    )
                ],
            },
        ),
    ]
