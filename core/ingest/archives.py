"""Archives of articles: ZIP, and tar packed or not. Members are read one after the other; nothing is written to the disk.

A tar is read as a stream, so that its size does not matter; of a ZIP only the list of its members is held. What an archive claims to
unpack to is checked before it is unpacked, and neither links nor archives within archives are followed.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import IO, cast

from core.ingest.records import FREE_BYTES, MAX_RATIO, RecordError

ZIP = (".zip",)
TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
FAULTS: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, zipfile.BadZipFile, tarfile.TarError, NotImplementedError)
"""What reading a file or an archive raises that cannot be read or is damaged."""
if find_spec("_lzma"):  # a Python built without it reads no .tar.xz
    FAULTS += (import_module("lzma").LZMAError,)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its ``path`` there, its unpacked ``size`` in bytes, how to ``open`` it, or why it is not read."""

    path: str
    size: int
    open: Callable[[], IO[bytes]]
    fault: RecordError | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path.replace("\\", "/")).name

    @property
    def hidden(self) -> bool:
        """Whether it lies under a name that begins with a dot or an underscore."""
        return any(part.startswith((".", "_")) and part.strip(".") for part in PurePosixPath(self.path.replace("\\", "/")).parts)


def is_archive(name: str) -> bool:
    """Whether a file of this name is taken for an archive."""
    return name.lower().endswith((*ZIP, *TAR))


def members(path: Path) -> Iterator[Member]:
    """The files in the archive at ``path``: of a ZIP in the order of their names, of a tar as they lie in it.

    Each must be read before the next is asked for. Raises :class:`RecordError` for an archive that unpacks to far more than it holds,
    and one of :data:`FAULTS` for one that is damaged.
    """
    limit = max(FREE_BYTES, path.stat().st_size * MAX_RATIO)
    yield from _in_zip(path, limit) if path.name.lower().endswith(ZIP) else _in_tar(path, limit)


def _in_zip(path: Path, limit: int) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        infos = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
        _check(sum(info.file_size for info in infos), limit)
        for info in infos:
            fault = RecordError("it is locked with a password", "unpack the archive and give the folder") if info.flag_bits & 1 else None
            yield Member(info.filename, info.file_size, partial(archive.open, info), fault)


def _in_tar(path: Path, limit: int) -> Iterator[Member]:
    unpacked = 0
    packing = PACKING.get(path.suffix.lower())
    with _unpacking(path, packing, limit) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for info in archive:
            archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all
            if info.isdir():
                continue
            unpacked += info.size
            _check(unpacked, limit)
            fault = None
            if not info.isreg() or info.issparse():
                fault = RecordError("it is a link, a device or has holes", "put the file itself into the archive")
            yield Member(info.name, info.size, partial(_extracted, archive, info), fault)
        if not packing and archive.offset + tarfile.BLOCKSIZE > path.stat().st_size:
            raise RecordError("it ends without its end mark; what stood behind is lost", "copy or pack it again")


PACKING = {".gz": "gzip", ".tgz": "gzip", ".bz2": "bz2", ".tbz2": "bz2", ".xz": "lzma", ".txz": "lzma"}
"""End of a tar's name → the module that unpacks it; these say where a file breaks off."""


def _unpacking(path: Path, module: str | None, limit: int) -> IO[bytes]:
    if module is None:
        return path.open("rb")
    if module == "lzma" and not find_spec("_lzma"):
        raise RecordError("it is packed with xz, which this Python cannot read", "pack it with gzip")
    return unpacked(import_module(module).open(path, "rb"), limit)


class Metered(io.RawIOBase):
    """A stream out of a packed file that stops with an error once it has given more than ``limit`` bytes. What it reads from is closed
    with it, in order."""

    def __init__(self, file: IO[bytes], limit: int, *beneath: IO[bytes]) -> None:
        self._file, self._left, self._closing = file, limit, (file, *beneath)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise RecordError(f"unpacks to more than {MAX_RATIO} times its size", "unpack it yourself and check what it is")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        for file in self._closing:
            file.close()
        super().close()


def unpacked(file: IO[bytes], limit: int, *beneath: IO[bytes]) -> IO[bytes]:
    """``file``, which unpacks those ``beneath``, up to ``limit`` bytes."""
    return io.BufferedReader(cast(io.RawIOBase, Metered(file, limit, *beneath)), 1 << 18)


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    """A member of a tar that is read as a stream: from its beginning to its end."""
    return unpacked(cast(IO[bytes], archive.extractfile(info)), info.size)  # only of links and devices there is none


def _check(unpacked: int, limit: int) -> None:
    if unpacked > limit:
        raise RecordError(f"unpacks to more than {MAX_RATIO} times its size", "unpack it yourself and check what it is")
