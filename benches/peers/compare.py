"""Compares klaim with scikit-learn, fastText and Vowpal Wabbit; `--help` lists the options.

Each part writes a section of its own into `work/`; RESULTS.md is put together from the newest of each, so a part can
be run again alone. Everything runs on one core, so no tool has more than one thread's worth of time.
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import fasttext
from sklearn.model_selection import GridSearchCV, GroupKFold, GroupShuffleSplit
from sklearn.pipeline import Pipeline

import optimum
from scores import Scores, Sentences, accuracy, bootstrap_difference, macro_f1
from tools import ALPHA, FastText, Klaim, ScikitLearn, Tool, VowpalWabbit, word_and_character_pipeline, word_pipeline

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = HERE / "work"
TRAIN, TEST = ROOT / "data/train.jsonl", ROOT / "data/test.jsonl"
RUNS = 3
SEED = 1
BENCH_BYTES = 10_000_000
ACCURACY_MARGIN = 0.015
LOSS_MARGIN = 0.001
FIT_ONCE = f"--alpha {ALPHA} --calibrate off"
"""Options of `klaim train` for one fit and no cross-validation, which its peers do not do either."""


@dataclass
class Section:
    """What a part puts into RESULTS.md, and which of its checks failed."""

    text: str
    failures: list[str] = field(default_factory=list)


def median_seconds(call: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def table(header: str, rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; `header` names the columns, two of words and the rest of figures."""
    columns = [column.strip() for column in header.split("|")]
    rule = ["---", "---", *["---:"] * (len(columns) - 2)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [columns, rule, *rows])


def peers_on_words() -> list[Tool]:
    """The peers on word 1-2-grams at fixed settings, scikit-learn first."""
    scikit_settings = f"TF-IDF, logistic regression with C={1 / ALPHA:g} and tol=1e-4"
    return [
        ScikitLearn("scikit-learn", scikit_settings, word_pipeline(1 / ALPHA)),
        FastText("wordNgrams=2, epoch=25, else its defaults", WORK, wordNgrams=2, epoch=25),
        VowpalWabbit(WORK),
    ]


def klaim_on_words(program: Path) -> Klaim:
    settings = f"`{FIT_ONCE}`, features as the others'"
    return Klaim(program, WORK, "klaim, words", settings, f"{FIT_ONCE} {Klaim.WORDS}")


