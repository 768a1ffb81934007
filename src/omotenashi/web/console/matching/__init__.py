# SPDX-License-Identifier: Apache-2.0
"""名寄せ: a queue of pairs who may be one human, decided by key, and taken back by one."""
