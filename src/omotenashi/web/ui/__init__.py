# SPDX-License-Identifier: Apache-2.0
"""Ui: base templates, components, tokens and islands, shared by all surfaces.

Owns: nothing in the database. Offers: `{% load ui %}`, `ui/base.html`, `lists`, `matrices`, `toasts`.
Hears: nothing. Tells: nothing.
"""
