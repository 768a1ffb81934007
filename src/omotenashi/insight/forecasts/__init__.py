# SPDX-License-Identifier: Apache-2.0
"""Forecasts: models that are fitted to the record and say what will be. Pure: numpy and scipy, no Django."""
