# SPDX-License-Identifier: Apache-2.0
"""Addresses of the till without a line, under /register/offline/."""

from django.urls import path

from omotenashi.web.register.offline import office_views, shell_views, views

urlpatterns = [
    path("", shell_views.show_waiting, name="waiting"),
    path("sw.js", shell_views.service_worker, name="service-worker"),
    path("beat/", views.beat, name="beat"),
    path("snapshot/", views.show_snapshot, name="snapshot"),
    path("allowance/", views.renew_allowance, name="allowance"),
    path("sales/", views.take_sales, name="offline-sales"),
    path("refused/<uuid:upload_id>/telling/", office_views.tell_again, name="tell-again"),
]
