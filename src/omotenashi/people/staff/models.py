# SPDX-License-Identifier: Apache-2.0
"""Staff, the keys machines use, and the log of who did what."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from omotenashi.base.ids import new_id
from omotenashi.people.staff import rules
from omotenashi.places.locations.models import Location


class StaffManager(BaseUserManager["Staff"]):
    """Finds staff by mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """Find staff for the sign-in."""
        return self.get(email__iexact=username or "")


class Staff(AbstractBaseUser):
    """A person who works here."""

    ROLE_NAMES: ClassVar = {
        rules.Role.HEADQUARTERS: _("Headquarters"),
        rules.Role.MANAGER: _("Shop manager"),
        rules.Role.CLERK: _("Shop staff"),
        rules.Role.SUPPORT: _("Customer service"),
        rules.Role.DEVELOPER: _("Developer"),
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(unique=True)
    name = models.TextField()
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in rules.Role])
    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL)
    hired_at = models.DateTimeField(db_default=Now())
    dismissed_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name", "role"]
    objects = StaffManager()

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django asks for a flag; ours is a moment
        """Say whether this person may sign in."""
        return self.dismissed_at is None

    @property
    def role_name(self) -> str:
        """Give the role as people call it."""
        return str(self.ROLE_NAMES[rules.Role(self.role)])


class ApiKey(models.Model):
    """A key for a machine. Only its hash is kept; it may do what its role may."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    prefix = models.CharField(max_length=12)
    key_hash = models.BinaryField(max_length=32, unique=True)
    role = models.CharField(max_length=20)
    issued_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL)
    issued_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class AuditEntry(models.Model):
    """Who did, or was refused, what. Append-only, by a trigger."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT)
    api_key = models.ForeignKey(ApiKey, null=True, on_delete=models.PROTECT)
    permission = models.TextField()
    was_allowed = models.BooleanField()
    subject = models.TextField(blank=True, default="")
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
