# SPDX-License-Identifier: Apache-2.0
"""The simulator (シミュレーター): a provider that takes no money and can do everything a provider does to one."""
