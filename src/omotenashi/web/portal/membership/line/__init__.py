# SPDX-License-Identifier: Apache-2.0
"""LINE Login v2.1, as published at developers.line.biz: a log-in that makes no user of ours (ADR 0022)."""
