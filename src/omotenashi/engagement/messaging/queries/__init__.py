# SPDX-License-Identifier: Apache-2.0
"""Messages as they are read: what is known of their readers, what they say, why they went or did not, what they brought."""

from omotenashi.engagement.messaging.ports import connected
from omotenashi.engagement.messaging.queries.accounts import is_fixed, is_friend, standin_signature
from omotenashi.engagement.messaging.queries.approvals import (
    approval_rule,
    approvals_of,
    is_approved,
    mark_of_draft,
    needs_approval,
    unapproved,
    waiting_approvals,
)
from omotenashi.engagement.messaging.queries.best import Past, best_of
from omotenashi.engagement.messaging.queries.claims import Claim, claims, forbidden
from omotenashi.engagement.messaging.queries.costs import Cost, costs
from omotenashi.engagement.messaging.queries.devices import (
    Subscription,
    count_devices,
    device,
    devices_of,
    has_real,
    standin_of,
)
from omotenashi.engagement.messaging.queries.horizons import Horizon, Part, horizons_of
from omotenashi.engagement.messaging.queries.known import World, known
from omotenashi.engagement.messaging.queries.links import CLICK, PICTURE, clicked_at, mark_of, message_of
from omotenashi.engagement.messaging.queries.menus import menu_seen_by, menus_of
from omotenashi.engagement.messaging.queries.menus import pages as menu_pages
from omotenashi.engagement.messaging.queries.offering import Offered, offered
from omotenashi.engagement.messaging.queries.outcomes import Outcome, channels_of, outcomes_of
from omotenashi.engagement.messaging.queries.pauses import pauses_of
from omotenashi.engagement.messaging.queries.places import may_suggest
from omotenashi.engagement.messaging.queries.quotas import Meter, meter, price_of, welcome_of
from omotenashi.engagement.messaging.queries.reaching import reached
from omotenashi.engagement.messaging.queries.results import Results, reasons_of, results_of
from omotenashi.engagement.messaging.queries.runs import runs as earlier_runs
from omotenashi.engagement.messaging.queries.saying import Said, filled_for, look, preview, said
from omotenashi.engagement.messaging.queries.shorts import behind
from omotenashi.engagement.messaging.queries.showing import (
    Law,
    Trouble,
    chat_trouble,
    is_simulated,
    law,
    may_publish,
    messages,
    readable,
    seen,
    subject_of,
    trials,
    tried,
    troubles,
    values_of,
    waiting,
)
from omotenashi.engagement.messaging.queries.sparing import welcome
from omotenashi.engagement.messaging.queries.splits import counted_of, split_of, variant_of, waiting_of
from omotenashi.engagement.messaging.queries.templates import (
    caps,
    content_of,
    latest,
    paces,
    picture,
    pictures,
    policy,
    staff_cards,
    templates,
    ticks,
)
from omotenashi.engagement.messaging.queries.undecided import ACCEPTED, undecided
from omotenashi.engagement.messaging.queries.worth import worth_of
from omotenashi.engagement.messaging.rules.blocks import SHAPES, BadTemplate, Block, Content, checked, read
from omotenashi.engagement.messaging.rules.browsers import STANDIN
from omotenashi.engagement.messaging.rules.caps import MOST, WINDOWS
from omotenashi.engagement.messaging.rules.fields import FIELDS, Missing, fill, nested
from omotenashi.engagement.messaging.rules.shorts import parts_of
from omotenashi.engagement.messaging.rules.splitting import LETTERS, MOST_VARIANTS, Counted, interval
from omotenashi.engagement.messaging.rules.splitting import decide as decided

__all__ = [
    "ACCEPTED",
    "CLICK",
    "FIELDS",
    "LETTERS",
    "MOST",
    "MOST_VARIANTS",
    "PICTURE",
    "SHAPES",
    "STANDIN",
    "WINDOWS",
    "BadTemplate",
    "Block",
    "Claim",
    "Content",
    "Cost",
    "Counted",
    "Horizon",
    "Law",
    "Meter",
    "Missing",
    "Offered",
    "Outcome",
    "Part",
    "Past",
    "Results",
    "Said",
    "Subscription",
    "Trouble",
    "World",
    "approval_rule",
    "approvals_of",
    "behind",
    "best_of",
    "caps",
    "channels_of",
    "chat_trouble",
    "checked",
    "claims",
    "clicked_at",
    "connected",
    "content_of",
    "costs",
    "count_devices",
    "counted_of",
    "decided",
    "device",
    "devices_of",
    "earlier_runs",
    "fill",
    "filled_for",
    "forbidden",
    "has_real",
    "horizons_of",
    "interval",
    "is_approved",
    "is_fixed",
    "is_friend",
    "is_simulated",
    "known",
    "latest",
    "law",
    "look",
    "mark_of",
    "mark_of_draft",
    "may_publish",
    "may_suggest",
    "menu_pages",
    "menu_seen_by",
    "menus_of",
    "message_of",
    "messages",
    "meter",
    "needs_approval",
    "nested",
    "offered",
    "outcomes_of",
    "paces",
    "parts_of",
    "pauses_of",
    "picture",
    "pictures",
    "policy",
    "preview",
    "price_of",
    "reached",
    "read",
    "readable",
    "reasons_of",
    "results_of",
    "said",
    "seen",
    "split_of",
    "staff_cards",
    "standin_of",
    "standin_signature",
    "subject_of",
    "templates",
    "ticks",
    "trials",
    "tried",
    "troubles",
    "unapproved",
    "undecided",
    "values_of",
    "variant_of",
    "waiting",
    "waiting_approvals",
    "waiting_of",
    "welcome",
    "welcome_of",
    "worth_of",
]
