"""Which offices a title can name: newspapers shorten titles, so one title may stand for several offices of ``offices.csv``."""

from __future__ import annotations

WIDER = {
    "head-of-state": ("head-of-state", "body-president", "speaker-of-parliament"),
    "former-president": ("head-of-state", "body-president"),
    "body-president": ("head-of-state", "co-chair", "delegation-head", "director-general", "body-vice-president", "speaker-of-parliament"),
    "the-minister": ("foreign-minister", "defence-minister", "interior-minister", "minister", "information-minister"),
    "minister": ("foreign-minister", "defence-minister", "interior-minister", "information-minister", "minister-of-state-foreign"),
    "envoy": ("envoy", "deputy-envoy", "un-representative", "ambassador", "deputy-foreign-minister", "adviser"),
    "ambassador": ("ambassador", "un-representative", "envoy"),
    "un-representative": ("ambassador", "un-representative"),
    "spokesperson": ("spokesperson", "foreign-ministry-spokesperson", "defence-ministry-spokesperson", "presidential-spokesperson"),
    "monarch": ("monarch",), "emir": ("emir", "crown-prince", "deputy-crown-prince"),
    "foreign-and-defence": ("foreign-minister", "defence-minister"),
    "commander": ("commander", "chief-of-staff"), "official": (), "deputy-secretary-general": ("humanitarian-chief",),
    "humanitarian-chief": ("humanitarian-chief", "deputy-secretary-general"),
    "director-general": ("director-general", "intelligence-chief", "secretary-general"),
    "foreign-minister": ("foreign-minister", "high-representative", "minister-of-state-foreign"),
    "adviser": ("adviser", "national-security-adviser", "envoy"),
    "security-council-secretary": ("security-council-secretary", "secretary-general"),
    "honorific": (), "rank": (),
}  # fmt: skip


def near(office: str, other: str) -> bool:
    """Whether a title can name an office: the same, or one that newspapers shorten to it."""
    return office == other or other in WIDER.get(office, ())
