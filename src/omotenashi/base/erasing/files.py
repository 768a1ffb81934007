# SPDX-License-Identifier: Apache-2.0
"""Take traces out of files: plain ones are written over in place, packed ones are looked into.

In place means that a process which writes the same file (a log) is not disturbed, and that a crash in the middle
leaves a file that can be gone over again.
"""

import gzip
import io
import mmap
import re
import zipfile
from pathlib import Path

from omotenashi.base.erasing.traces import ENCODINGS, Traces

PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"\xd0\xcf\x11\xe0")
# Signs between cells stay, so that the file is still the table it was.
_KEPT = re.compile(rb'[^,;\t"\r\n\0]')


def cover_lines(path: Path, *, traces: Traces) -> int:
    """Write * over the lines of a text file in which a trace stands; give the number of lines."""
    if not traces or not path.stat().st_size:
        return 0
    covered = 0
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        for start, end in _lines(content, traces=traces):
            content[start:end] = _KEPT.sub(b"*", content[start:end])
            covered += 1
        content.flush()
    return covered


def stand_in_packed(path: Path, *, traces: Traces) -> bool:
    """Say whether a trace stands in a workbook, an archive or a Parquet file; one that cannot be read counts as yes."""
    try:
        return any(_stand_in_bytes(part, traces=traces) for part in _parts(path))
    except Exception:  # noqa: BLE001  # whatever is broken in it: we cannot say that it is clean
        return True


def stands_in(path: Path, *, traces: Traces) -> bool:
    """Say whether a trace stands in the bytes of a file."""
    return bool(traces) and _stand_in_bytes(path.read_bytes(), traces=traces)


def is_packed(path: Path) -> bool:
    """Say whether a file is of a kind whose text is packed."""
    with path.open("rb") as file:
        return file.read(4).startswith(PACKED)


def _lines(content: mmap.mmap, *, traces: Traces) -> list[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for encoding in ENCODINGS:
        pattern = traces.bytes_pattern(encoding)
        for match in pattern.finditer(content) if pattern else ():
            start = content.rfind(b"\n", 0, match.start()) + 1
            end = content.find(b"\n", match.end())
            found.add((start, end if end >= 0 else len(content)))
    return sorted(found)


def _stand_in_bytes(data: bytes, *, traces: Traces) -> bool:
    patterns = (traces.bytes_pattern(encoding) for encoding in ENCODINGS)
    return any(pattern is not None and pattern.search(data) for pattern in patterns)


def _parts(path: Path) -> list[bytes]:
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        return [gzip.decompress(data)]
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [packed.read(member) for member in packed.infolist() if not member.is_dir()]
    if data.startswith(b"PAR1"):
        import pyarrow.csv as csv
        import pyarrow.parquet as parquet

        out = io.BytesIO()
        csv.write_csv(parquet.read_table(path), out)
        return [out.getvalue()]
    raise ValueError("packed in a way that cannot be looked into")
