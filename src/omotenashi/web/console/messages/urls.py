# SPDX-License-Identifier: Apache-2.0
"""Addresses of 配信."""

from django.urls import path

from omotenashi.web.console.messages import (
    approving,
    chatting,
    deciding,
    drafting,
    filing,
    inbox,
    picking,
    publishing,
    splitting,
    topics,
    views,
)

urlpatterns = [
    path("", views.show_messages, name="messages"),
    path("export/", views.export_messages, name="messages-export"),
    path("new/", drafting.create_message, name="message-new"),
    path("approvals/", approving.show_approvals, name="message-approvals"),
    path("approvals/<uuid:approval_id>/answer/", approving.put_answer, name="message-approval-answer"),
    path("approvals/<uuid:approval_id>/withdrawal/", approving.put_withdrawal, name="message-approval-withdrawal"),
    path("<uuid:template_id>/approval/", approving.create_approval, name="message-approval"),
    path("topics/", topics.show_topics, name="message-topics"),
    path("goods/", picking.show_goods, name="message-goods"),
    path("pictures/", picking.show_pictures, name="message-pictures"),
    path("pictures/taken/", picking.create_taken, name="message-picture-taken"),
    path("pictures/new/", picking.create_picture, name="message-picture-new"),
    path("inbox/", inbox.show_inbox, name="inbox"),
    path("inbox/export/", filing.export_inbox, name="inbox-export"),
    path("inbox/fates/", deciding.put_fates, name="inbox-fates"),
    path("inbox/<uuid:message_id>/fate/", deciding.put_fate, name="inbox-fate"),
    path("inbox/trials/<uuid:trial_id>/", inbox.show_trial, name="inbox-trial"),
    path("inbox/<uuid:message_id>/act/", chatting.create_act, name="inbox-act"),
    path("inbox/<uuid:message_id>/", inbox.show_said, name="inbox-message"),
    path("<uuid:template_id>/", views.show_message, name="message"),
    path("<uuid:template_id>/draft/", drafting.put_draft, name="message-draft"),
    path("<uuid:template_id>/people/", drafting.show_people, name="message-people"),
    path("<uuid:template_id>/preview/", drafting.show_preview, name="message-preview"),
    path("<uuid:template_id>/version/", publishing.create_version, name="message-version"),
    path("<uuid:template_id>/split/", splitting.put_split, name="message-split"),
    path("<uuid:template_id>/split/run/", splitting.create_run, name="message-split-run"),
    path("<uuid:template_id>/split/end/", splitting.create_end, name="message-split-end"),
    path("<uuid:template_id>/trial/", publishing.create_trial, name="message-trial"),
    path("<uuid:template_id>/trials/", publishing.create_trials, name="message-trials"),
    path("<uuid:template_id>/state/", publishing.put_state, name="message-state"),
    path("<uuid:template_id>/versions/", publishing.show_versions, name="message-versions"),
]
