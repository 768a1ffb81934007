# SPDX-License-Identifier: Apache-2.0
"""Consent: what people allow, since when, with the proof.

Owns: purposes, the consent ledger, suppressions.
Offers: record, suppress, allows, states_of.
Hears: nothing (keyed by contact point: merges do not concern it).
Tells: ConsentChanged.
"""
