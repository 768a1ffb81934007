# SPDX-License-Identifier: Apache-2.0
"""名寄せ: the trained models, the runs, what they propose, and the index that finds whom to compare."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.customers.models.identity import Node


class LinkModel(models.Model):
    """A trained model; the newest counts. `settings` is what `rules.matching.model.as_json` gave."""

    version = models.BigAutoField(primary_key=True)
    settings = models.JSONField()
    trained_at = models.DateTimeField()
    sample = models.IntegerField()


class LinkRun(models.Model):
    """One search for persons who may be one, and how far it is."""

    id = models.UUIDField(primary_key=True, default=new_id)
    model = models.ForeignKey(LinkModel, null=True, on_delete=models.PROTECT)
    engine = models.TextField(default="duckdb")
    scope = models.TextField()
    by = models.TextField(default="")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")
    step = models.TextField(default="")
    persons = models.IntegerField(default=0)
    pairs = models.IntegerField(default=0)
    opened = models.IntegerField(default=0)

    @property
    def is_going_on(self) -> bool:
        """Whether the run waits for its turn or works."""
        return not (self.finished_at or self.cancelled_at or self.failed_at)


class LinkSuggestion(models.Model):
    """Two persons, named by their oldest nodes, who may be one; with the evidence, and what was decided.

    `batch_id` holds together what was accepted at once, `log_id` is the line of the merge that can be undone.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(LinkRun, null=True, on_delete=models.PROTECT, related_name="suggestions")
    a = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    b = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    probability = models.FloatField()
    weight = models.FloatField()
    evidence = models.JSONField()
    evidence_hash = models.TextField()
    state = models.TextField(default="open")
    proposed_at = models.DateTimeField()
    later_at = models.DateTimeField(null=True)
    seconded_by = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="")
    log_id = models.UUIDField(null=True)
    batch_id = models.UUIDField(null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["a", "b"], condition=models.Q(state="open"), name="customers_one_open_suggestion"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-weight", "id"], name="customers_suggestion_queue"),
            models.Index(fields=["b"], name="customers_suggestion_b"),
        ]


class MatchRecord(models.Model):
    """A person made ready to be compared, with the hashes of the blocks it falls into. A projection of the profile."""

    person_id = models.UUIDField(primary_key=True)
    family = models.TextField(null=True)
    given = models.TextField(null=True)
    whole = models.TextField(null=True)
    family_kana = models.TextField(null=True)
    given_kana = models.TextField(null=True)
    birth = models.TextField(null=True)
    gender = models.TextField(null=True)
    phone = models.TextField(null=True)
    email = models.TextField(null=True)
    mailbox = models.TextField(null=True)
    postcode = models.TextField(null=True)
    street = models.TextField(null=True)
    keys = ArrayField(models.BigIntegerField(), default=list)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["keys"], name="customers_match_keys", fastupdate=False)]
