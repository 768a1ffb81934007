# SPDX-License-Identifier: Apache-2.0
"""「LINEログインの代わり（試験用）」: plays LINE Login where no keys are set. With keys its addresses are not there."""
