# SPDX-License-Identifier: Apache-2.0
"""What a message or a scenario may bring, in words: for the composer, the canvas and the pages of effects."""
