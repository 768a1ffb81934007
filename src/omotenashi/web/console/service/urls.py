# SPDX-License-Identifier: Apache-2.0
"""Addresses of the settings of service."""

from django.urls import path

from omotenashi.web.console.locations import position_views
from omotenashi.web.console.service import views

urlpatterns = [
    path("settings/service/", views.show_service, name="settings-service"),
    path("settings/tills/", views.show_tills, name="settings-tills"),
    path("settings/positions/", position_views.show_positions, name="positions"),
    path("settings/positions/flaws/", position_views.mend, name="positions-flaws"),
    path("settings/reasons/", views.show_reasons, name="settings-reasons"),
    path("settings/changes/<int:entry_id>/undo/", views.undo, name="service-undo"),
    path("shops/<uuid:location_id>/settings/", views.show_shop, name="shop-settings"),
    path("shops/<uuid:location_id>/settings/picture/", views.save_picture, name="shop-settings-picture"),
    path("shops/<uuid:location_id>/picture/", views.show_picture, name="shop-picture"),
    path("shops/<uuid:location_id>/settings/<slug:name>/", views.save_shop, name="shop-settings-part"),
]
