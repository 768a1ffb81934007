# SPDX-License-Identifier: Apache-2.0
"""Every table that holds something about a person, and how to find it: one list, for export and preview.

A test looks at all models of the house: one that refers to a node or a person and stands neither here nor among the
exceptions fails it. So nobody can add a table that a disclosure forgets.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from omotenashi.commerce.catalogue import models as catalogue
from omotenashi.commerce.checkout import models as checkout
from omotenashi.commerce.fulfilment import models as fulfilment
from omotenashi.commerce.loyalty import models as loyalty
from omotenashi.commerce.orders import models as orders
from omotenashi.commerce.reviews import models as reviews
from omotenashi.commerce.usage import models as usage
from omotenashi.engagement.audience import models as audience
from omotenashi.engagement.journeys import models as journeys
from omotenashi.engagement.messaging import models as messaging
from omotenashi.insight import models as insight
from omotenashi.people.consent import models as consent
from omotenashi.people.customers import models as customers
from omotenashi.people.timeline import models as timeline

type Find = Callable[["Subject"], Q]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: the person, all nodes, and the hashes of all addresses."""

    person_id: UUID
    nodes: Sequence[UUID]
    hashes: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: its model, its name for people, and how rows of a person are found."""

    model: type[Model]
    title: str | Promise
    find: Find

    @property
    def key(self) -> str:
        """The name of the file and of the part of the JSON."""
        return self.model._meta.label_lower.replace(".", "_")  # noqa: SLF001 - documented by Django

    def rows(self, subject: Subject) -> Iterator[Mapping[str, Any]]:
        """Give the rows as they stand, without keys that only machines use."""
        fields = [field.attname for field in self.model._meta.concrete_fields if field.attname not in HIDDEN]  # noqa: SLF001 - documented by Django
        found = self.model._default_manager.filter(self.find(subject)).order_by("pk")  # noqa: SLF001 - documented by Django
        yield from found.values(*fields).iterator(chunk_size=2000)

    def count(self, subject: Subject) -> int:
        """Give the number of rows."""
        return self.model._default_manager.filter(self.find(subject)).count()  # noqa: SLF001 - documented by Django


# Marks and digests that say nothing to a person.
HIDDEN = frozenset(
    {
        "changed_in",
        "code_hash",
        "proxy_hash",
        "token_hash",
        "hash",
        "value_hash",
        "address_hash",
        "content",
        "seq",
        "tokens",
        "evidence_hash",
        "keys",
    }
)


def _nodes(path: str) -> Find:
    return lambda subject: Q(**{f"{path}__in": subject.nodes})


def _ends(one: str, other: str) -> Find:
    return lambda subject: Q(**{f"{one}__in": subject.nodes}) | Q(**{f"{other}__in": subject.nodes})


def _person(path: str) -> Find:
    return lambda subject: Q(**{path: subject.person_id})


def _addresses(subject: Subject) -> Q:
    return Q(address_hash__in=list(subject.hashes))


def _cards(subject: Subject) -> Q:
    """Gift cards that were sent to one of the person's addresses, and those of the wallets."""
    mails = customers.Node.objects.filter(pk__in=subject.nodes, type="email").values("value")
    return Q(recipient_mail__in=mails) | Q(wallet__node_id__in=subject.nodes)


