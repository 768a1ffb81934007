# SPDX-License-Identifier: Apache-2.0
"""The kinds of data we hold: what, for which purpose, personal or not, in which table, how long. Facts of the design.

A kind without a purpose is not used for anything but keeping it; a new table of personal data gets a line here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Holding:
    """One kind of data. `purposes` are codes of consent purposes; `newest` is the column that says how fresh it is."""

    table: str
    name: str | Promise
    purposes: tuple[str, ...]
    personal: bool
    retention: str | Promise
    newest: str = ""
    opens: str = ""
    partitioned: bool = False


_ERASURE = _("Until the customer asks for erasure")
_BOOKS = _("7 years (books); nameless after an erasure")
_PROOF = _("3 years after the last message (proof)")
_ALWAYS = _("As long as the shop")

HOLDINGS = (
    Holding("customers_profile", _("Customer profiles"), ("order", "marketing", "profiling"), True, _ERASURE,
            "registered_at", "console:customers"),
    Holding("customers_node", _("Keys (member number, mail, phone, LINE …)"), ("order", "marketing"), True, _ERASURE,
            "first_seen_at", "console:customers"),
    Holding("customers_fieldvalue", _("What sources said, with its history"), ("order",), True, _ERASURE, "observed_at"),
    Holding("customers_edge", _("What joins keys to persons"), ("order",), True, _ERASURE, "asserted_at"),
    Holding("customers_note", _("Notes of the staff"), ("order",), True, _ERASURE, "written_at"),
    Holding("customers_care", _("What staff heed: days, likings, topics to avoid"), ("order", "marketing"), True, _ERASURE,
            "written_at"),
    Holding("customers_tagging", _("Tags of the house"), ("marketing",), True, _ERASURE, "put_at"),
    Holding("customers_visitplan", _("Planned visits"), ("order",), True, _ERASURE, "planned_at"),
    Holding("customers_householdmember", _("Households"), ("order",), True, _ERASURE, "since"),
    Holding("consent_consententry", _("Answers about consent, with proof"), ("order",), True, _PROOF, "occurred_at"),
    Holding("consent_suppression", _("Addresses that must not be written to (hashes)"), ("order",), False, _ALWAYS,
            "since"),
    Holding("consent_case", _("Requests for disclosure, correction, stop and erasure"), ("order",), True, _PROOF,
            "received_at", "console:cases"),
    Holding("timeline_entry", _("Behaviour: pages, searches, visits, messages"), ("analytics", "profiling"), True,
            _("Closed months move to the lake"), "received_at", partitioned=True),
    Holding("orders_order", _("Orders"), ("order", "analytics"), True, _BOOKS, "placed_at", "console:orders"),
    Holding("orders_orderline", _("Lines of orders"), ("order", "analytics"), True, _BOOKS, "", "console:orders"),
    Holding("orders_return", _("Returns"), ("order", "analytics"), True, _BOOKS, "returned_at", "console:returns-recorded"),
    Holding("orders_subscription", _("Subscriptions"), ("order", "analytics"), True, _BOOKS, "began_at"),
    Holding("orders_contact", _("Names and addresses of orders"), ("order",), True, _ERASURE),
    Holding("orders_confirmation", _("Confirmed terms of orders"), ("order",), True, _BOOKS, "shown_at"),
    Holding("orders_logentry", _("Journal of orders"), ("order",), True, _BOOKS, "at"),
    Holding("orders_document", _("Tax documents"), ("order",), True, _BOOKS, "issued_at"),
    Holding("checkout_refusedupload", _("Sales of tills that could not be booked"), ("order",), True, _BOOKS, "refused_at",
            "console:tills"),
    Holding("fulfilment_fulfilment", _("Parcels and pick-ups"), ("order",), True, _BOOKS, "planned_at"),
    Holding("fulfilment_goodsreturn", _("Returns on their way"), ("order",), True, _BOOKS, "requested_at"),
    Holding("fulfilment_tryonhold", _("Laid aside to be tried on"), ("order",), True, _ERASURE, "requested_at"),
    Holding("usage_progress", _("How far people got with what they bought"), ("order", "profiling"), True, _ERASURE, "last_at"),
    Holding("reviews_review", _("Reviews"), ("order",), True, _ERASURE, "written_at", "console:reviews"),
    Holding("catalogue_wish", _("Wish list"), ("order", "marketing"), True, _ALWAYS, "wished_at"),
    Holding("catalogue_restockrequest", _("Asked to be told of new stock"), ("order",), True, _ALWAYS, "asked_at"),
    Holding("loyalty_walletentry", _("Point postings"), ("order",), True, _BOOKS, "occurred_at"),
    Holding("insight_score", _("Scores (LTV, RFM)"), ("analytics", "profiling"), True, _("Made anew every day"), "as_of"),
    Holding("insight_prediction", _("LTV forecast"), ("analytics", "profiling"), True, _("Made anew every day"), "as_of"),
    Holding("audience_membership", _("Who is or was in which segment"), ("profiling", "marketing"), True, _ERASURE,
            "entered_at", "console:segments"),
    Holding("audience_segmenttimer", _("When a segment may let somebody in or go"), ("profiling", "marketing"), True,
            _("Gone within two days"), "flips_at", "console:segments"),
    Holding("insight_recommendation", _("Recommendations"), ("analytics", "profiling"), True, _("Made anew every day"),
            "as_of", "console:recommend"),
    Holding("insight_taste", _("Tastes"), ("profiling",), True, _("Made anew every day"), "as_of"),
    Holding("insight_tasterefusal", _("Tastes a customer took away"), ("profiling",), True, _ERASURE, "refused_at"),
    Holding("insight_assignment", _("Who was in which arm of an experiment"), ("analytics", "marketing"), True, _ALWAYS,
            "first_exposed_at"),
    Holding("journeys_call", _("What other systems were told by scenarios"), ("marketing",), True, _ERASURE, "made_at",
            "console:journey-hooks"),
    Holding("journeys_errand", _("Tasks that scenarios gave to shops"), ("marketing",), True, _ERASURE, "made_at"),
    Holding("messaging_message", _("Messages and what they said"), ("marketing", "order"), True, _PROOF, "planned_at",
            "console:inbox"),
    Holding("messaging_messageevent", _("What was opened and clicked"), ("marketing", "analytics"), True, _PROOF, "at"),
    Holding("messaging_showing", _("Messages that wait on the site or at the till"), ("marketing", "order"), True, _PROOF,
            "shown_at", "console:inbox"),
    Holding("messaging_allowance", _("How many messages somebody got"), ("marketing",), True, _ERASURE),
    Holding("messaging_pause", _("Who is left in peace, and why"), ("order",), True, _ERASURE, "began_at"),
    Holding("messaging_friendship", _("Who follows us on LINE"), ("marketing",), True, _ERASURE, "at"),
    Holding("messaging_chatmenulink", _("Who sees the members' menu on LINE"), ("marketing",), True, _ERASURE, "linked_at"),
    Holding("messaging_pushdevice", _("Browsers that take notifications"), ("marketing", "order"), True, _ERASURE, "made_at"),
    Holding("messaging_shortlink", _("Short links of texts"), ("marketing", "order"), True, _PROOF, "", "console:inbox"),
    Holding("messaging_heard", _("What LINE told and is not worked off"), ("order",), True, _ERASURE, "heard_at",
            "console:sending-channels"),
    Holding("messaging_postpiece", _("Postcards and their addresses"), ("marketing",), True, _PROOF, "", "console:postcards"),
    Holding("journeymaps_journeymap", _("Journey maps"), (), False, _ALWAYS, "changed_at", "console:maps"),
    Holding("messaging_trial", _("Trials of the staff"), (), False, _ALWAYS, "made_at", "console:inbox"),
    Holding("catalogue_variant", _("Products and variants"), (), False, _ALWAYS, "", "console:products"),
    Holding("stock_stocklevel", _("Stock"), (), False, _ALWAYS),
    Holding("locations_location", _("Shops and warehouses"), (), False, _ALWAYS, "", "console:shops"),
    Holding("staff_auditentry", _("Audit log"), (), True, _ALWAYS, "at", "console:settings-audit"),
)  # fmt: skip
# Kinds of keys, in the order of the map.
KEYS = ("member_no", "email", "phone", "line_user_id", "user_id", "device_id", "anonymous_id", "receipt")
FIELDS = ("name", "kana", "birth_date", "gender", "postal_code", "prefecture", "city", "address", "rank", "zone")
