#!/usr/bin/env python3
"""Measures the bundled model and writes the tables of models/README.md, each between its two marks.

    models/tables.py [--dev FILE] [--only NAME,...] [--klaim PROGRAM]

Needs Python 3.9 or newer and nothing else, and a release build of klaim. Without --dev, the tables that need the dev set
(real news, not in this project) are left as they are. The ablation trains some thirty models: a few minutes.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "models/README.md"
TRAIN, TEST, NEWS = (ROOT / f"data/{name}.jsonl" for name in ("train", "test", "news"))
PRIORS = "none=0.5,rationale=0.06"
ALPHA = "0.0625"

# What is changed, and by which options.
ABLATION = [
    ("nothing", ""),
    ("no first and last stems", "--positions off"),
    ("no affix patterns", "--affixes off"),
    ("no shape", "--shape off"),
    ("no main clause", "--main-clause off"),
    ("no modality scope", "--modality off"),
    ("no cue classes", "--cues off"),
    ("no spelling variants", "--variants off"),
    ("no surface forms", "--surface-ngrams 0"),
    ("no stem bigrams", "--stem-ngrams 1"),
    ("no stems", "--stem-ngrams 0"),
    ("with skip-bigrams", "--skip-bigrams on"),
    ("with surface bigrams", "--surface-ngrams 2"),
    ("with character 4-grams", "--char-ngrams 4"),
    ("weighted by log-odds alone", "--term-weight log-odds"),
    ("weighted by idf", "--term-weight idf"),
    ("idf and sublinear counts", "--term-weight idf --term-frequency sublinear"),
    ("raw counts", "--term-frequency count"),
    ("min_df 1", "--min-df 1"),
    ("min_df 3", "--min-df 3"),
    ("second label ignored", "--also-share 0"),
    ("second label at 0.15", "--also-share 0.15"),
    ("second label at 0.45", "--also-share 0.45"),
    ("no label smoothing", "--label-smoothing 0"),
    ("balanced class weights", "--class-weight balanced"),
    ("priors for `none` alone", "--priors none=0.5"),
    ("priors of the training data", "--priors none=0.3816"),
    ("trained without k1 and k2", "without:k"),
]


def run(*args):
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, args))}\n{done.stderr}")
    return done.stdout


def rows(*lines, align=None):
    """A Markdown table; the first line is the header."""
    header = "| " + " | ".join(lines[0]) + " |"
    rule = "| " + " | ".join(align or ["---"] * len(lines[0])) + " |"
    return "\n".join([header, rule] + ["| " + " | ".join(line) + " |" for line in lines[1:]])


class Tables:
    def __init__(self, klaim, dev, work):
        self.klaim, self.dev, self.work = klaim, dev, work
        self.sets = {"test": TEST, "news": NEWS} | ({"dev": dev} if dev else {})
        self.scores = {name: self.evaluate(path, "--bootstrap", "1000") for name, path in self.sets.items()}
        self.contents = json.loads(run(klaim, "inspect", "--format", "json"))

    def evaluate(self, data, *more):
        return json.loads(run(self.klaim, "evaluate", "--data", data, "--format", "json", *more))

    def table_scores(self):
        cv = self.contents["training"]["cross_validation"]
        lines = [("", "accuracy", "with second label", "macro-F1", "log-loss", "calibration error")]
        lines.append(
            (f"cross-validation, {cv['folds']} folds", f"{cv['accuracy']:.3f}", "",
             f"{cv['macro_f1']:.3f} (spread {cv['macro_f1_spread']:.3f})", "", "")
        )
        for name, s in self.scores.items():
            interval = lambda what: "[{lower:.3f}, {upper:.3f}]".format(**s["intervals"][what])
            lines.append(
                (name, f"{s['accuracy']:.3f} {interval('accuracy')}", f"{s['accuracy_with_second_label']:.3f}",
                 f"{s['macro_f1']:.3f} {interval('macro_f1')}", f"{s['log_loss']:.3f}", f"{s['ece']:.3f}")
            )
            base = s["majority_baseline"]
            lines.append((f"{name}, always `{base['label']}`", f"{base['accuracy']:.3f}", "", f"{base['macro_f1']:.3f}", "", ""))
        return rows(*lines)

    def table_labels(self):
        lines = [("label", "set", "support", "precision", "recall", "F1", "95 % interval of F1")]
        for label in self.contents_labels():
            for name, s in self.scores.items():
                l = s["labels"][label]
                i = s["intervals"]["labels"][label]
                lines.append((label, name, str(l["support"]), f"{l['precision']:.3f}", f"{l['recall']:.3f}",
                              f"{l['f1']:.3f}", f"[{i['lower']:.3f}, {i['upper']:.3f}]"))
        return rows(*lines)

    def contents_labels(self):
        return [l["label"] for l in self.contents["labels"]]

    def confusion(self, name):
        labels = self.contents_labels()
        matrix = self.scores[name]["confusion"]
        return rows(("", *labels), *[(gold, *[str(matrix[gold][p]) for p in labels]) for gold in labels],
                    align=["---"] + ["---:"] * len(labels))

    def table_confusion_test(self):
        return self.confusion("test")

    def table_confusion_news(self):
        return self.confusion("news")

    def table_confusion_dev(self):
        return self.confusion("dev")

    def table_calibration(self):
        lines = [("priors", *[f"{name}: {what}" for name in self.sets for what in ("calibration error", "log-loss", "accuracy")])]
        trained = ",".join(f"{l['label']}={l['share']:.6f}" for l in self.contents["labels"])
        for title, more in ((f"stored (`{PRIORS}`)", ()), ("those of the training data", ("--priors", trained)),
                            ("`none=0.6`", ("--priors", "none=0.6"))):
            cells = []
            for path in self.sets.values():
                s = self.evaluate(path, *more)
                cells += [f"{s['ece']:.3f}", f"{s['log_loss']:.3f}", f"{s['accuracy']:.3f}"]
            lines.append((title, *cells))
        return rows(*lines)

    def table_reliability(self):
        lines = [("probability", *[f"{n}: {w}" for n in self.sets for w in ("sentences", "mean probability", "right")])]
        bins = {name: [b for b in s["reliability"]] for name, s in self.scores.items()}
        first = next(iter(bins.values()))
        for i, bin_ in enumerate(first):
            if not any(b[i]["count"] for b in bins.values()):
                continue
            cells = [f"{bin_['lower']:.2f} to {bin_['upper']:.2f}"]
            for b in bins.values():
                empty = not b[i]["count"]
                cells += [str(b[i]["count"]), "" if empty else f"{b[i]['mean_confidence']:.2f}",
                          "" if empty else f"{b[i]['accuracy']:.2f}"]
            lines.append(tuple(cells))
        return rows(*lines)

    def table_coverage(self):
        lines = [("`--min-probability`", *[f"{n}: {w}" for n in self.sets for w in ("kept", "right of those")])]
        for i, point in enumerate(next(iter(self.scores.values()))["coverage"]):
            cells = [f"{point['threshold']:.2f}"]
            for s in self.scores.values():
                p = s["coverage"][i]
                cells += [f"{p['coverage']:.2f}", "" if p["accuracy"] is None else f"{p['accuracy']:.3f}"]
            lines.append(tuple(cells))
        return rows(*lines)

    def table_curve(self):
        model = self.work / "curve.safetensors"
        out = run(self.klaim, "train", "--quiet", "--data", TRAIN, "--alpha", ALPHA, "--calibrate", "off",
                  "--learning-curve", "--output", model)
        found = re.findall(r"^ +(\d+ %) +(\d+) +(\d+) +([\d.]+) +([\d.]+)$", out, re.M)
        verdict = re.search(r"^(More labels .*|No .*|Whether .*)$", out, re.M)
        table = rows(("share of articles", "articles", "sentences", "macro-F1", "spread over folds"), *found,
                     align=["---:"] * 5)
        return table + ("\n\n" + verdict.group(1) if verdict else "")

    def table_features(self):
        lines = [("label", "ten strongest features, by weight in a sentence of one")]
        for label in self.contents["labels"]:
            lines.append((label["label"], ", ".join(f"`{f['feature']}`" for f in label["strongest"][:10])))
        return rows(*lines)

    def table_ablation(self):
        lines = [("change", "option", "CV macro-F1", "spread", "test macro-F1", "news macro-F1",
                  *(("dev accuracy", "with second", "dev macro-F1") if self.dev else ()))]
        model = self.work / "ablation.safetensors"
        for title, options in ABLATION:
            data, more = TRAIN, options.split()
            if options.startswith("without:"):
                prefix, more = options.split(":")[1], []
                data = self.work / "train.jsonl"
                kept = [l for l in TRAIN.read_text().splitlines() if not json.loads(l)["id"].startswith(prefix)]
                data.write_text("\n".join(kept) + "\n")
            if "--priors" not in more:
                more = [*more, "--priors", PRIORS]
            run(self.klaim, "train", "--quiet", "--data", data, "--alpha", ALPHA, *more, "--output", model)
            cv = json.loads(run(self.klaim, "inspect", model, "--format", "json"))["training"]["cross_validation"]
            cells = [f"{cv['macro_f1']:.3f}", f"{cv['macro_f1_spread']:.3f}"]
            cells += [f"{self.evaluate(path, '--model', model)['macro_f1']:.3f}" for path in (TEST, NEWS)]
            if self.dev:
                dev = self.evaluate(self.dev, "--model", model)
                cells += [f"{dev['accuracy']:.3f}", f"{dev['accuracy_with_second_label']:.3f}", f"{dev['macro_f1']:.3f}"]
            option = f"`{options}`" if options and not options.startswith("without:") else ""
            lines.append((title, option, *cells))
            print(" | ".join(lines[-1]), file=sys.stderr)
        return rows(*lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--klaim", default=ROOT / "target/release/klaim")
    parser.add_argument("--dev", type=Path, help="labelled real sentences; tables with dev columns need them")
    parser.add_argument("--only", help="names of tables, with commas")
    options = parser.parse_args()
    card = CARD.read_text()
    marks = re.findall(r"<!-- table (\w+) -->", card)
    names = options.only.split(",") if options.only else marks
    unknown = sorted(set(names) - set(marks))
    if unknown:
        sys.exit(f"{CARD.name} has no table {', '.join(unknown)}; it has {', '.join(marks)}")
    with tempfile.TemporaryDirectory() as work:
        tables = Tables(options.klaim, options.dev, Path(work))
        for name in names:
            block = re.compile(rf"(<!-- table {name} -->\n).*?(\n<!-- end -->)", re.S)
            old = block.search(card).group(0)
            if "dev" in old and not options.dev:
                print(f"{name}: left as it is, needs --dev", file=sys.stderr)
                continue
            new = getattr(tables, f"table_{name}")()
            card = block.sub(lambda m: m.group(1) + new + m.group(2), card)
            temporary = CARD.with_suffix(".tmp")
            temporary.write_text(card)
            temporary.replace(CARD)


if __name__ == "__main__":
    main()
