# SPDX-License-Identifier: Apache-2.0
"""試験用サイト: a small shop in which one clicks and sees the own visit appear in the console. Only in a demo.

It sells nothing and keeps nothing: what is put in the cart stands in a cookie, a form that is sent is not read.
What happens is told by the tag alone, as on any other site.
"""