def fit_part(options: argparse.Namespace) -> Section:
    train, test = Sentences.read(TRAIN), Sentences.read(TEST)
    scikit, *others = peers_on_words()
    words = klaim_on_words(options.klaim)
    rich = Klaim(options.klaim, WORK, "klaim, all features", f"`{FIT_ONCE}`", FIT_ONCE)
    default = Klaim(options.klaim, WORK, "klaim, all defaults", "with `--alpha auto` by cross-validation")

    fits: dict[Tool, Callable[[], Any]] = {
        tool: partial(tool.fit, train.texts, train.labels) for tool in [scikit, *others, words, rich]
    }
    fits[default] = partial(default.train, TRAIN)
    seconds: dict[Tool, float] = {}
    scores: dict[Tool, Scores] = {}
    rows = []
    for tool, fit in fits.items():
        seconds[tool] = median_seconds(fit)
        label_seconds = median_seconds(partial(tool.label, test.texts))
        scores[tool] = Scores.of(test, tool.label(test.texts))
        accuracy_and_f1 = [f"{scores[tool].accuracy:.3f}", f"{scores[tool].macro_f1:.3f}"]
        rows.append([tool.name, tool.settings, f"{seconds[tool]:.2f}", f"{label_seconds:.3f}", *accuracy_and_f1])
    for row, tool in zip(rows, fits, strict=True):
        row.insert(3, f"{seconds[tool] / seconds[words]:.2f}")
    losses = optimum.compare(words.model_path, train.texts, train.labels, ALPHA)

    failures = []
    lost = scores[scikit].accuracy - scores[words].accuracy
    if lost > ACCURACY_MARGIN:
        failures.append(f"klaim on words is {100 * lost:.1f} points of accuracy below scikit-learn")
    if losses.klaim / losses.least - 1 > LOSS_MARGIN:
        failures.append(f"klaim's loss is {losses.klaim / losses.least - 1:.3%} above the optimum")
    header = "tool | settings | fit, s | fit / klaim, words | label test, s | test accuracy | test macro-F1"
    loss_rows = [
        [solver, tolerance, f"{loss:.2f}", f"{loss / losses.least - 1:.3%}"]
        for solver, tolerance, loss in [
            ("klaim, words", "default, as timed", losses.klaim),
            ("scikit-learn", "1e-4, as timed", losses.scikit_learn),
            ("scikit-learn", "1e-8", losses.least),
        ]
    ]
    text = f"""## Fitting

`data/train.jsonl` ({len(train.texts)} sentences) in, a fitted model out; then `data/test.jsonl` ({len(test.texts)}
sentences) labelled. Medians of {RUNS} runs. Featurizing and the files that a tool wants are counted for all.
scikit-learn, fastText and Vowpal Wabbit run inside a Python process that is already up; each run of klaim is a whole
process that also reads JSON and stores its model.

All but the last two rows have word 1-2-grams. scikit-learn and klaim have minimum document frequency 2, sublinear
TF-IDF, rows of unit length and the same penalty (C={1 / ALPHA:g}, alpha={ALPHA});
scikit-learn stops at a largest gradient component of the mean loss below 1e-4, klaim at its default relative gradient
norm. fastText and Vowpal Wabbit have losses and features of their own (hashed n-grams, stochastic gradients, no minimum
document frequency): only their scores compare.

    klaim train --threads 1 {FIT_ONCE} {Klaim.WORDS}

{table(header, rows)}

Loss (sum of cross-entropies plus alpha/2 times the squared norm of the weights) on equal rows: scikit-learn was given
the {losses.features} features of klaim's words-only model, rebuilt in Python and checked to be the same ones.

{table("solver | tolerance | loss | above the least", loss_rows)}

klaim's own record says {losses.klaim_record:.2f}.
"""
    return Section(text, failures)


def fasttext_program(fitted: Any, prepared: list[str]) -> Callable[[], Any] | None:
    """Labelling by the C++ program, model loading included, where one is installed."""
    program = shutil.which("fasttext")
    if program is None:
        return None
    model, sentences = WORK / "fasttext.bin", WORK / "fasttext-sentences.txt"
    fitted.save_model(str(model))
    sentences.write_text("".join(f"{line}\n" for line in prepared), encoding="utf-8")
    command = [program, "predict", str(model), str(sentences)]
    return partial(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)


