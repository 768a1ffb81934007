# SPDX-License-Identifier: Apache-2.0
"""The words that the canvas itself says, in the language of the page. `%s` stands for a value."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def spoken() -> dict[str, str]:
    """Give every word by its key."""
    return _cards() | _tools() | _kept() | _past()


def _cards() -> dict[str, str]:
    return {
        "entry": _("Coming in"),
        "end": _("End"),
        "here": _("%s here"),
        "would_wait": _("%s would wait"),
        "through": _("came through"),
        "came_in": pgettext("scenario", "Came in"),
        "here_now": _("Here now"),
        "brought": _("In figures"),
        "insert": _("Put a step in here"),
        "insert_on": _("Put a step in here: %s"),
        "note": _("Note"),
        "note_hint": _("Write a note for the team …"),
        "note_drop": _("Delete this note"),
        "card_help": _("Enter opens it, arrows lead to the next one, Delete takes it out."),
        "outlet": _("Draw from here to another step"),
        "card": pgettext("scenario", "Step"),
        "way": pgettext("scenario", "Way"),
        "way_end": pgettext("scenario", "End of a way"),
        "way_to": _("From %s to %s"),
        "way_open": _("From %s, not led on yet"),
        "way_help": _("A press on it takes it out or leads it elsewhere."),
        "moved_to": _("Moved to %s, %s"),
        "case": _("Way %s"),
        "case_up": _("Ask this one before"),
        "case_drop": _("Take this way out"),
    }


def _tools() -> dict[str, str]:
    return {
        "tools": _("Tools"),
        "palette": pgettext("scenario", "Steps"),
        "palette_hint": _("Drag onto the way, or press to add it below what is chosen."),
        "inspector": _("What is chosen"),
        "settings": _("Settings of the scenario"),
        "name": _("Name"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "add": _("Add a step"),
        "tidy": _("Tidy up"),
        "add_note": _("Add a note"),
        "double": _("Double"),
        "remove": pgettext("scenario", "Take out"),
        "close": _("Close"),
        "open_letter": _("Open the message"),
        "controls": _("Zoom"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "fit": _("Show everything"),
        "locked": _("Lock the drawing"),
        "made_with": _("Drawn with React Flow"),
        "minimap": pgettext("scenario", "Overview"),
        "troubles": _("%s to mend"),
    }


def _kept() -> dict[str, str]:
    return {
        "state_saved": _("Saved"),
        "state_saving": _("Saving …"),
        "state_offline": _("Not saved: no connection. It is tried again."),
        "state_refused": _("This could not be saved."),
        "state_conflict": _("Not saved"),
        "conflict": _("Somebody else changed this scenario meanwhile."),
        "conflict_help": _(
            "What you drew is still here and kept on this computer. Nothing is lost; choose how to go on."
        ),
        "take_theirs": _("Take theirs"),
        "mine_apart": _("Keep mine as a scenario of its own"),
        "mine_over": _("Put mine over it"),
        "copy_of": _("%s (copy)"),
    }


def _past() -> dict[str, str]:
    return {
        "past": _("Simulation on the past"),
        "past_help": _("What this drawing would have done with the people of the last 90 days. Nothing is sent and nobody hears of it."),
        "past_figures": pgettext("simulation", "Result"),
        "past_failed": _("The past could not be walked through. Choose how people come in, and add a step."),
        "leave_past": _("Back to drawing"),
        "would_hear": _("Who would have got it"),
    }  # fmt: skip
