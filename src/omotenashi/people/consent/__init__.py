# SPDX-License-Identifier: Apache-2.0
"""Consent: what people allow, since when, with the proof.

Owns: purposes and their wordings, the consent ledger, suppressions, messages that prove an address, requests (開示等).
Offers: give, withdraw, record, suppress, lift, allows, verdicts, states_of, history_of, challenges, cases, links.
Hears: CustomerErased (keyed by contact point: merges do not concern it).
Tells: ConsentChanged, AddressStopped, AddressFreed.
"""
