# SPDX-License-Identifier: Apache-2.0
"""Addresses of notifications, under /my/push/: also the scope of their worker, so that it meets no other."""

from django.urls import path

from omotenashi.web.portal.push import views, worker

urlpatterns = [
    path("", views.show_devices, name="push"),
    path("devices/", views.create_device, name="push-devices"),
    path("devices/<uuid:point_id>/removal/", views.remove_device, name="push-removal"),
    path("sw.js", worker.show_worker, name="push-worker"),
    path("renewal/", worker.renew, name="push-renewal"),
]
