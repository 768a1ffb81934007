# SPDX-License-Identifier: Apache-2.0
"""What messages, their states, their parts and their reasons are called in the office."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from omotenashi.base import clock
from omotenashi.engagement.messaging.models import Message, MessageEvent, Template
from omotenashi.web.console.messages import gatewords

STATES: Mapping[str, tuple[str, str | Promise]] = {
    "intended": ("info", lazy("About to be looked at")),
    "held": ("warn", pgettext_lazy("message", "Waits")),
    "queued": ("info", lazy("About to be sent")),
    "sending": ("info", lazy("Being sent")),
    "sent": ("good", pgettext_lazy("message", "Sent")),
    "failed": ("bad", pgettext_lazy("message", "Came back")),
    "unknown": ("warn", lazy("Nobody knows whether it arrived")),
    "dropped": ("quiet", lazy("Not sent")),
}
TEMPLATE_STATES: Mapping[str, tuple[str, str | Promise]] = {
    "draft": ("quiet", lazy("Draft")),
    "published": ("good", pgettext_lazy("message", "Published")),
    "changed": ("warn", lazy("Published, with changes since")),
    "archived": ("quiet", lazy("Archived")),
}
CHANNELS: Mapping[str, str | Promise] = {
    "email": lazy("Mail"),
    "line": "LINE",
    "sms": lazy("SMS"),
    "push": lazy("Web push"),
    "post": lazy("Postcard"),
    "site": lazy("On the site"),
    "till": lazy("Word at the till"),
}
# The channel whose colour a way to write to has.
MARKS = {"email": "MAIL", "line": "LINE", "sms": "PHONE", "push": "APP", "post": "DM", "site": "EC", "till": "STORE"}
PURPOSES: Mapping[str, str | Promise] = {
    "marketing": lazy("News and offers"),
    "order": lazy("Order messages"),
    "profiling": lazy("Personal suggestions"),
    "analytics": lazy("Analysis of behaviour"),
    "sharing": lazy("Sharing with partners"),
}
KINDS: Mapping[str, str | Promise] = {
    "heading": lazy("Heading"),
    "text": pgettext_lazy("block", "Text"),
    "picture": lazy("Picture"),
    "button": lazy("Button"),
    "products": lazy("Products"),
    "offers": pgettext_lazy("block", "Recommendations"),
    "article": lazy("The article it is about"),
    "points": lazy("Points balance"),
    "coupon": lazy("Coupon"),
    "shop": lazy("Their shop"),
    "staff": lazy("Who serves them"),
    "divider": lazy("Line between parts"),
    "spacer": pgettext_lazy("block", "Space"),
}
PARTS: Mapping[str, str | Promise] = {
    "subject": pgettext_lazy("mail", "Subject"),
    "preheader": lazy("Preview line"),
    "short": lazy("Short text"),
    "blocks": lazy("Content"),
    "text": pgettext_lazy("block", "Text"),
    "src": lazy("Address of the picture"),
    "alt": lazy("Words for the picture"),
    "href": lazy("Leads to"),
    "label": lazy("Label"),
    "codes": lazy("Products"),
    "title": lazy("Heading over it"),
    "count": lazy("How many"),
    "fallback": lazy("Where the recommender knows nothing"),
    "reason": lazy("Show why"),
    "avoid": lazy("Never these codes or categories"),
    "campaign": lazy("Coupon of a campaign"),
    "location": lazy("For whom has no shop"),
    "size": pgettext_lazy("space", "Height"),
    "variants": pgettext_lazy("split", "Variants"),
    "code": lazy("Coupon code"),
    "until": lazy("Valid until"),
}
# Fields that may be inserted, as a person is offered them, and what stands in for them where nothing is known.
FIELDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "customer.name": (lazy("Name"), lazy("dear customer")),
    "customer.rank": (lazy("Rank"), lazy("member")),
    "customer.points": (lazy("Points balance"), ""),
    "shop.name": (lazy("Their shop"), lazy("our shops")),
    "staff.name": (lazy("Who serves them"), lazy("our staff")),
    "goods.name": (lazy("Name of the article"), ""),
    "goods.price": (lazy("Price of the article"), ""),
    "retailer.name": (lazy("Our name"), ""),
}


def purpose_name(code: str, fallback: str = "") -> str:
    """Name a purpose."""
    return str(PURPOSES.get(code, fallback or code))


def channel_name(code: str) -> str:
    """Name a channel."""
    return str(CHANNELS.get(code, code))


def state_of(template: Template, *, is_changed: bool) -> str:
    """Give where a template stands."""
    if template.archived_at:
        return "archived"
    if not template.version:
        return "draft"
    return "changed" if is_changed else "published"


def why(message: Message) -> str:
    """Say in one sentence why a message went, waits, or did not go."""
    if (weighed := gatewords.why(message)) is not None:
        return weighed
    if message.state == "intended" and message.planned_at > clock.now():
        return _WENT["planned"]()
    if message.state == "sent" and message.channel == "post":
        return _("It lies in the print batch of its day; when it was posted stands under “Postcard printing”.")
    if message.state in ("sent", "intended", "queued", "sending") and not message.reason:
        return _WENT[message.state]()
    if message.reason.startswith("untrue"):
        return _untrue(message.reason.removeprefix("untrue_"))
    if message.reason == "content":
        return _content(message.error)
    if message.reason == "pool":
        return _stopped(message)
    told = _REASONS.get(message.reason)
    if told is None:
        # A pause carries its own word.
        return (
            _paused(message.reason)
            if _step(message) == "pause"
            else _("It was not sent: %(why)s") % {"why": message.reason}
        )
    return told()


def _step(message: Message) -> str:
    """Name the step of the gate that decided."""
    return str(message.decision[-1]["step"]) if message.decision else ""


def _untrue(name: str) -> str:
    return {
        "segment": _("The person is no longer in the segment this was meant for."),
        "stock": _("What it was about is no longer in stock."),
        "price": _("The price it spoke of no longer holds."),
        "coupon": _("The coupon is over or used up."),
        "basket": _("The cart it reminds of was bought meanwhile, on the web or in a shop."),
        "bought": _("It was bought meanwhile, on the web or in a shop."),
    }.get(name, _("What it says no longer holds."))


def _stopped(message: Message) -> str:
    said = stopped_why(str(message.decision[-1].get("evidence", "")) if message.decision else "")
    name = channel_name(message.channel)
    return _("Advertising by %(name)s is stopped: %(why)s It goes once somebody lets it go on.") % {
        "name": name,
        "why": said,
    }


def stopped_why(code: str) -> str:
    """Say why the advertising of a channel was stopped: by itself, by hand, or in somebody's own words."""
    return {
        "policy": _(
            "Mailboxes refused us five times within an hour for what we are (5.7.x), not for the address. Look at SPF, DKIM, DMARC and the lists."
        ),
        "complaints": _("More than 0.3% of a week's mails were marked as spam."),
        "hand": _("Stopped by hand."),
    }.get(code, code)


