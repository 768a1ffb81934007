# SPDX-License-Identifier: Apache-2.0
"""What is kept of the answers: one row of scores per person, and the runs that made them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models import Node


class Score(models.Model):
    """The figures of one person as of the last run. No foreign key: a person may end in another between two runs."""

    person_id = models.UUIDField(primary_key=True)
    orders = models.IntegerField()
    sales = models.BigIntegerField()
    sales_year = models.BigIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    channels = ArrayField(models.TextField())
    r = models.SmallIntegerField()
    f = models.SmallIntegerField()
    m = models.SmallIntegerField()
    rank = models.TextField()
    as_of = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-sales", "person_id"], name="insight_score_sales"),
            models.Index(fields=["-last_day", "person_id"], name="insight_score_last"),
            models.Index(fields=["-orders", "person_id"], name="insight_score_orders"),
        ]


class Run(models.Model):
    """One refresh of the lake and the scores."""

    id = models.UUIDField(primary_key=True, default=new_id)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    version = models.IntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    months = models.IntegerField(default=0)
    error = models.TextField(default="")

    class Meta:
        ordering: ClassVar = ["-started_at"]


class ModelRun(models.Model):
    """One run of a model that is made every night: how far it is or how it ended, and what it tells (`told`).

    The newest that came to its end is the one that is shown; what is kept of it carries its `version`.
    """

    version = models.AutoField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
    stage = models.TextField(default="")
    done = models.IntegerField(default=0)
    steps = models.IntegerField(default=0)
    as_of = models.DateField(null=True)
    told = models.JSONField(default=dict)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-version"]

    @property
    def is_over(self) -> bool:
        """Whether it came to its end, failed or was cancelled."""
        return bool(self.finished_at or self.failed_at or self.cancelled_at)


class ValueModel(ModelRun):
    """One fit of the value models: what was fitted, whether it answers, how it did on what was kept back.

    `told` is the answer without its rows: fits, refusals, warnings, population, the check on what was kept back.
    """

    answers = models.BooleanField(default=False)
    customers = models.IntegerField(default=0)


class Prediction(models.Model):
    """What one person will be worth, by the newest model. No foreign key, like the scores."""

    person_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    repeats = models.IntegerField()
    p_alive = models.FloatField()
    expected = models.FloatField()
    expected_low = models.IntegerField()
    expected_high = models.IntegerField()
    spend = models.BigIntegerField()
    value = models.BigIntegerField()
    value_low = models.BigIntegerField()
    value_high = models.BigIntegerField()
    # Empty where it lies further away than a calendar goes.
    next_date = models.DateField(null=True)
    next_low = models.DateField(null=True)
    next_high = models.DateField(null=True)
    as_of = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-value", "person_id"], name="insight_prediction_value")]


class RecommendModel(ModelRun):
    """One night of recommendations: what every method reached on what was kept back, and which of them serves."""

    method = models.TextField(default="")
    people = models.IntegerField(default=0)
    products = models.IntegerField(default=0)


class Recommendation(models.Model):
    """What one person may like next and is due to buy again, the best first. Products are numbers of `Likeness`.

    `because` is the person's own product that speaks for it (-1: it is bought by many), `people` how many bought both.
    `moved_by` says what moved it forward: `taste:<axis>:<value>`, `usage:<product that was finished>`, or nothing.
    """

    person_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    products = ArrayField(models.IntegerField())
    because = ArrayField(models.IntegerField())
    people = ArrayField(models.IntegerField())
    moved_by = ArrayField(models.TextField(), default=list, db_default=[])
    due = ArrayField(models.IntegerField())
    due_dates = ArrayField(models.DateField())
    due_cycles = ArrayField(models.IntegerField())
    due_own = ArrayField(models.BooleanField())
    as_of = models.DateField()


class Likeness(models.Model):
    """What goes with one product: bought by the same people, bought on the same day, bought again after so many days."""

    product_id = models.UUIDField(primary_key=True)
    number = models.IntegerField(unique=True)
    buyers = models.IntegerField()
    again = models.IntegerField()
    cycle_days = models.IntegerField()
    similar = ArrayField(models.IntegerField())
    similar_people = ArrayField(models.IntegerField())
    together = ArrayField(models.IntegerField())
    together_baskets = ArrayField(models.IntegerField())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-buyers", "number"], name="insight_likeness_buyers")]


class DemandModel(ModelRun):
    """One night of demand: every method compared on the weeks that were kept back, and which of them serves whom."""

    # Of a record that carries no forecast: why.
    refused = models.TextField(default="")
    series = models.IntegerField(default=0)
    proposals = models.IntegerField(default=0)


class DemandForecast(models.Model):
    """What one variant will sell in one place, and what to order because of it, by the newest night.

    `weeks` are the expected pieces of the coming weeks, `spread` how far a count may lie from them (variance = mean +
    spread × mean²). `held` is free stock and what is on its way; of a warehouse that of the whole chain. `wanted` is what an
    order asks for, `quantity` what the source can give of it. No foreign key, like the scores.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    version = models.IntegerField()
    variant_id = models.UUIDField()
    location_id = models.UUIDField()
    # Where it comes from; empty: it is bought.
    source_id = models.UUIDField(null=True)
    kind = models.TextField()
    method = models.TextField()
    weeks = ArrayField(models.FloatField())
    spread = models.FloatField()
    free = models.IntegerField()
    coming = models.IntegerField()
    held = models.IntegerField()
    lead_days = models.IntegerField()
    review_days = models.IntegerField()
    service = models.IntegerField()
    expected = models.FloatField()
    reorder_point = models.IntegerField()
    target = models.IntegerField()
    wanted = models.IntegerField()
    quantity = models.IntegerField()
    risk = models.FloatField()
    missing = models.FloatField()
    # What is missing, at its price: by this the list is sorted.
    at_stake = models.BigIntegerField()
    out_on = models.DateField(null=True)
    sold_28 = models.IntegerField()
    out_days = models.IntegerField()
    as_of = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    transfer_id = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["variant_id", "location_id"], name="insight_one_demand_forecast")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at_stake", "id"], name="insight_demand_stake"),
            models.Index(fields=["location_id", "-at_stake", "id"], name="insight_demand_of_place"),
        ]


