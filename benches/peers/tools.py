"""The tools that are compared, each behind the same three calls: fit, prepare, predict."""

import json
import os
import re
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import fasttext
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from vowpalwabbit import Workspace

ROOT = Path(__file__).resolve().parents[2]
ALPHA = 0.125
"""Strength of the L2 penalty; scikit-learn's C is 1 / ALPHA."""
WORD = re.compile(r"[^\W_]+")
"""A run of letters and digits."""


def words(text: str) -> str:
    """Lower-cased words between single spaces: the input that fastText and Vowpal Wabbit are given."""
    return " ".join(WORD.findall(text.lower()))


class Tool(ABC):
    """A classifier. `prepare` brings sentences into the form that the tool reads, so `predict` can be timed alone."""

    name: str
    settings: str
    scoring: str
    """What `predict` is given and does."""

    @abstractmethod
    def fit(self, texts: list[str], labels: list[str]) -> None: ...

    @abstractmethod
    def prepare(self, texts: list[str]) -> Any: ...

    @abstractmethod
    def predict(self, prepared: Any) -> list[str]: ...

    def label(self, texts: list[str]) -> list[str]:
        return self.predict(self.prepare(texts))


def word_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(token_pattern=WORD.pattern, ngram_range=(1, 2), min_df=2, sublinear_tf=True)


def word_pipeline(c: float = 1.0) -> Pipeline:
    return make_pipeline(word_vectorizer(), LogisticRegression(C=c, max_iter=1000))


def word_and_character_pipeline(c: float = 1.0) -> Pipeline:
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)
    return make_pipeline(make_union(word_vectorizer(), characters), LogisticRegression(C=c, max_iter=1000))


class ScikitLearn(Tool):
    scoring = "Python module, from raw text"

    def __init__(self, name: str, settings: str, pipeline: Pipeline) -> None:
        self.name, self.settings = name, settings
        self._unfitted = pipeline

    def fit(self, texts: list[str], labels: list[str]) -> None:
        self.fitted = clone(self._unfitted).fit(texts, labels)

    def prepare(self, texts: list[str]) -> list[str]:
        return texts

    def predict(self, prepared: list[str]) -> list[str]:
        return self.fitted.predict(prepared).tolist()


class FastText(Tool):
    """fastText through its Python module, which runs the C++ code in this process."""

    name = "fastText"
    scoring = "Python module, from lower-cased words in memory"
    PREFIX = "__label__"

    def __init__(self, settings: str, work: Path, **arguments: Any) -> None:
        self.settings = settings
        self._work = work
        self._arguments = {"thread": 1, "seed": 1, "verbose": 0, **arguments}

    @classmethod
    def write(cls, path: Path, texts: list[str], labels: list[str]) -> None:
        lines = (f"{cls.PREFIX}{label} {words(text)}\n" for text, label in zip(texts, labels, strict=True))
        path.write_text("".join(lines), encoding="utf-8")

    def fit(self, texts: list[str], labels: list[str]) -> None:
        path = self._work / "fasttext-train.txt"
        self.write(path, texts, labels)
        self.fitted = fasttext.train_supervised(str(path), **self._arguments)

    def prepare(self, texts: list[str]) -> list[str]:
        return [words(text) for text in texts]

    def predict(self, prepared: list[str]) -> list[str]:
        # One call for a whole list: the call for one line fails under numpy 2.
        best, _ = self.fitted.predict(prepared)
        return [labels[0].removeprefix(self.PREFIX) for labels in best]


