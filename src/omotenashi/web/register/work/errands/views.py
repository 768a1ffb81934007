# SPDX-License-Identifier: Apache-2.0
"""The list of what scenarios ask of a shop, and one tap that says it is done."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from omotenashi.engagement.journeys import actions as journeys
from omotenashi.engagement.journeys import queries
from omotenashi.web.register.work.desk import Desk, at_desk
from omotenashi.web.register.work.errands import reads


@require_GET
@at_desk("customers.view")
def show_errands(desk: Desk) -> HttpResponse:
    """Show what is to be done."""
    tasks = reads.shown(desk.shop, now=desk.now)
    return desk.page("errands", place="handover", tasks=tasks, may_do=desk.may("fulfilment.work"))


@require_POST
@at_desk("fulfilment.work")
def finish(desk: Desk) -> HttpResponse:
    """Note that a task of this shop, or of any, is done."""
    wanted = desk.request.POST.get("errand", "")
    mine = {str(key): key for key in queries.open_errands(location_id=desk.shop.pk).values_list("pk", flat=True)}
    key: UUID | None = mine.get(wanted)
    if key is None or not journeys.finish(key, by=desk.staff, now=desk.now):
        return desk.to("work-errands", said=_("Somebody was faster."), state="info")
    return desk.to("work-errands", said=_("Done. Thank you."))
