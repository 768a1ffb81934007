# SPDX-License-Identifier: Apache-2.0
"""Things that take a while: steps of a wizard, drop zone, progress of a long job."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.safestring import SafeString

from omotenashi.web.ui.markup import component

register = template.Library()


@register.simple_tag
def steps(items: Iterable[Mapping[str, str] | str], current: int) -> SafeString:
    """Named steps; `current` counts from 1. An item is a name or {"label", "href"}: done ones can be gone back to."""
    named = [item if isinstance(item, Mapping) else {"label": item} for item in items]
    states = ["done" if i < current else "now" if i == current else "later" for i in range(1, len(named) + 1)]
    return component("steps", steps=[{**item, "state": state} for item, state in zip(named, states, strict=True)])


@register.simple_tag(takes_context=True)
def dropzone(
    context: template.Context,
    action: str,
    name: str = "file",
    accept: str = "",
    title: str = "",
    hint: str = "",
    multiple: bool = False,
) -> SafeString:
    """A place to drop or choose a file; posts it as `name` to `action` and follows the redirect of the answer."""
    return component(
        "dropzone",
        action=action,
        name=name,
        accept=accept,
        title=title,
        hint=hint,
        multiple=multiple,
        csrf_token=context.get("csrf_token", ""),
    )


@register.simple_tag
def progress(
    label: str,
    done: int,
    total: int | None = None,
    left: str = "",
    poll: str = "",
    state: str = "running",
    cancel: str = "",
) -> SafeString:
    """A long job: count, share, time left in words. With `poll` it asks that URL each second for its successor.

    state: running | done | failed | cancelled. The view behind `poll` answers with this tag again.
    """
    share = min(100, round(done * 100 / total)) if total else None
    return component(
        "progress", label=label, done=done, total=total, share=share, left=left, poll=poll, state=state, cancel=cancel
    )
