"""Near-duplicate articles (an agency's report reprinted by many): found by MinHash, so that they count once.

Signatures are datasketch's; two articles are copies when the estimated Jaccard similarity of their three-word shingles is at
least ``SIMILAR`` and they were published within ``DAYS``. Candidates share a whole band of their signatures
(locality-sensitive hashing; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, ch. 3), so the work stays near-linear.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt
from datasketch import MinHash

PERMUTATIONS, BANDS = 64, 16
SIMILAR = 0.75
DAYS = 14
SHORTEST = 30
"""Articles of fewer words are never taken for copies: short notices resemble each other by form."""


@lru_cache(maxsize=1)
def _empty() -> MinHash:
    return MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=crc32)


def signature(words: Sequence[str]) -> str | None:
    """The MinHash signature of a word sequence, 8 hexadecimal digits per permutation; ``None`` for short ones."""
    if len(words) < SHORTEST:
        return None
    shingles = {f"{a} {b} {c}".encode() for a, b, c in zip(words, words[1:], words[2:], strict=False)}
    minhash = _empty().copy()
    minhash.update_batch(shingles)
    return bytes(minhash.hashvalues.astype(">u4")).hex()


def find_copies(documents: Sequence[tuple[str, date | None, str | None]]) -> dict[str, str]:
    """Copy → the article it repeats, for ``(doc_id, day, signature)`` in any order.

    The first by day, then by id, is the original; unknown days come last and fit every day.
    """
    rows = sorted((d for d in documents if d[2]), key=lambda d: (d[1] or date.max, d[0]))
    if not rows:
        return {}
    matrix = np.frombuffer(bytes.fromhex("".join(d[2] or "" for d in rows)), dtype=">u4").reshape(len(rows), PERMUTATIONS)
    shared_by_some = np.flatnonzero(_shares_a_band(matrix))
    rows, matrix = [rows[i] for i in shared_by_some.tolist()], matrix[shared_by_some]
    width = PERMUTATIONS // BANDS
    buckets: list[dict[bytes, int]] = [{} for _ in range(BANDS)]
    copies: dict[str, str] = {}
    for index, (doc, day, _) in enumerate(rows):
        keys = [matrix[index, band * width : (band + 1) * width].tobytes() for band in range(BANDS)]
        shared: dict[int, int] = defaultdict(int)
        for bucket, key in zip(buckets, keys, strict=True):
            if key in bucket:
                shared[bucket[key]] += 1
        for original in sorted(shared):
            if _close(rows[original][1], day) and np.mean(matrix[original] == matrix[index]) >= SIMILAR:
                copies[doc] = rows[original][0]
                break
        else:
            for bucket, key in zip(buckets, keys, strict=True):
                if key not in bucket or not _close(rows[bucket[key]][1], day):
                    bucket[key] = index
    return copies


def _shares_a_band(matrix: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Which signatures have a whole band in common with another one; at times, by chance, one that has not."""
    found = np.zeros(len(matrix), dtype=bool)
    factors = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], dtype=np.uint64)
    width = PERMUTATIONS // BANDS
    for band in range(BANDS):
        mixed = (matrix[:, band * width : (band + 1) * width].astype(np.uint64) * factors[:width]).sum(axis=1, dtype=np.uint64)
        _, place, count = np.unique(mixed, return_inverse=True, return_counts=True)
        found |= count[place] > 1
    return found


def _close(first: date | None, second: date | None) -> bool:
    return first is None or second is None or abs((second - first).days) <= DAYS
