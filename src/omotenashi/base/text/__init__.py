# SPDX-License-Identifier: Apache-2.0
"""Japanese text in one form: names, kana, phone numbers, postal addresses, dates, amounts, codes.

Pure: no Django, no tables, no clock. Everything a person types or a file brings passes through here
once, at the door; what is kept for display stays as it was written.
"""
