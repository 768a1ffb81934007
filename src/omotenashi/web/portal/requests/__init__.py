# SPDX-License-Identifier: Apache-2.0
"""開示・訂正・利用停止・消去: what one may ask about one's own data, with a code that shows whose they are."""
