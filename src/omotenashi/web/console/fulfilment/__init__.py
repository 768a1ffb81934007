# SPDX-License-Identifier: Apache-2.0
"""受渡ボード: what each place has to do, how late it is, and every step of it; 試着・取り置き."""
