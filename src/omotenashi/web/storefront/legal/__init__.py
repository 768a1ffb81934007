# SPDX-License-Identifier: Apache-2.0
"""The pages that the law asks for."""
