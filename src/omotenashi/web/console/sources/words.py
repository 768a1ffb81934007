# SPDX-License-Identifier: Apache-2.0
"""The names of kinds and of reasons, in the words of whoever looks after the sources."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "web": _("Web site"), "app": _("Mobile app"), "server": _("Server"), "pos": _("Till (POS)"), "line": _("LINE"),
    "email": _("Mail"), "phone": _("Call centre"), "sensor": _("Sensor in a shop"), "import": _("Import"),
}  # fmt: skip
REASONS = {
    "no_id": _("Nobody is named: no usable userId or anonymousId"),
    "no_event_name": _("The event has no name"),
    "unknown_type": _("Not one of identify, track, page, screen, group, alias"),
    "type_mismatch": _("The type contradicts the address"),
    "item_too_large": _("Larger than 32 KB"),
    "too_many_items": _("More than 2,500 events in one request"),
    "message_id_too_long": _("messageId is longer than 100 characters"),
    "bad_alias": _("alias needs userId and previousId"),
    "no_group": _("group needs groupId"),
    "malformed": _("This is no JSON"),
    "unstorable": _("The database cannot store it"),
}
