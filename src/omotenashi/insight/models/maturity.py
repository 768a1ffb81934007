# SPDX-License-Identifier: Apache-2.0
"""The answers of オムニチャネル診断 that somebody gave."""

from typing import ClassVar

from django.db import models


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
