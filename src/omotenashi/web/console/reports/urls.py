# SPDX-License-Identifier: Apache-2.0
"""Addresses of 保存した分析."""

from django.urls import path

from omotenashi.web.console.reports import changes, mailing, views

urlpatterns = [
    path("", views.show_reports, name="reports"),
    path("export/", views.export_reports, name="reports-export"),
    path("tiles/", views.show_tiles, name="report-tiles"),
    path("new/", changes.create_report, name="report-create"),
    path("<uuid:report_id>/", views.show_report, name="report"),
    path("<uuid:report_id>/name/", changes.put_name, name="report-name"),
    path("<uuid:report_id>/state/", changes.put_state, name="report-state"),
    path("<uuid:report_id>/pin/", changes.put_pin, name="report-pin"),
    path("<uuid:report_id>/schedules/", mailing.create_schedule, name="report-schedules"),
    path("schedules/<uuid:schedule_id>/state/", mailing.put_state, name="report-schedule-state"),
    path("schedules/<uuid:schedule_id>/sendings/", mailing.create_sending, name="report-sendings"),
]
