"""The rules of the house that no linter knows: which way imports walk, what a page may load, where Arabic words stand."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARABIC_WORD = re.compile("[\u0621-\u064a]{2,}")
CHARACTER_CLASS = re.compile(r"\[[^\]]*\]")
# Letters for their own sake: the Arabic ones that foreign letters fold to, and those that are frequent in any prose.
LETTER_TABLES = {"\u06a9\u06af\u067e\u0686\u0698\u06cc\u06c1\u06be\u06d5\u06a4\u0624\u0626\u0671", "ككبجزيهههفويا", "اليونمرتب"}
# Grammar, not vocabulary: what Arabic writes onto a word, before it and behind it.
BEFORE = {a + b + c for a in ("", "و", "ف") for b in ("", "ب", "ل", "ك", "س") for c in ("", "ال")} | {a + "لل" for a in ("", "و", "ف")}
BEHIND = {"ها", "هم", "هما", "نا", "ات", "ين", "ون", "ان", "وا", "تا", "يا", "تين", "يه", "اء", "سي", "ست", "وف", "تش"}
# Sets of single letters, as in `word[0] in "وف"`.
SETS = {"وف", "وفب", "وفبل", "وفبلك", "يتن", "ويا", "هام", "بلك"}
# Prepositions and particles, as folded: a closed class, nobody will ever add one.
PARTICLES = {"من", "في", "عن", "علي", "الي", "إلى", "حتي", "بين", "مع", "خلال", "بعد", "عقب", "لدي", "داخل", "لـ", "قد", "ان", "بان"}
PARTICLES |= {"او", "أو"}

# What each part of core may import from core. Parts not named here stand on top (batch, __main__) and may import all.
MAY_IMPORT = {
    "model": set(),
    "language": {"model", "language"},
    "knowledge": {"model", "language", "knowledge"},
    "ingest": {"model", "language", "ingest"},
    "extract": {"model", "language", "knowledge", "extract"},
    "store": {"model", "language", "knowledge", "store"},
}
# Building a store runs the whole pipeline, so that one module of store also sees ingest and extract.
STORE_BUILDS = {"core.store.build": {"extract", "ingest", "batch"}}
# The pages read the store; only those that take in new articles call the pipeline, and import it inside a function.
PAGES_IMPORT = {"model", "store"}
ON_TOP = {"batch", "__main__", "__init__", "explain", "cli", "commands"}


def python_files(folder: str) -> list[Path]:
    return sorted(p for p in (ROOT / folder).rglob("*.py") if "__pycache__" not in p.parts)


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    """Dotted names of all that a file imports, relative imports made absolute; ``top_level_only`` leaves out imports inside functions."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = set()
    if top_level_only:
        functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
        inside = {id(node) for f in functions for node in ast.walk(f)}
        guarded = (n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.dump(n.test))
        inside |= {id(node) for g in guarded for node in ast.walk(g)}
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{stem}.{alias.name}" for alias in node.names}
    return found


def parts_of_core(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("core.")}


CORE = python_files("core")
DASHBOARD = python_files("dashboard")
WRITTEN = [*CORE, *DASHBOARD, *python_files("tests"), *python_files("bench")]


@pytest.mark.parametrize("path", CORE, ids=module_name)
def test_imports_of_core_walk_one_way(path: Path) -> None:
    name = module_name(path)
    part = name.split(".")[1] if "." in name else "__init__"
    used = parts_of_core(imports(path))
    if part in MAY_IMPORT:
        allowed = MAY_IMPORT[part] | STORE_BUILDS.get(name, set())
        assert used <= allowed, f"{name} imports {sorted(used - allowed)} of core"
    else:
        assert part in ON_TOP, f"{name}: a new part of core; say in MAY_IMPORT what it may import"


@pytest.mark.parametrize("path", CORE, ids=module_name)
def test_core_never_imports_streamlit_or_dashboard(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports(path)}
    assert not roots & {"streamlit", "dashboard"}


@pytest.mark.parametrize("path", DASHBOARD, ids=module_name)
def test_dashboard_sees_only_model_and_store_at_import(path: Path) -> None:
    used = parts_of_core(imports(path, top_level_only=True))
    assert used <= PAGES_IMPORT, f"{module_name(path)} imports {sorted(used - PAGES_IMPORT)} of core; import it late, inside the function"


