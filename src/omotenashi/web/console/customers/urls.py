# SPDX-License-Identifier: Apache-2.0
"""Addresses of 顧客."""

from django.urls import path

from omotenashi.web.console.customers import views

urlpatterns = [
    path("", views.show_customers, name="customers"),
    path("export/", views.export_customers, name="customers-export"),
    path("<uuid:person_id>/", views.show_customer, name="customer"),
    path("<uuid:person_id>/timeline/", views.show_timeline, name="customer-timeline"),
]
