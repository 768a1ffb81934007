# SPDX-License-Identifier: Apache-2.0
"""Addresses of the components page."""

from django.urls import path

from omotenashi.web.console.components import views

urlpatterns = [
    path("", views.show, name="components"),
    path("people/", views.show_people, name="component_people"),
    path("job/", views.show_job, name="component_job"),
    path("file/", views.take_file, name="component_file"),
    path("failure/", views.fail, name="component_failure"),
    path("toast/", views.say, name="component_toast"),
]