def _paused(reason: str) -> str:
    told = {
        "complaint": _("A complaint is open: no advertising until it is settled."),
        "conversation": _("A conversation is open: no advertising until it is answered."),
        "bereavement": _("There was a death in the family: no advertising for now."),
        "wish": _("The person asked for a rest: no advertising for now."),
    }
    return told.get(reason, _("The person is left in peace for now: %(why)s") % {"why": reason})


def _content(error: str) -> str:
    what = error.removeprefix("content: ")
    if what == "sender":
        return _("The house does not say who sends it, where it is and how to complain; the law asks for that.")
    if what in ("short", "sms parts"):
        return _("Sent by SMS it needs a short text of at most ten parts.")
    if what.startswith("line "):
        return _("LINE does not take it as it is: %(what)s") % {"what": _line(what.removeprefix("line "))}
    if what.startswith("post "):
        return _post(what.removeprefix("post "))
    if what == "address":
        return _("There was no address left to send it to.")
    field = what.split(" is undefined")[0]
    if field.startswith(("own.", "goods.")):
        return _("There is nothing to put here for this person: no recommendation, no coupon, no article.")
    if field in FIELDS:
        return _("“%(field)s” is not known of this person and the text has no words in its place.") % {
            "field": FIELDS[field][0]
        }
    return _("The text could not be filled for this person: %(what)s") % {"what": what}


