"""Print a CycloneDX 1.6 bill of materials of the packages installed beside this interpreter, with their licences."""

from __future__ import annotations

import importlib.metadata as metadata
import json
import sys


def component(dist: metadata.Distribution) -> dict[str, object]:
    """One package as a CycloneDX component: SPDX expression if it states one, else its classifiers, its free-text licence, or the
    headings of the licence files it ships."""
    meta = dist.metadata
    name, version = meta["Name"], dist.version
    made: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
    }
    expression = meta.get("License-Expression")
    classifiers = [c.rsplit("::", 1)[-1].strip() for c in meta.get_all("Classifier", []) if c.startswith("License ::")]
    free = (meta.get("License") or "").strip().splitlines()
    if expression:
        made["licenses"] = [{"expression": expression}]
    elif classifiers:
        made["licenses"] = [{"license": {"name": c}} for c in classifiers]
    elif free:
        made["licenses"] = [{"license": {"name": free[0]}}]
    elif shipped := headings(dist):
        made["licenses"] = [{"license": {"name": heading}} for heading in shipped]
    return made


def headings(dist: metadata.Distribution) -> list[str]:
    """The first line of every licence file that the package ships."""
    texts = (dist.read_text(f"licenses/{name}") or "" for name in dist.metadata.get_all("License-File", []))
    return sorted({" ".join(text.split("\n\n")[0].split())[:120] for text in texts if text.strip()})


def main() -> None:
    """Write the bill of materials to standard output."""
    parts = sorted((component(d) for d in metadata.distributions()), key=lambda c: str(c["name"]).lower())
    json.dump({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": parts}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
