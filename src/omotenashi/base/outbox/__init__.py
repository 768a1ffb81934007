# SPDX-License-Identifier: Apache-2.0
"""Outbox: events on their way up, stored with what caused them and delivered until they arrive.

Owns: events, deliveries.
Offers: publish, deliver.
Hears: nothing.
Tells: nothing.
"""