def _post(fault: str) -> str:
    """Say why a card would not arrive."""
    told = {
        "household": _("Somebody of the same household gets this card already: one goes to an address."),
        "no_name": _("No card: the name is not known."),
        "no_postal_code": _("No card: there is no postal code."),
        "lost_zero": _("No card: the postal code has six digits; a zero at its beginning was lost."),
        "bad_postal_code": _("No card: the postal code does not have seven digits."),
        "unknown_postal_code": _("No card: Japan Post knows no such postal code."),
        "no_address": _("No card: the address is not known."),
        "other_prefecture": _("No card: the postal code lies in another prefecture than the address."),
        "no_number": _("No card: the address has no number of a house."),
        "too_long": _("No card: name or address are too long for a card."),
    }
    return told.get(fault, _("No card could be made for this address."))


_WENT = {
    "sent": lambda: _("It arrived: the person allows it, and nothing stood against it."),
    "intended": lambda: _("It is about to be looked at."),
    "planned": lambda: _("It is planned for a later time, and looked at then."),
    "queued": lambda: _("Everything allows it; it goes out in a moment."),
    "sending": lambda: _("It is being handed over."),
}
_REASONS = {
    "missing": lambda: _("The person was never asked, or never said yes, to this kind of message."),
    "denied": lambda: _("The person said no to this kind of message."),
    "withdrawn": lambda: _("Whoever allowed it took it back, the person or the one who sent it."),
    "expired": lambda: _("The consent is too old to rely on."),
    "suppressed": lambda: _("The address must not be written to: it came back, complained or asked us to stop."),
    "minor": lambda: _("The person is a child, and no parent has agreed."),
    "no_address": lambda: _("We have no address for any of its channels."),
    "paused": lambda: _("The person is left in peace for now: %(why)s") % {"why": _("a complaint or a conversation is open")},
    "avoided": lambda: _("The person wants this topic left alone; the staff noted it."),
    "held_out": lambda: _("The person belongs to those who get no advertising, so that its effect can be measured."),
    "quiet": lambda: _("It is night where the person is; it waits for the morning."),
    "capped": lambda: _("The person already gets as many messages as our rule allows for this time."),
    "quota": lambda: _("The channel's messages of this month are used up; it waits for the next month or its time is over."),
    "refused": lambda: _("It was refused for good by the company that delivers."),
    "deferred": lambda: _("The company that delivers asked us to come back later, again and again."),
    "unknown": lambda: _("The line broke while it was handed over. Advertising is not sent twice on a guess."),
    "accepted": lambda: _("Nobody knows whether it arrived. You left it at that: it is not sent again."),
    "stopped": lambda: _("All advertising is stopped by hand."),
    "bounced": lambda: _("It came back: the address does not exist."),
    "to_show": lambda: _("It waits until the person comes by: on the site, or at the till."),
    "too_late": lambda: _("Its time was over before it could go."),
    "erased": lambda: _("The person asked to be erased."),
}  # fmt: skip


def trouble(reason: str, detail: str = "") -> str:
    """Say what is wrong with a text, and what would be right."""
    return {
        "subject_missing": _("A message needs a subject."),
        "short_missing": _("Sent by SMS it needs a short text."),
        "empty": _("Add something to say: a message needs at least one part."),
        "missing": _("This is still empty."),
        "address": _("This is no address of a page: it begins with https:// or with a slash."),
        "choice": _("Please choose one of what is offered."),
        "forbidden": _("“%(word)s” must not be published: the house forbids it.") % {"word": detail},
        "too_many": _("At most six products stand in one part."),
        "too_long": _("This is too long."),
        "kind": _("This part is of a kind that is not known here."),
        "blocks": _("A message has at most fifty parts."),
        "line": _("LINE does not take it as it is: %(what)s") % {"what": _line(detail)},
        "field": _("There is no field “%(name)s”. Insert one from the list.") % {"name": detail},
        "liquid": _liquid(detail),
    }.get(reason, _("This cannot be sent as it is."))


