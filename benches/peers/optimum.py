"""Whether klaim and scikit-learn find the same optimum: losses of both on the very same rows."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

KLAIM_WORD = re.compile(r"[0-9][^\W_]*(?:[.,:/][0-9][^\W_]*)*|[^\W_]+")
NUMBER = re.compile(r"[0-9][0-9.,:/]*")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
STOP = re.compile(r"[.…?!;]")


def klaim_features(sentence: str) -> list[str]:
    """Word 1-2-grams as klaim has them: figures folded, no bigram across a full stop or semicolon."""
    features: list[str] = []
    previous, end = "", 0
    for match in KLAIM_WORD.finditer(sentence):
        word = unicodedata.normalize("NFKC", match[0]).lower()
        if NUMBER.fullmatch(word):
            word = "<year>" if YEAR.fullmatch(word) else "<num>"
        features.append(word)
        if previous and not STOP.search(sentence, end, match.start()):
            features.append(f"{previous} {word}")
        previous, end = word, match.end()
    return features


def loss(
    rows: csr_matrix,
    classes: NDArray[np.int64],
    weights: NDArray[np.float64],
    bias: NDArray[np.float64],
    alpha: float,
) -> float:
    """Sum of cross-entropies plus alpha/2 times the squared norm of `weights` (`n_features x n_labels`)."""
    logits = rows @ weights + bias
    cross_entropies = logsumexp(logits, axis=1) - logits[np.arange(len(classes)), classes]
    return float(cross_entropies.sum() + alpha / 2 * np.square(weights).sum())


@dataclass(frozen=True)
class Optimum:
    features: int
    klaim: float
    """Loss of klaim's stored weights, computed here."""
    klaim_record: float
    """Loss that klaim put down itself."""
    scikit_learn: float
    """Loss of scikit-learn at its default tolerance."""
    least: float
    """Loss of scikit-learn run on to a tolerance of 1e-8."""


def compare(model: Path, texts: list[str], labels: list[str], alpha: float) -> Optimum:
    """Losses on `texts`, which `model` was trained on with word 1-2-grams and this alpha.

    Raises ValueError when the features built here are not those in the model.
    """
    with safe_open(model, "numpy") as file:
        metadata = json.loads(file.metadata()["klaim"])
        weights = file.get_tensor("weights").astype(np.float64)
        bias = file.get_tensor("bias").astype(np.float64)
        text = file.get_tensor("vocabulary").tobytes()
        ends = file.get_tensor("vocabulary_ends").tolist()
    names = [text[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]
    vectorizer = TfidfVectorizer(analyzer=klaim_features, min_df=2, sublinear_tf=True)
    rows = vectorizer.fit_transform(texts)
    numbers = {name.removeprefix("surface="): number for number, name in enumerate(names)}
    ours = vectorizer.get_feature_names_out().tolist()
    if set(ours) != set(numbers):
        odd = sorted(set(ours) ^ set(numbers))
        raise ValueError(f"{len(odd)} features are not in both vocabularies: {odd[:10]}")
    order = [numbers[name] for name in ours]

    class_numbers = {label: number for number, label in enumerate(sorted(set(labels)))}
    if metadata["labels"] != list(class_numbers):
        raise ValueError(f"labels of the model: {metadata['labels']}")
    classes = np.array([class_numbers[label] for label in labels])

    def scikit_learn(tolerance: float) -> float:
        fitted = LogisticRegression(C=1 / alpha, tol=tolerance, max_iter=10_000).fit(rows, classes)
        return loss(rows, classes, fitted.coef_.T, fitted.intercept_, alpha)

    return Optimum(
        features=len(ours),
        klaim=loss(rows, classes, weights[order], bias, alpha),
        klaim_record=metadata["record"]["fit"]["loss"],
        scikit_learn=scikit_learn(1e-4),
        least=scikit_learn(1e-8),
    )