class VowpalWabbit(Tool):
    """Vowpal Wabbit through its Python module, whose native driver reads the example files and writes predictions."""

    name = "Vowpal Wabbit"
    scoring = "native driver, from a file of lower-cased words, model loading included"

    def __init__(self, work: Path, passes: int = 10) -> None:
        self._options = f"--loss_function logistic --ngram 2 --bit_precision 22 --passes {passes}"
        self.settings = f"--oaa, {self._options}"
        self._work = work
        self._model = work / "vw.model"

    def fit(self, texts: list[str], labels: list[str]) -> None:
        self._labels = sorted(set(labels))
        numbers = {label: number for number, label in enumerate(self._labels, start=1)}
        path = self._work / "vw-train.txt"
        lines = (f"{numbers[label]} | {words(text)}\n" for text, label in zip(texts, labels, strict=True))
        path.write_text("".join(lines), encoding="utf-8")
        self._run(
            f"--oaa {len(self._labels)} {self._options} --holdout_off --kill_cache"
            f" --cache_file {self._work / 'vw.cache'} --data {path} --final_regressor {self._model}"
        )

    def prepare(self, texts: list[str]) -> Path:
        path = self._work / "vw-predict.txt"
        path.write_text("".join(f"| {words(text)}\n" for text in texts), encoding="utf-8")
        return path

    def predict(self, prepared: Path) -> list[str]:
        output = self._work / "vw-predictions.txt"
        self._run(f"--testonly --initial_regressor {self._model} --data {prepared} --predictions {output}")
        lines = output.read_text(encoding="utf-8").split()
        return [self._labels[int(float(line)) - 1] for line in lines]

    @staticmethod
    def _run(options: str) -> None:
        Workspace(f"--quiet {options}").finish()


class Klaim(Tool):
    """The program: each call is a whole process on one thread, from start to exit.

    It has the bundled model until it is fitted.
    """

    scoring = "`classify --sentences FILE --format jsonl`, whole process, from raw text"
    WORDS = (
        "--surface-ngrams 2 --stem-ngrams 0 --term-frequency sublinear --term-weight idf --min-df 2"
        " --positions off --affixes off --shape off --main-clause off"
        " --modality off --cues off --also-share 0 --label-smoothing 0"
    )
    """Options of `klaim train` for word 1-2-grams and nothing else, as the others have them."""

    def __init__(self, program: Path, work: Path, name: str, settings: str, options: str = "") -> None:
        self.name, self.settings = name, settings
        self._program, self._work, self._options = program, work, options
        self.model_path = work / f"{name.replace(', ', '-').replace(' ', '-')}.safetensors"
        self._model_option: list[str | Path] = []

    def fit(self, texts: list[str], labels: list[str]) -> None:
        path = self._work / "klaim-train.jsonl"
        rows = zip(texts, labels, strict=True)
        lines = (f"{json.dumps({'text': text, 'label': label})}\n" for text, label in rows)
        path.write_text("".join(lines), encoding="utf-8")
        self.train(path)

    def train(self, data: Path) -> None:
        self._run("train", "--data", data, "--output", self.model_path, *self._options.split())
        self._model_option = ["--model", self.model_path]

    def prepare(self, texts: list[str]) -> Path:
        path = self._work / "klaim-sentences.txt"
        path.write_text("".join(f"{' '.join(text.split())}\n" for text in texts), encoding="utf-8")
        return path

    def predict(self, prepared: Path) -> list[str]:
        output = self._work / "klaim-predictions.jsonl"
        self.classify(prepared, output)
        with output.open(encoding="utf-8") as file:
            return [json.loads(line)["label"] for line in file]

    def classify(self, prepared: Path, output: Path) -> None:
        formats: list[str | Path] = ["--format", "jsonl", "--output", output]
        self._run("classify", "--sentences", prepared, *formats, *self._model_option)

    def seconds_in_memory(self, prepared: Path) -> float:
        """Median time in which `benches/score.rs` labels the lines of `prepared`: text and model in memory, one thread."""
        environment = os.environ | {"KLAIM_BENCH_TEXT": str(prepared)}
        if self._model_option:
            environment["KLAIM_BENCH_MODEL"] = str(self.model_path)
        command = ["cargo", "bench", "--locked", "--bench", "score", "--", "score/labels"]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        estimates = json.loads((target / "criterion/score/labels/new/estimates.json").read_text())
        return estimates["median"]["point_estimate"] / 1e9

    def evaluate(self, data: Path) -> dict[str, Any]:
        return json.loads(self._run("evaluate", "--data", data, "--format", "json", *self._model_option))

    def _run(self, *arguments: str | Path) -> bytes:
        command = [self._program, "--threads", "1", "--quiet", *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