class SupplyTerms(models.Model):
    """How long a delivery to a place takes, how often it is looked at, and how rarely it may run out; as somebody set it."""

    location_id = models.UUIDField(primary_key=True)
    lead_days = models.IntegerField()
    review_days = models.IntegerField()
    service = models.IntegerField()
    set_by = models.TextField(default="")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(lead_days__range=(0, 60), review_days__range=(1, 28), service__range=(50, 99)),
                name="insight_supply_terms_within",
            )
        ]


class Experiment(models.Model):
    """A question whose answer is drawn by lot: people get different things, or nothing, and what they buy is compared.

    The seed draws: an arm is a stable hash of seed and oldest identifier, so nobody has to be written down before being
    reached. Measures that go to all but a few have the arm `CONTROL`. The global holdout is one of these, a new one each
    year; one that was switched off has `switched_off_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(default="experiment")
    seed = models.TextField()
    # What the headline compares, and within how many days of being reached.
    measure = models.TextField(default="sales")
    window_days = models.IntegerField(default=30)
    cost = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    # When it is to end; before that every look at it is a look ahead of time.
    planned_end_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)
    begun_by = models.TextField(default="")
    # What was expected, and what is to be remembered: kept beside what came.
    hypothesis = models.TextField(default="", db_default="")
    learning = models.TextField(default="", db_default="")

    class Meta:
        ordering: ClassVar = ["-began_at", "key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["experiment", "holdout"]), name="insight_experiment_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(measure__in=["buyers", "sales", "margin"], window_days__range=(1, 730), cost__gte=0),
                name="insight_experiment_within",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentArm(models.Model):
    """One of the things that are compared, and how many of 10,000 get it."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="arms", db_index=False)
    code = models.TextField()
    position = models.IntegerField()
    weight = models.IntegerField()

    class Meta:
        ordering: ClassVar = ["experiment", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "code"], name="insight_one_arm_of_code"),
            models.CheckConstraint(condition=models.Q(weight__range=(0, 10_000)), name="insight_arm_weight"),
        ]


class Assignment(models.Model):
    """Somebody was reached, or kept from being reached, in an arm: written at the first time only, never changed.

    It hangs on an identifier, like every fact. Where a merge brings two arms together the earlier goes on, and both rows
    name each other in `contaminated_by`: they leave the estimate until an unmerge parts them.
    """

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    arm = models.TextField()
    first_exposed_at = models.DateTimeField()
    contaminated_by = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "node"], name="insight_one_assignment")]
        indexes: ClassVar = [
            models.Index(
                fields=["contaminated_by"], condition=~models.Q(contaminated_by=None), name="insight_assignment_marked"
            )
        ]


class MaturityAnswer(models.Model):
    """What somebody answered to a question of the maturity check. Without one, the record answers."""

    code = models.CharField(primary_key=True, max_length=20)
    level = models.SmallIntegerField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(level__gte=0, level__lte=2), name="insight_maturity_level")
        ]


class TasteModel(ModelRun):
    """One night of tastes: `told` has how many tags there are on each axis and the numbers that decided."""

    people = models.IntegerField(default=0)
    tags = models.IntegerField(default=0)


class Taste(models.Model):
    """One tag of 好みの傾向: a person leans towards a value of an axis, by the newest night. No foreign key, like the scores.

    `place` is its rank among the person's; `z`, `share` and `base` say how it was decided (`tastes.leaning`). `evidence` has
    the strongest things: act, thing, times, day, order; `counts` all acts.
    """

    person_id = models.UUIDField()
    axis = models.TextField()
    value = models.TextField()
    place = models.SmallIntegerField()
    z = models.FloatField()
    share = models.FloatField()
    base = models.FloatField()
    counts = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    version = models.IntegerField()
    as_of = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_id", "axis", "value"], name="insight_one_taste")
        ]
        indexes: ClassVar = [models.Index(fields=["axis", "value"], name="insight_taste_value")]


class TasteRefusal(models.Model):
    """A tag that a customer took away. It is not made again for 180 days, whatever they do."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    axis = models.TextField()
    value = models.TextField()
    refused_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["node", "axis", "value"], name="insight_one_taste_refusal")
        ]
