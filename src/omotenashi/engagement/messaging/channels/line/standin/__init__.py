# SPDX-License-Identifier: Apache-2.0
"""A stand-in of LINE's Messaging API (シミュレーター), after line/line-openapi: where no keys are entered, and in tests."""
