# SPDX-License-Identifier: Apache-2.0
"""Addresses of menus under the chat."""

from django.urls import path

from omotenashi.web.console.messages.menus import views

urlpatterns = [
    path("pictures/<uuid:menu_id>/", views.show_picture, name="sending-menu-picture"),
    path("<uuid:menu_id>/end/", views.create_end, name="sending-menu-end"),
    path("<uuid:menu_id>/again/", views.create_try, name="sending-menu-again"),
    path("<slug:audience>/", views.show_menu, name="sending-menu"),
    path("<slug:audience>/preview/", views.show_preview, name="sending-menu-preview"),
    path("<slug:audience>/history/", views.show_history, name="sending-menu-history"),
]
