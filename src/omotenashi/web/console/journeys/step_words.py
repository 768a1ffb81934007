# SPDX-License-Identifier: Apache-2.0
"""How the steps read that divide in many ways, wait for a day, or do something outside of messages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from omotenashi.engagement.journeys.queries import DRAW, Step, named, shown
from omotenashi.web.console.journeys import attribute_words
from omotenashi.web.console.messages.words import channel_name

type Names = Mapping[str, Mapping[str, str]]
KINDS: Mapping[str, tuple[str, str | Promise]] = {
    "until_day": ("calendar", gettext_lazy("Wait for a day")),
    "wait_any": ("bell", gettext_lazy("Wait for one of several things")),
    "wait_segment": ("people", gettext_lazy("Wait for a segment")),
    "cases": ("tree", gettext_lazy("Divide in many ways")),
    "rate": ("filter", gettext_lazy("Let so many pass at a time")),
    "tag": ("tag", gettext_lazy("Put a tag on")),
    "profile": ("person", gettext_lazy("Update the profile")),
    "record": ("edit", gettext_lazy("Note an event")),
    "list": ("table", gettext_lazy("Put on a list")),
    "task": ("check", gettext_lazy("A task for the shop")),
    "webhook": ("link", gettext_lazy("Tell another system")),
}
BRANCHES: Mapping[str, str | Promise] = {
    "else": gettext_lazy("Everybody else"),
    "hold": pgettext_lazy("branch", "Kept apart"),
    "done": pgettext_lazy("branch", "Done"),
    "past": gettext_lazy("The day is over"),
}
# What a branch is called at one kind alone.
OWN_BRANCHES: Mapping[tuple[str, str], str | Promise] = {
    ("task", "timeout"): gettext_lazy("Not done in time"),
    ("wait_segment", "event"): gettext_lazy("Came into it"),
    ("wait_segment", "timeout"): gettext_lazy("Not in time"),
}
WINNERS: Mapping[str, str | Promise] = {
    "": gettext_lazy("Nobody: the shares stay"),
    "clicked": gettext_lazy("Whose messages more people follow"),
    "bought": gettext_lazy("After which more people buy"),
}
LEAVINGS: Mapping[str, str | Promise] = {
    "": gettext_lazy("Goes on to the end"),
    "exit": gettext_lazy("Leaves at once"),
    "goal": gettext_lazy("Has reached the goal and leaves"),
}
LATE: Mapping[str, str | Promise] = {
    "go_on": gettext_lazy("Goes on at once"),
    "exit": gettext_lazy("Leaves the scenario"),
    "way": gettext_lazy("Goes a way of their own"),
}
# So wide, in half-width signs.
_SHORT = 15


def weekday(number: Any) -> str:
    """Name a day of the week, from Monday on."""
    return str(WEEKDAYS[int(number)])


WEEKDAYS: Sequence[str | Promise] = (
    pgettext_lazy("weekday", "Mon"), pgettext_lazy("weekday", "Tue"), pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"), pgettext_lazy("weekday", "Fri"), pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)  # fmt: skip


def step(one: Step, *, names: Names, duration: str, asked: Sequence[str]) -> str:
    """Say in a sentence what a step does; `asked` is what each of its branches says."""
    match one.kind:
        case "until":
            return _until(one)
        case "until_day":
            return _day(one)
        case "wait_any":
            return _("%(several)s, at most %(time)s") % {"several": _or(asked), "time": duration}
        case "wait_segment":
            name = names["segments"].get(str(one["segment"]), "—")
            return _("until in “%(segment)s”, at most %(time)s") % {"segment": name, "time": duration}
        case "cases":
            return " → ".join(asked)
        case "random":
            return " / ".join(asked)
        case "rate":
            most = int(one["most"] or 0)
            return ngettext("%(n)s person in %(time)s", "%(n)s people in %(time)s", most) % {
                "n": most,
                "time": duration,
            }
        case _:
            return _doing(one, names)


def _doing(one: Step, names: Names) -> str:
    match one.kind:
        case "tag":
            text = _("Take “%(tag)s” off") if one["off"] else _("Put “%(tag)s” on")
            return text % {"tag": one["tag"]} if one["tag"] else _("No tag chosen yet")
        case "profile":
            return attribute_words.step(one)
        case "record":
            noted = shown(named(one["name"]))
            return _("Note “%(name)s”") % {"name": noted} if noted else _("No name chosen yet")
        case "list":
            return _listed(one, names)
        case "task":
            return str(one["title"] or _("Nothing to do yet"))
        case "webhook":
            return names["hooks"].get(str(one["hook"]), _("No receiver chosen yet"))
        case _:
            return ""


def note(one: Step, *, duration: str) -> str:
    """Say what else holds of a step."""
    match one.kind:
        case "random":
            held = [_("%(share)s kept apart") % {"share": _percent(one["held"])}] if one["held"] else []
            won = [_("winner after %(time)s") % {"time": duration}] if one["winner"] else []
            return " · ".join(held + won)
        case "until_day":
            late = "" if (one["late"] or "go_on") == "go_on" else str(LATE.get(str(one["late"]), ""))
            return _("too late: %(late)s") % {"late": late} if late else ""
        case "task":
            due = int(one["due_days"] or 0)
            until = ngettext("due in %(n)s day", "due in %(n)s days", due) % {"n": due} if due else _("due today")
            return until + (_(" · waits at most %(time)s") % {"time": duration} if duration != "—" else "")
        case "profile":
            return _("only where nothing is known") if one["only_empty"] else ""
        case "send":
            return " → ".join(channel_name(str(name)) for name in one["channels"] or ())
        case _:
            return ""


def short(text: str) -> str:
    """Cut the words of a branch to what fits beside its line."""
    wide = [1 if one.isascii() else 2 for one in text]
    if sum(wide) <= _SHORT:
        return text
    room = next(number for number in range(len(text)) if sum(wide[: number + 1]) > _SHORT - 2)
    return text[:room] + "…"


def share(case: Step, number: int) -> str:
    """Say how many draw an arm."""
    return f"{chr(65 + number)} {_percent(case['share'])}"


def _until(one: Step) -> str:
    days = "・".join(weekday(day) for day in sorted(one["weekdays"] or (), key=str))
    if days:
        return _("Wait until it is %(clock)s on %(days)s") % {"clock": one["at"], "days": days}
    return _("Wait until it is %(clock)s") % {"clock": one["at"]}


def _day(one: Step) -> str:
    named = f"{{{{ event.{one['value']} }}}}" if one["what"] == "value" else str(one["day"] or "").replace("-", "/")
    if not (one["value"] if one["what"] == "value" else one["day"]):
        return _("No day chosen yet")
    days = int(one["offset"] or 0)
    if days:
        apart = (
            ngettext("%(n)s day before", "%(n)s days before", -days)
            if days < 0
            else ngettext("%(n)s day after", "%(n)s days after", days)
        )
        named = f"{named} {apart % {'n': abs(days)}}"
    return _("Wait until %(day)s, %(clock)s") % {"day": named, "clock": one["at"]}


def _listed(one: Step, names: Names) -> str:
    if not one["segment"]:
        return _("No list chosen yet")
    text = _("Take off “%(list)s”") if one["off"] else _("Put on “%(list)s”")
    return text % {"list": names["segments"].get(str(one["segment"]), "—")}


def _or(asked: Sequence[str]) -> str:
    return pgettext("between alternatives", " or ").join(asked) or "—"


def _percent(value: Any) -> str:
    return f"{int(value) * 100 / DRAW:g}%" if isinstance(value, int | float) else "—"