HOLDINGS = (
    Holding(customers.Profile, _("Profile"), _person("person_id")),
    Holding(customers.Node, _("Keys"), _nodes("pk")),
    Holding(customers.Person, _("Person row"), _person("pk")),
    Holding(customers.NodePerson, _("Keys and person"), _nodes("node_id")),
    Holding(customers.Edge, _("Joins"), _ends("a_id", "b_id")),
    Holding(customers.Demotion, _("Joins that were refused"), _ends("a_id", "b_id")),
    Holding(customers.NoLink, _("Kept apart"), _ends("a_id", "b_id")),
    Holding(customers.MergeLog, _("Merges"), _ends("one_id", "other_id")),
    Holding(customers.BlockedValue, _("Blocked keys"), _nodes("node_id")),
    Holding(customers.FieldValue, _("What sources said"), _nodes("node_id")),
    Holding(customers.Correction, _("Corrections"), _nodes("value__node_id")),
    Holding(customers.ContactPoint, _("Addresses"), _nodes("node_id")),
    Holding(customers.Note, _("Notes"), _nodes("node_id")),
    Holding(customers.NoteEdit, _("Earlier notes"), _nodes("note__node_id")),
    Holding(customers.Care, _("Heeded by the staff"), _nodes("node_id")),
    Holding(customers.Tagging, _("Tags of the house"), _nodes("node_id")),
    Holding(customers.VisitPlan, _("Planned visits"), _nodes("node_id")),
    Holding(customers.HouseholdMember, _("Household"), _nodes("node_id")),
    Holding(customers.LinkSuggestion, _("Match suggestions"), _ends("a_id", "b_id")),
    Holding(customers.MatchRecord, _("Made ready for matching"), _person("pk")),
    Holding(customers.Erasure, _("Erasure"), _person("person_id")),
    Holding(consent.ConsentState, _("What is allowed"), _nodes("contact_point__node_id")),
    Holding(consent.ConsentEntry, _("Consent ledger"), _nodes("contact_point__node_id")),
    Holding(consent.Suppression, _("Suppressions"), _addresses),
    Holding(consent.Challenge, _("Links and codes sent"), _addresses),
    Holding(consent.Case, _("Requests"), _nodes("node_id")),
    Holding(consent.CaseEntry, _("Journal of requests"), _nodes("case__node_id")),
    Holding(timeline.Entry, _("Timeline"), _nodes("node_id")),
    Holding(orders.Order, _("Orders"), _nodes("node_id")),
    Holding(orders.OrderLine, _("Order lines"), _nodes("order__node_id")),
    Holding(orders.Return, _("Returns"), _nodes("node_id")),
    Holding(orders.ReturnLine, _("Return lines"), _nodes("of__node_id")),
    Holding(orders.ClaimTry, _("Claimed receipts"), _nodes("member_id")),
    Holding(orders.Contact, _("Names and addresses of orders"), _nodes("order__node_id")),
    Holding(orders.Confirmation, _("Confirmed terms of orders"), _nodes("order__node_id")),
    Holding(orders.LogEntry, _("Journal of orders"), _nodes("order__node_id")),
    Holding(orders.Document, _("Tax documents"), _nodes("order__node_id")),
    Holding(orders.Subscription, _("Subscriptions"), _nodes("node_id")),
    Holding(orders.AccessCode, _("Codes to find orders by"), _nodes("order__node_id")),
    Holding(orders.Attribution, _("Who is credited with sales"), _nodes("order__node_id")),
    Holding(checkout.Basket, _("Baskets"), _nodes("node_id")),
    Holding(checkout.Settlement, _("What orders set aside"), _nodes("node_id")),
    Holding(fulfilment.Fulfilment, _("Parcels and pick-ups"), _nodes("order__node_id")),
    Holding(fulfilment.GoodsReturn, _("Returns on their way"), _nodes("order__node_id")),
    Holding(fulfilment.TryOnHold, _("Laid aside to be tried on"), _nodes("node_id")),
    Holding(reviews.Review, _("Reviews"), _nodes("node_id")),
    Holding(usage.Progress, _("How far somebody got with what they bought"), _nodes("node_id")),
    Holding(catalogue.Wish, _("Wish list"), _nodes("node_id")),
    Holding(catalogue.RestockRequest, _("Asked to be told of new stock"), _nodes("node_id")),
    Holding(loyalty.Wallet, _("Points"), _nodes("node_id")),
    Holding(loyalty.WalletLot, _("Points by expiry"), _nodes("wallet__node_id")),
    Holding(loyalty.WalletEntry, _("Points ledger"), _nodes("wallet__node_id")),
    Holding(loyalty.TierState, _("Member rank"), _nodes("node_id")),
    Holding(loyalty.Overdraft, _("Points given out offline"), _nodes("node_id")),
    Holding(loyalty.GiftCard, _("Gift cards"), _cards),
    Holding(loyalty.CouponCode, _("Coupons"), _nodes("node_id")),
    Holding(loyalty.Redemption, _("Coupons used"), _nodes("node_id")),
    Holding(loyalty.Referral, _("Referrals"), _ends("referrer_id", "friend_id")),
    Holding(insight.Score, _("RFM scores"), _person("person_id")),
    Holding(insight.Prediction, _("LTV forecast"), _person("person_id")),
    Holding(insight.Recommendation, _("Recommendations"), _person("person_id")),
    Holding(insight.Taste, _("Tastes"), _person("person_id")),
    Holding(insight.TasteRefusal, _("Tastes somebody took away"), _nodes("node_id")),
    Holding(insight.Assignment, _("Who was in which arm of an experiment"), _ends("node_id", "contaminated_by_id")),
    Holding(audience.Membership, _("Segments somebody is or was in"), _person("person_id")),
    Holding(audience.SegmentTimer, _("When a segment may let somebody in or go"), _person("person_id")),
    Holding(journeys.Enrolment, _("Scenarios somebody went through"), _nodes("node_id")),
    Holding(journeys.Call, _("What other systems were told by scenarios"), _nodes("enrolment__node_id")),
    Holding(journeys.Errand, _("Tasks that scenarios gave to shops"), _nodes("node_id")),
    Holding(journeys.StepLog, _("Steps of these scenarios"), _nodes("enrolment__node_id")),
    Holding(messaging.Message, _("Messages and what they said"), _nodes("node_id")),
    Holding(messaging.MessageEvent, _("What was opened and clicked"), _nodes("message__node_id")),
    Holding(messaging.Showing, _("Messages that wait on the site or at the till"), _nodes("message__node_id")),
    Holding(messaging.Allowance, _("How many messages somebody got"), _person("person_id")),
    Holding(messaging.AllowanceUse, _("Messages that are counted"), _person("person_id")),
    Holding(messaging.Friendship, _("Who follows us on LINE"), _nodes("contact_point__node_id")),
    Holding(messaging.ChatMenuLink, _("Who sees the members' menu on LINE"), _nodes("contact_point__node_id")),
    Holding(messaging.PushDevice, _("Browsers that take notifications"), _nodes("contact_point__node_id")),
    Holding(messaging.ShortLink, _("Short links of texts"), _nodes("message__node_id")),
    Holding(messaging.PostPiece, _("Postcards and their addresses"), _nodes("message__node_id")),
    Holding(messaging.Heard, _("What LINE told and is not worked off"), _addresses),
    Holding(messaging.Pause, _("Who is left in peace, and why"), _nodes("node_id")),
)


def subject_of(person_id: UUID, nodes: Sequence[UUID]) -> Subject:
    """Give whom it is about."""
    hashes = customers.ContactPoint.objects.filter(node_id__in=nodes).values_list("address_hash", flat=True)
    return Subject(person_id, list(nodes), [bytes(each) for each in hashes])
