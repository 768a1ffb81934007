# SPDX-License-Identifier: Apache-2.0
"""Addresses of the member card, under /my/."""

from django.urls import path

from omotenashi.web.portal.membership import entrance, receipts, tastes, views
from omotenashi.web.portal.membership.standin import views as standin

urlpatterns = [
    path("card/", views.show_card, name="card"),
    path("card/codes/", views.show_codes, name="card-codes"),
    path("receipts/", receipts.show_receipts, name="receipts"),
    path("tastes/", tastes.show_tastes, name="tastes"),
    path("link/", entrance.show_start, name="link"),
    path("link/<str:code>/", entrance.show_start, name="link-code"),
    path("agree/", entrance.agree, name="agree"),
    path("leave/", entrance.leave, name="leave"),
    path("line/start/", entrance.start_line, name="line-start"),
    path("line/back/", entrance.finish_line, name="line-callback"),
    path("line/standin/authorize/", standin.authorize, name="standin-authorize"),
    path("line/standin/token/", standin.token, name="standin-token"),
    path("line/standin/verify/", standin.verify, name="standin-verify"),
    path("line/standin/profile/", standin.profile, name="standin-profile"),
]
