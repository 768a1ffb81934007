# SPDX-License-Identifier: Apache-2.0
"""`mail bounce < file`: what a mail server gets back, by a pipe."""

import sys

from omotenashi.config.cli import frame, session
from omotenashi.config.cli.language import say as _

app = frame.application()


@app.callback(help=_("Mails that came back"))
def mails() -> None:
    """Commands about mails."""


@app.command("bounce", help=_("Read one returned mail or complaint from the standard input"))
def bounce() -> None:
    """Keep what it tells; the worker does what follows."""
    raw = sys.stdin.buffer.read()
    with session.retailer():
        from omotenashi.base import clock
        from omotenashi.engagement.messaging import actions as messaging
        from omotenashi.engagement.messaging import queries

        signature = queries.standin_signature(raw, channel="email")
        new = messaging.hear(raw, signature=signature, now=clock.now(), channel="email")
        while messaging.work_off(now=clock.now()):
            pass
    frame.tell(_("It is noted.") if new else _("It is no report, or it was noted before."))
