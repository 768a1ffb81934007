# SPDX-License-Identifier: Apache-2.0
"""A retailer's own files: CSV, TSV, XLSX and Parquet become orders, customers, products and stock.

Owns: import runs, refused rows, saved mappings.
Offers: look at a file, suggest a mapping, dry run, import, replay refused rows, undo.
Hears: –
Tells: –
"""
