# SPDX-License-Identifier: Apache-2.0
"""What is said: a draft that changes, and versions that never do."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from omotenashi.base.ids import new_id
from omotenashi.people.consent.models import Purpose
from omotenashi.people.staff.models import Staff


class Template(models.Model):
    """A message by its name. `draft` is being worked on; `version` is the newest that may be sent, 0 for none.

    `channels` are tried in their order: the first at which somebody can and may be written to.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    name = models.TextField()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    channels = ArrayField(models.TextField(), default=list)
    draft = models.JSONField(default=dict)
    version = models.IntegerField(default=0)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-changed_at"], condition=models.Q(archived_at=None), name="messaging_template_open")
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """What a template said from a moment on. Never changed, by a trigger; its checksum shows that it was not."""

    id = models.UUIDField(primary_key=True, default=new_id)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.IntegerField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Staff, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["template", "number"], name="messaging_one_of_number")]
