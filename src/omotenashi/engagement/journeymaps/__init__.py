# SPDX-License-Identifier: Apache-2.0
"""Journey maps: what people do, think and feel from the first sight of us on, and who of us serves them there.

Owns: maps, and every earlier state of them.
Offers: begin, change, undo, restore, archive, serve; numbers_of, gaps_of, TEMPLATES.
Hears: nothing.
Tells: nothing.
"""
