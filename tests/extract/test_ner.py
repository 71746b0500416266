"""``--ner camel``: what CAMeL's recognizer adds to our finders, and what is said where its model is not installed.

The recognizer is CAMeL's own code over a tiny model with random weights, made here; nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.extract import ner
from core.extract.pipeline import extract
from core.model import Document, Extraction

ROOT = Path(__file__).resolve().parents[2]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآؤئء"
LABELS = ("B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O")


# -- joining ----------------------------------------------------------------------------------------------------------
def saying(names: dict[str, str]) -> ner.Predictor:
    """A recognizer that knows these names and nothing else."""

    def predict(sentences: list[list[str]]) -> ner.Labels:
        return [list(label(sentence)) for sentence in sentences]

    def label(words: list[str]) -> Iterable[str]:
        labels = ["O"] * len(words)
        for name, kind in names.items():
            parts = name.split()
            for i in range(len(words) - len(parts) + 1):
                if words[i : i + len(parts)] == parts:
                    labels[i : i + len(parts)] = [f"B-{kind}", *[f"I-{kind}"] * (len(parts) - 1)]
        return labels

    return predict


def joined(text: str, names: dict[str, str]) -> tuple[Extraction, Extraction]:
    document = Document("a", text)
    found = extract(document)
    return found, ner.join(found, saying(names))


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        ("O O O", []),
        ("B-PERS I-PERS O", [(0, 2, "PERS")]),
        ("B-PERS B-PERS I-LOC", [(0, 1, "PERS"), (1, 2, "PERS"), (2, 3, "LOC")]),
        ("I-ORG I-ORG", [(0, 2, "ORG")]),
        ("O B-LOC I-ORG O B-LOC", [(1, 2, "LOC"), (2, 3, "ORG"), (4, 5, "LOC")]),
        ("", []),
    ],
)
def test_names_are_read_off_the_labels(labels: str, wanted: list[tuple[int, int, str]]) -> None:
    assert list(ner.spans(labels.split())) == wanted


def test_adds_persons_bodies_and_places_that_were_not_found() -> None:
    text = "حضر زغنطور شلبيخ الحفل في خربشوش مع جماعات من قمطرير أمس. وغاب شلبيخ لاحقاً."
    found, more = joined(text, {"شلبيخ": "PERS", "زغنطور شلبيخ": "PERS", "خربشوش": "LOC", "قمطرير": "ORG"})
    new = [a for a in more.actors if a not in found.actors]
    person = next(a for a in new if a.kind == "person")
    assert (person.name_ar, person.rule, person.known, person.confidence) == ("زغنطور شلبيخ", "ner.camel", False, 0.5)
    assert [text[m.start : m.end] for m in person.mentions] == ["زغنطور شلبيخ", "شلبيخ"]
    body = next(a for a in new if a.kind == "organization")
    assert body.name_ar == "قمطرير" and body.confidence == 0.4
    place = next(p for p in more.places if p not in found.places)
    assert (place.name_ar, place.lat, place.rule) == ("خربشوش", None, "ner.camel")
    assert (more.talks, more.quotes, more.dates, more.published) == (found.talks, found.quotes, found.dates, found.published)


def test_never_touches_what_was_found() -> None:
    text = "التقى سيرغي لافروف أمس في موسكو محمد جواد ظريف لبحث الملف السوري"
    found, more = joined(text, {"سيرغي لافروف": "ORG", "أمس": "PERS", "في موسكو محمد": "PERS", "ظريف لبحث": "LOC", "السوري": "LOC"})
    kept = {a.id: a for a in more.actors}
    assert all(kept[a.id] == a for a in found.actors) and set(found.places) <= set(more.places)
    assert len(more.actors) == len(found.actors)


def test_a_name_of_the_tables_keeps_its_row_and_a_proclitic_stays_outside() -> None:
    text = "تحدث الناس عن القدم كثيراً"
    found, more = joined(text, {"القدم": "LOC"})
    assert not found.places
    (place,) = more.places
    assert place.id == "qadam" and place.lat is not None and place.confidence == 0.5
    text = "حضر وأريج زغنطور الحفل"
    _, more = joined(text, {"وأريج زغنطور": "PERS"})
    assert [text[m.start : m.end] for a in more.actors for m in a.mentions] == ["أريج زغنطور"]


def test_one_word_alone_is_a_person_only_as_somebodys_surname_and_no_ordinary_word_is_a_name() -> None:
    found, more = joined("حضر زغنطور الحفل ثم رئيس البلدة", {"زغنطور": "PERS", "ثم": "ORG"})
    assert more == found


def test_labels_that_do_not_fit_the_words_are_left_out() -> None:
    found = extract(Document("a", "حضر زغنطور شلبيخ الحفل"))
    assert ner.join(found, lambda sentences: [["B-PERS"] for _ in sentences]) == found
    assert ner.join(extract(Document("b", "x")), lambda sentences: [["O"] * len(s) for s in sentences]).actors == ()


# -- the model --------------------------------------------------------------------------------------------------------
MAKE_AND_RUN = """
import sys, torch, transformers
model, letters, labels = sys.argv[1], sys.argv[2], sys.argv[3].split()
torch.manual_seed(7)
vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + c for c in letters)]
open(model + "/vocab.txt", "w", encoding="utf-8").write("\\n".join(vocabulary))
config = transformers.BertConfig(vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
    intermediate_size=16, max_position_embeddings=256,
    id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)})