@pytest.mark.parametrize("path", [p for p in DASHBOARD if "charts" in p.parts], ids=module_name)
def test_charts_know_no_streamlit(path: Path) -> None:
    assert "streamlit" not in {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_under_four_hundred_lines(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") < 400


def spoken_arabic(tree: ast.Module) -> list[int]:
    """Lines of string constants with Arabic words that are no docstrings. Comments are not in the tree at all."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(id(first.value))
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docstrings)
    grammar = LETTER_TABLES | BEFORE | BEHIND | SETS | PARTICLES
    spoken = (n for n in strings if n.value not in grammar and "(?" not in n.value)  # a pattern of letters is no word
    others = ((n.lineno, CHARACTER_CLASS.sub(" ", n.value)) for n in spoken)
    return sorted(line for line, text in others if any(word not in grammar for word in ARABIC_WORD.findall(text)))


@pytest.mark.parametrize("path", CORE, ids=module_name)
def test_no_arabic_words_stand_in_the_code_of_core(path: Path) -> None:
    """Single letters, character classes, letter tables, affixes and particles may; words are data."""
    lines = spoken_arabic(ast.parse(path.read_text("utf-8")))
    assert not lines, f"{module_name(path)}: Arabic words in lines {lines}; they belong into data/knowledge/"


LOAD = """
import importlib, pkgutil, sys
import core.store
for package in (core.store, *map(importlib.import_module, {packages!r})):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(found.name)
heavy = sorted({{"torch", "transformers", "sklearn"}} & set(sys.modules))
print("loaded:", ",".join(heavy))
"""


def test_store_and_pages_load_neither_torch_nor_transformers() -> None:
    packages = [f"dashboard.{p.name}" for p in sorted((ROOT / "dashboard").iterdir()) if p.is_dir() and any(p.glob("*.py"))]
    done = subprocess.run([sys.executable, "-c", LOAD.format(packages=packages)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().endswith("loaded:"), done.stdout


ABSOLUTE = re.compile(r"(?<![\w.:/])/(?:root|home|Users)/\w+/")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_names_somebodys_home(path: Path) -> None:
    assert not ABSOLUTE.search(path.read_text("utf-8"))


# Module → distribution, where the names differ.
DISTRIBUTION = {"yaml": "pyyaml", "camel_tools": "camel-tools"}
# Imported late and only when somebody asks for it; their absence gives one clear line.
OPTIONAL = {"dask", "distributed", "transformers"}
# Pinned although no file imports them: what a pinned package asks for and must not drift.
HELD = {"torch"}


def test_requirements_name_what_the_app_imports_and_nothing_else() -> None:
    rows = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    pinned = {row.split("==")[0].lower() for row in rows if row and not row.startswith("#")}
    assert all("==" in row for row in rows if row and not row.startswith("#"))
    roots = {name.split(".")[0] for path in [*CORE, *DASHBOARD] for name in imports(path)}
    used = roots - set(sys.stdlib_module_names) - {"core", "dashboard"} - OPTIONAL
    used = {DISTRIBUTION.get(name, name).lower() for name in used}
    assert used <= pinned, f"not pinned: {sorted(used - pinned)}"
    assert pinned <= used | HELD, f"pinned but never imported: {sorted(pinned - used - HELD)}"


def test_the_bill_of_materials_names_a_licence_for_every_package() -> None:
    import json

    done = subprocess.run([sys.executable, ROOT / ".ci" / "sbom.py"], capture_output=True, text=True, check=True, timeout=120)
    bill = json.loads(done.stdout)
    assert bill["bomFormat"] == "CycloneDX" and len(bill["components"]) > 60
    assert [part["name"] for part in bill["components"] if not part.get("licenses")] == []


LOCKS = {"requirements.lock": 60, "requirements-dev.lock": 20, "requirements-torch.lock": 1, "requirements-fuzz.lock": 1}
"""Lock → packages it holds at least."""


@pytest.mark.parametrize(("lock", "least"), LOCKS.items())
def test_locks_hold_a_hash_for_every_package(lock: str, least: int) -> None:
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    rows = [row for row in text.splitlines() if row and not row.startswith(("#", " "))]
    assert len(rows) >= least
    assert [row.split()[0] for row in rows if "--hash=sha256:" not in row] == []


def test_locks_agree_with_requirements() -> None:
    def pins(*names: str) -> dict[str, str]:
        found = re.findall(r"^([\w.-]+)==(\S+)", "\n".join((ROOT / name).read_text("utf-8") for name in names), re.M)
        return {package.lower(): version for package, version in found}

    locked = pins(*LOCKS)
    for package, version in pins("requirements.txt", "requirements-dev.txt", "requirements-fuzz.txt").items():
        assert locked.get(package) == version, f"{package}: run `make lock`"


def test_locks_hold_all_that_their_packages_ask_for() -> None:
    """Installed with ``--no-deps``, a package missing in a lock would be missing in the app."""
    from importlib.metadata import PackageNotFoundError, distribution

    from packaging.requirements import Requirement

    def name(text: str) -> str:
        return re.sub(r"[-_.]+", "-", text).lower()

    locks = [(ROOT / lock).read_text("utf-8") for lock in ("requirements.lock", "requirements-torch.lock", "requirements-dev.lock")]
    locked = {name(found) for text in locks for found in re.findall(r"^([\w.-]+)==", text, re.M)}
    missing = set()
    for package in sorted(locked):
        try:
            wanted = distribution(package).requires or []
        except PackageNotFoundError:  # locked for another system
            continue
        needed = [r.name for r in map(Requirement, wanted) if r.marker is None or r.marker.evaluate({"extra": ""})]
        missing |= {f"{package} → {other}" for other in needed if name(other) not in locked}
    assert not missing


@pytest.mark.parametrize("path", ["Makefile", "Dockerfile"])
def test_whatever_is_installed_is_checked_by_its_hash(path: str) -> None:
    text = (ROOT / path).read_text("utf-8").replace("\\\n", " ")
    commands = re.findall(r"(?:\$\(PIP\)|pip install)[^\n;&|]*", text)
    assert len(commands) >= 2 and all("--require-hashes" in command for command in commands if "PIP :=" not in command), commands


NAMED = re.compile(r"tests/[\w/]+\.py(?:::test_\w+)?")


@pytest.mark.parametrize("path", ["SECURITY.md", "tests/torture.py", "CONTRIBUTING.md"])
def test_tests_named_in_prose_and_tables_exist(path: str) -> None:
    for named in NAMED.findall((ROOT / path).read_text("utf-8")):
        file, _, function = named.partition("::")
        assert (ROOT / file).exists(), named
        assert not function or f"def {function}(" in (ROOT / file).read_text("utf-8"), named
