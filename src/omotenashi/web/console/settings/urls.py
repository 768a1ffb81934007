# SPDX-License-Identifier: Apache-2.0
"""Addresses of 設定."""

from django.urls import path

from omotenashi.web.console.settings import audit_views, brand_views, key_views, provider_views, staff_views, views

urlpatterns = [
    path("", views.show_retailer, name="settings"),
    path("brand/", brand_views.show_brand, name="settings-brand"),
    path("brand/preview/", brand_views.show_preview, name="settings-brand-preview"),
    path("brand/logo/removal/", brand_views.remove_logo, name="settings-brand-logo"),
    path("roles/", views.show_roles, name="settings-roles"),
    path("freshness/", views.show_freshness, name="settings-freshness"),
    path("staff/", staff_views.show_staff, name="settings-staff"),
    path("staff/new/", staff_views.create_staff, name="settings-staff-new"),
    path("staff/<uuid:staff_id>/role/", staff_views.create_role, name="settings-staff-role"),
    path("staff/<uuid:staff_id>/dismissal/", staff_views.create_dismissal, name="settings-staff-dismissal"),
    path("staff/<uuid:staff_id>/readmission/", staff_views.create_readmission, name="settings-staff-readmission"),
    path("keys/", key_views.show_keys, name="settings-keys"),
    path("keys/<uuid:key_id>/revocation/", key_views.create_revocation, name="settings-key-revocation"),
    path("payments/", provider_views.show_providers, name="settings-providers"),
    path("payments/<slug:provider>/account/", provider_views.create_account, name="settings-provider-account"),
    path("payments/<slug:provider>/test/", provider_views.create_test, name="settings-provider-test"),
    path("payments/<slug:provider>/removal/", provider_views.create_removal, name="settings-provider-removal"),
    path("audit/", audit_views.show_audit, name="settings-audit"),
    path("audit/export/", audit_views.export_audit, name="settings-audit-export"),
]
