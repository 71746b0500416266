"""Opening a page loads neither the extraction nor anything heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_pages_load_no_extraction_and_no_torch() -> None:
    code = (
        "import sys\n"
        "from dashboard import data, state, bridge, opening, jobs\n"
        "from dashboard.views import overview, timeline, map, actors, quotes, article, add, method\n"
        "heavy = [m for m in sys.modules if m.split('.')[0] in ('torch', 'transformers', 'spacy') or "
        "m.startswith(('core.extract', 'camel_tools.data', 'camel_tools.ner'))]\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-1500:]


def test_static_files_have_their_licences_beside_them() -> None:
    static = ROOT / "dashboard" / "static"
    assert "SIL OPEN FONT LICENSE" in (static / "fonts" / "LICENSE-OFL.txt").read_text(encoding="utf-8").upper()
    assert (static / "topojson" / "LICENSE-plotly.txt").exists() and (static / "topojson" / "SOURCES.md").exists()


def test_style_and_settings_ask_nobody_else() -> None:
    for path in (
        ROOT / ".streamlit" / "config.toml",
        *(ROOT / "dashboard" / "static").glob("*.css"),
        *(ROOT / "dashboard" / "static").glob("*.js"),
    ):
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text and "https://" not in text, path.name
