# SPDX-License-Identifier: Apache-2.0
"""The version of this installation; the package's build reads it from here."""

VERSION = "0.1.0"