def _liquid(detail: str) -> str:
    """Say why a field cannot be read; what Liquid itself says of it is for those who read English."""
    if "unexpected tag" in detail or "unknown tag" in detail:
        return _("Only conditions may stand here: if, unless and case. Nothing repeats and nothing reads files.")
    if "endif" in detail or "endunless" in detail or "endcase" in detail:
        return _("A condition that begins has to end: it lacks its {% end %}.").replace("{% end %}", "{% endif %}")
    return _("This field is not written as it can be read: check its braces.")


def _line(what: str) -> str:
    """Say what LINE does not take."""
    return {
        "text": _("a text has 1 to 5,000 characters."),
        "part": _("one part has more than 2,000 characters; make two of it."),
        "address": _("an address is longer than 1,000 characters."),
        "bubble": _("one card is larger than 30 KB."),
        "flex": _("the cards together are larger than 50 KB."),
    }.get(what, what)


def unknown(channel: str) -> str:
    """Say what somebody of the staff needs to get a trial by a channel."""
    if channel == "sms":
        return _("We know no mobile phone of yours: register as a customer under %(mail)s with one, then try again.")
    if channel == "push":
        return _(
            "No device of yours gets notifications: switch them on under “My page”, signed in as %(mail)s, then try again."
        )
    return _("We do not know you on LINE: hold a member card of this shop under %(mail)s, then try again.")


def missing(detail: str) -> str:
    """Say that somebody would not get it, because the text reads what is not known of them."""
    return _content(f"content: {detail}")


def steps(message: Message) -> list[dict[str, str]]:
    """Say what the gate asked, one line a step."""
    names = {
        "lifetime": _("In time"), "consent": _("Consent"), "quota": _("Room this month"), "pause": _("Left in peace"), "truth": _("Still true"),
        "holdout": _("Control group"), "quiet": _("Quiet hours"), "allowance": _("How often"), "content": _("Content"),
        "stop": _("Stop of all advertising"), "pool": _("Is the channel open"),
    }  # fmt: skip
    outcomes = {"pass": ("good", _("passed")), "hold": ("warn", _("waits")), "drop": ("bad", _("stopped here"))}
    found = []
    for step in message.decision:
        tone, said = outcomes.get(step["outcome"], ("quiet", step["outcome"]))
        name = names.get(step["step"]) or gatewords.STEPS.get(step["step"], step["step"])
        detail = gatewords.detail(step)
        if step["step"] == "way":
            tone, said, detail = "warn", _("led nowhere; the next one was taken"), _way(step.get("evidence", ""))
        found.append({"name": name, "tone": tone, "said": said, "detail": detail})
    return found


def _way(evidence: str) -> str:
    """Say which way led nowhere, and why."""
    channel, _gap, fault = evidence.partition(" ")
    why_not = _post(fault.removeprefix("post ")) if channel == "post" else fault
    return f"{channel_name(channel)}: {why_not}"


def act(event: MessageEvent) -> dict[str, object]:
    """Say what happened to a message, and who did it."""
    kinds = {
        "delivered": _("Delivered"), "bounced": pgettext("message", "Came back"), "deferred": _("Deferred"), "opened": pgettext("message", "Opened"),
        "clicked": _("Clicked"), "complained": _("Marked as spam"), "unsubscribed": _("Unsubscribed"),
        "replied": _("Answered"),
    }  # fmt: skip
    actors = {
        "human": _("by a human"), "machine": _("by a machine, not counted"),
        "unknown": _("by a human or by the mail program"),
    }  # fmt: skip
    return {
        "name": kinds.get(event.kind, event.kind), "by": actors.get(event.actor, ""), "at": event.at,
        "evidence": event.evidence,
    }  # fmt: skip
