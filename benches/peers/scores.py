"""Labelled sentences, the scores of predicted labels, and the paired bootstrap over articles."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Sentences:
    """Parallel lists, one entry a sentence."""

    texts: list[str]
    labels: list[str]
    also: list[str | None]
    articles: list[str]

    @classmethod
    def read(cls, path: Path) -> "Sentences":
        with path.open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        return cls(
            texts=[row["text"] for row in rows],
            labels=[row["label"] for row in rows],
            also=[row.get("also") for row in rows],
            articles=[row["id"].rsplit("-", 1)[0] for row in rows],
        )

    def select(self, indices: Sequence[int]) -> "Sentences":
        return Sentences(
            texts=[self.texts[i] for i in indices],
            labels=[self.labels[i] for i in indices],
            also=[self.also[i] for i in indices],
            articles=[self.articles[i] for i in indices],
        )


def count(gold: Sentences, predicted: list[str]) -> Counts:
    """`n_articles x 3 x n_labels`: how often each label is gold, is predicted, and is predicted rightly."""
    if len(predicted) != len(gold.labels):
        raise ValueError(f"{len(predicted)} predictions for {len(gold.labels)} sentences")
    articles = {name: i for i, name in enumerate(sorted(set(gold.articles)))}
    labels = {name: i for i, name in enumerate(sorted(set(gold.labels) | set(predicted)))}
    counts = np.zeros((len(articles), 3, len(labels)), dtype=np.int64)
    for article, right, given in zip(gold.articles, gold.labels, predicted, strict=True):
        row = counts[articles[article]]
        row[0, labels[right]] += 1
        row[1, labels[given]] += 1
        row[2, labels[right]] += right == given
    return counts


def accuracy(counts: Counts) -> NDArray[np.float64]:
    """Of counts `... x 3 x n_labels`, one value for each leading index."""
    return counts[..., 2, :].sum(-1) / counts[..., 0, :].sum(-1)


def macro_f1(counts: Counts) -> NDArray[np.float64]:
    """Mean F1 over the labels that occur as gold; shapes as for `accuracy`."""
    gold, predicted, hits = counts[..., 0, :], counts[..., 1, :], counts[..., 2, :]
    f1 = 2 * hits / np.maximum(gold + predicted, 1)
    return f1.sum(-1) / (gold > 0).sum(-1)


@dataclass(frozen=True)
class Scores:
    accuracy: float
    accuracy_with_second_label: float
    macro_f1: float

    @classmethod
    def of(cls, gold: Sentences, predicted: list[str]) -> "Scores":
        total = count(gold, predicted).sum(0)
        right = sum(p in pair for p, *pair in zip(predicted, gold.labels, gold.also, strict=True))
        return cls(float(accuracy(total)), right / len(predicted), float(macro_f1(total)))


def bootstrap_difference(
    score: Callable[[Counts], NDArray[np.float64]],
    gold: Sentences,
    ours: list[str],
    theirs: list[str],
    resamples: int = 1000,
    seed: int = 1,
) -> tuple[float, float, float]:
    """`score` of `ours` minus that of `theirs`, and the ends of its 95 % interval.

    Articles are drawn with replacement, the same ones for both (paired percentile bootstrap).
    """
    pair = [count(gold, ours), count(gold, theirs)]
    n_articles = len(pair[0])
    draws = np.random.default_rng(seed).multinomial(n_articles, [1 / n_articles] * n_articles, resamples)
    resampled = [score(np.tensordot(draws, counts, axes=1)) for counts in pair]
    low, high = np.quantile(resampled[0] - resampled[1], [0.025, 0.975])
    difference = score(pair[0].sum(0)) - score(pair[1].sum(0))
    return float(difference), float(low), float(high)
