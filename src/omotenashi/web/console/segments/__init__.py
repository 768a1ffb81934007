# SPDX-License-Identifier: Apache-2.0
"""セグメント: every list of people that somebody made from a number, what it means, how it grew, who is in it."""