def score_part(options: argparse.Namespace) -> Section:
    train = Sentences.read(TRAIN)
    if options.bench:
        source = "Sentences of the file given with `--bench`"
        texts = [line for line in options.bench.read_bytes().decode().split("\n") if line.strip()]
    else:
        source = "Sentences of `data/test.jsonl` over and over, which flatters whatever remembers words"
        test = Sentences.read(TEST).texts
        texts = test * (BENCH_BYTES // sum(len(text.encode()) + 1 for text in test))
    megabytes = sum(len(text.encode()) + 1 for text in texts) / 1e6

    bundled = Klaim(options.klaim, WORK, "klaim, bundled model", "all features")
    words = klaim_on_words(options.klaim)
    peers = peers_on_words()
    calls: list[tuple[str, str, Callable[[], Any] | None]] = []
    for tool in [*peers, words]:
        tool.fit(train.texts, train.labels)
    for tool in peers:
        prepared = tool.prepare(texts)
        calls.append((tool.name, tool.scoring, partial(tool.predict, prepared)))
        if isinstance(tool, FastText):
            calls.append((tool.name, "C++ program, model loading included", fasttext_program(tool.fitted, prepared)))
    output = WORK / "klaim-predictions.jsonl"
    for klaim in [words, bundled]:
        calls.append((klaim.name, klaim.scoring, partial(klaim.classify, klaim.prepare(texts), output)))

    speeds = [(name, how, megabytes / median_seconds(call)) for name, how, call in calls if call]
    for klaim in [words, bundled]:
        how = "`benches/score.rs`, labels, text and model in memory"
        speeds.append((klaim.name, how, megabytes / klaim.seconds_in_memory(klaim.prepare(texts))))
    whole, in_memory = speeds[-3][-1], speeds[-1][-1]
    rows = [
        [name, how, f"{speed:.1f}", f"{whole / speed:.1f}", f"{in_memory / speed:.1f}"] for name, how, speed in speeds
    ]
    header = "tool | what is timed | MB/s | klaim, bundled model, whole process, is so many times as fast | in memory"
    return Section(f"""## Scoring

{source}: {len(texts)} sentences,
{megabytes:.1f} MB of raw text, by which every speed is counted. Models have word 1-2-grams, fitted as above; klaim's
bundled one has all its features. Medians of {RUNS} runs. Peers give labels; klaim writes labels, texts and all
probabilities.

{table(header, rows)}
""")


def tuned(train: Sentences, pipeline: Pipeline, name: str) -> ScikitLearn:
    """`pipeline` with the C that has the best macro-F1 in cross-validation by article, fitted on all of `train`."""
    grid = {"logisticregression__C": [1, 2, 4, 8, 16, 32]}
    search = GridSearchCV(pipeline, grid, scoring="f1_macro", cv=GroupKFold(3), refit=False)
    search.fit(train.texts, train.labels, groups=train.articles)
    best = search.best_params_
    tool = ScikitLearn("scikit-learn", f"{name}, C={best['logisticregression__C']}", pipeline.set_params(**best))
    tool.fit(train.texts, train.labels)
    return tool


def autotuned(train: Sentences, seconds: int) -> FastText:
    """fastText with the settings that its autotuning finds on a tenth of the articles, fitted on all of `train`."""
    kept, held_out = held_out_split(train)
    FastText.write(WORK / "autotune-train.txt", kept.texts, kept.labels)
    FastText.write(WORK / "autotune-valid.txt", held_out.texts, held_out.labels)
    found = fasttext.train_supervised(
        str(WORK / "autotune-train.txt"),
        autotuneValidationFile=str(WORK / "autotune-valid.txt"),
        autotuneDuration=seconds,
        seed=SEED,
        thread=1,
        verbose=0,
    ).f.getArgs()
    names = ["lr", "dim", "epoch", "wordNgrams", "minn", "maxn", "bucket"]
    arguments = {name: getattr(found, name) for name in names}
    shown = ", ".join(f"{name}={value:.4g}" for name, value in arguments.items())
    tool = FastText(f"autotuned for {seconds} s: {shown}", WORK, **arguments)
    tool.fit(train.texts, train.labels)
    return tool


def tuned_vowpal_wabbit(train: Sentences) -> VowpalWabbit:
    """Vowpal Wabbit with the number of passes that does best on a tenth of the articles, fitted on all of `train`."""
    kept, held_out = held_out_split(train)

    def score(tool: VowpalWabbit) -> float:
        tool.fit(kept.texts, kept.labels)
        return Scores.of(held_out, tool.label(held_out.texts)).macro_f1

    tool = max((VowpalWabbit(WORK, passes) for passes in [2, 5, 10, 20, 40]), key=score)
    tool.fit(train.texts, train.labels)
    return tool


def held_out_split(train: Sentences) -> tuple[Sentences, Sentences]:
    """Nine tenths and one tenth of the articles."""
    splitter = GroupShuffleSplit(n_splits=1, test_size=0.1, random_state=SEED)
    kept, held_out = next(splitter.split(train.texts, groups=train.articles))
    return train.select(kept), train.select(held_out)


def accuracy_part(options: argparse.Namespace) -> Section:
    train = Sentences.read(TRAIN)
    peers: list[Tool] = [
        tuned(train, word_pipeline(), "word 1-2-grams"),
        tuned(train, word_and_character_pipeline(), "word 1-2-grams and char_wb 3-5-grams"),
        autotuned(train, options.autotune),
        tuned_vowpal_wabbit(train),
    ]
    klaim = Klaim(options.klaim, WORK, "klaim", "bundled model")
    sections = []
    for title, path in [("`data/test.jsonl`", TEST), ("The dev set (`--dev`)", options.dev)]:
        if not path.exists():
            sections.append(f"### {title}\n\nNot measured: the file is not there.\n")
            continue
        gold = Sentences.read(path)
        labels = {tool: tool.label(gold.texts) for tool in [*peers, klaim]}
        scores = {tool: Scores.of(gold, predicted) for tool, predicted in labels.items()}
        own = klaim.evaluate(path)
        if any(abs(own[name] - value) > 1e-9 for name, value in vars(scores[klaim]).items()):
            raise ValueError(f"`klaim evaluate` disagrees with its own labels: {scores[klaim]}")
        rows = [
            [tool.name, tool.settings, *(f"{value:.3f}" for value in vars(found).values())]
            for tool, found in scores.items()
        ]
        best = max(peers, key=lambda tool: scores[tool].macro_f1)
        differences = [
            (name, *bootstrap_difference(score, gold, labels[klaim], labels[best]))
            for name, score in [("macro-F1", macro_f1), ("accuracy", accuracy)]
        ]
        intervals = "; ".join(
            f"{name} {100 * difference:+.1f} points ({100 * low:+.1f} to {100 * high:+.1f})"
            for name, difference, low, high in differences
        )
        header = "tool | settings | accuracy | with second label | macro-F1"
        sections.append(f"""### {title}

{len(gold.texts)} sentences of {len(set(gold.articles))} articles.

{table(header, rows)}

klaim minus the best peer by macro-F1 ({best.name}, {best.settings}): {intervals}; 95 % intervals of a
paired bootstrap, 1,000 resamples of articles.
""")
    introduction = """## Accuracy

All were trained on `data/train.jsonl`. scikit-learn's C (1 to 32) was chosen by macro-F1 in 3-fold cross-validation by
article. A tenth of the articles was held out for fastText's autotuning and for the passes of Vowpal Wabbit (2 to 40);
with what was found, both were then trained on everything. Macro-F1 is the mean over the labels in the gold file.
"""
    return Section("\n".join([introduction, *sections]))


PARTS: dict[str, Callable[[argparse.Namespace], Section]] = {
    "fit": fit_part,
    "score": score_part,
    "accuracy": accuracy_part,
}


def circumstances(options: argparse.Namespace, part: str) -> str:
    """When, where and with what a section was measured."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    klaim = subprocess.run([options.klaim, "--version"], check=True, capture_output=True, text=True).stdout
    packages = ["scikit-learn", "numpy", "scipy", "fasttext", "vowpalwabbit"]
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return (
        f"Measured on {date.today()} by `benches/peers/run --only {part}`, one core of {os.cpu_count()}"
        f" ({cpu[1] if cpu else platform.machine()}), load average {os.getloadavg()[0]:.1f} at the start."
        f" {klaim.strip()}, Python {platform.python_version()}, {versions}.\n"
    )


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--klaim", type=Path, required=True, metavar="PROGRAM", help="the release build of klaim")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,...", help="of %(default)s")
    parser.add_argument("--bench", type=Path, metavar="FILE", help="one sentence a line, for the speed of scoring")
    parser.add_argument(
        "--dev", type=Path, metavar="FILE", default=ROOT.parent / "shared/gold/dev.jsonl",
        help="a second labelled file for the accuracy [default: ../shared/gold/dev.jsonl, where it exists]",
    )  # fmt: skip
    parser.add_argument("--autotune", type=int, default=300, metavar="SECONDS", help="for fastText [%(default)s]")
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := [part for part in options.only if part not in PARTS]:
        parser.error(f"--only {','.join(unknown)}: the parts are {', '.join(PARTS)}")
    return options


def main() -> int:
    options = parse_options()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    WORK.mkdir(exist_ok=True)
    failures = []
    for part in options.only:
        print(f"{part} ...", file=sys.stderr, flush=True)
        measured_on = circumstances(options, part)
        section = PARTS[part](options)
        failures += section.failures
        (WORK / f"{part}.md").write_text(f"{section.text}\n{measured_on}", encoding="utf-8")
    written = [path for part in PARTS if (path := WORK / f"{part}.md").exists()]
    sections = [path.read_text(encoding="utf-8") for path in written]
    title = "# klaim beside its peers\n\nWritten by `benches/peers/run`; do not edit.\n"
    (HERE / "RESULTS.md").write_text("\n".join([title, *sections]), encoding="utf-8")
    for failure in failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