transformers.BertForTokenClassification(config).save_pretrained(model)
transformers.BertTokenizer(model + "/vocab.txt").save_pretrained(model)
from core.__main__ import main
sys.exit(main(sys.argv[4:]))
"""


def catalogue(data: Path) -> Path:
    """A catalogue as CAMeL downloads it, with the one entry that matters; returns the model's folder, still empty."""
    components = {"NamedEntityRecognition": {"default": "arabert", "datasets": {"arabert": {"path": "ner/arabert"}}}}
    (data / "catalogue.json").write_text(json.dumps({"version": "1.6", "packages": {}, "components": components}), "utf-8")
    model = data / "data" / "ner" / "arabert"
    model.mkdir(parents=True)
    return model


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process of its own, since CAMeL reads its data folder once, at import."""
    environment = os.environ | {"CAMELTOOLS_DATA": str(data), "HF_HUB_OFFLINE": "1", "HOME": str(data)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


ARTICLE = "اجتمع سيرغي لافروف ومحمد جواد ظريف في موسكو أمس. " + " ".join(f"زغنطور{c} شلبيخ{c} قمطرير{c}." for c in LETTERS[:8])


@pytest.mark.slow
def test_camels_recognizer_runs_over_a_model_in_its_folder(tmp_path: Path) -> None:
    article, out = tmp_path / "a.txt", tmp_path / "o.jsonl"
    article.write_text(ARTICLE, "utf-8")
    wanted = ["extract", str(article), "--ner", "camel", "--published", "2018-01-11", "--out", str(out), "--quiet"]
    done = run(tmp_path, "-c", MAKE_AND_RUN, str(catalogue(tmp_path)), LETTERS, " ".join(LABELS), *wanted)
    assert done.returncode == 0, done.stderr[-2000:]
    (found,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    added = [m for thing in (*found["actors"], *found["places"]) for m in thing["mentions"] if m["rule"] == "ner.camel"]
    assert added and all(found["text"][m["start"] : m["end"]].strip() for m in added)
    by_rules = {a["id"]: a["rule"] for a in found["actors"]}
    assert by_rules["lavrov"] == by_rules["zarif"] == "actor.known-name"


@pytest.mark.parametrize("state", ["nothing there", "a catalogue without the model"])
def test_an_absent_model_costs_one_line_with_the_command(tmp_path: Path, state: str) -> None:
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE, "utf-8")
    if state != "nothing there":
        catalogue(tmp_path)
    done = run(tmp_path, "-m", "core", "extract", str(article), "--ner", "camel", "--out", str(tmp_path / "o.jsonl"))
    assert (done.returncode, done.stdout) == (1, "") and not (tmp_path / "o.jsonl").exists()
    assert done.stderr.count("\n") == 1 and "run `camel_data -i ner-arabert`" in done.stderr


def test_without_the_option_nothing_of_torch_is_loaded() -> None:
    loaded = "import sys, core.extract.ner; print(sorted({'torch', 'transformers', 'camel_tools.data'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]
