# SPDX-License-Identifier: Apache-2.0
"""DM印刷: print batches of postcards, how they look, the files for the printer, what came back and what was answered."""
