# SPDX-License-Identifier: Apache-2.0
"""What the script of the till asks: JSON under /register/api/, signed in by the session, guarded against forgery."""
