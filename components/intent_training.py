"""Trains the intent model, and says what it would have made of each example without having seen it.

Ridge regression gives that leave-one-out answer in closed form (each residual divided by the
diagonal of the inverse), so calibration and thresholds rest on held-out predictions at no extra cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import blas, cholesky, lapack
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from components.intents import (
    IntentModel,
    Scale,
    Shape,
    beginnings,
    confidences,
    familiarity,
    neighbours,
    probabilities,
)
from components.ngrams import NGrams


@dataclass(frozen=True)
class HeldOut:
    """Confidences (examples x intents) of each example unseen, and of each with its own intent unknown."""

    owner: np.ndarray
    inside: np.ndarray
    outside: np.ndarray


def train(
    texts: Sequence[str], intents: Sequence[str], vectors: np.ndarray, *, shape: Shape
) -> tuple[IntentModel, HeldOut]:
    """The model of these examples, each with its intent and its sentence vector, and what it makes of each unseen."""
    order = sorted(range(len(texts)), key=lambda i: (intents[i], texts[i]))
    texts, vectors = [texts[i] for i in order], vectors[order]
    names = sorted(set(intents))
    owner = np.array([names.index(intents[i]) for i in order])

    ngrams = NGrams.learn(texts, shape.seen_in)
    grams = _sparse(ngrams, texts)
    cosines = (vectors @ vectors.T).astype(np.float32)
    duals, scores = _ridge(_kernel(cosines, grams, shape), owner, len(names), ridge=shape.ridge)
    letters = shape.letters * (grams.T @ duals)

    np.fill_diagonal(cosines, -np.inf)  # an example is not its own neighbour
    near = _neighbours_in_slices(cosines, beginnings(owner), shape.neighbours)
    scale = _calibrate(scores, near, owner, outsiders=shape.outsiders)
    model = IntentModel(
        names,
        texts,
        owner=owner,
        vectors=vectors,
        duals=(1 - shape.letters) * duals,
        ngrams=ngrams,
        letters=letters,
        scale=scale,
        shape=shape,
    )
    return model, _held_out(scores, near, owner, scale=scale)


def _sparse(ngrams: NGrams, texts: Sequence[str]) -> csr_matrix:
    rows = [ngrams.vector(text) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, starts), shape=(len(texts), len(ngrams.vocabulary)))


def _kernel(cosines: np.ndarray, grams: csr_matrix, shape: Shape) -> np.ndarray:
    kernel: np.ndarray = (1 - shape.letters) * np.exp(shape.gamma * (cosines - 1))
    for start in range(0, len(kernel), 1000):
        part = slice(start, start + 1000)
        kernel[part] += shape.letters * (grams[part] @ grams.T).toarray()
    return kernel


def _ridge(kernel: np.ndarray, owner: np.ndarray, intents: int, *, ridge: float) -> tuple[np.ndarray, np.ndarray]:
    """The regression's dual weights, and each example's scores when it is left out."""
    targets = np.eye(intents, dtype=np.float32)[owner] - 1 / intents
    kernel[np.diag_indices(len(kernel))] += ridge
    factor = cholesky(kernel, lower=True, overwrite_a=True, check_finite=False)
    inverse, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    duals = blas.ssymm(1.0, inverse, targets.astype(np.float32), lower=1)  # only its lower half is there
    return duals, targets - duals / np.diag(inverse)[:, None]


def _neighbours_in_slices(cosines: np.ndarray, starts: np.ndarray, count: int) -> np.ndarray:
    """In slices, or every example against every example would fill the memory several times over."""
    slices = [neighbours(cosines[i : i + 250], starts, count) for i in range(0, len(cosines), 250)]
    return np.concatenate(slices)


def _calibrate(scores: np.ndarray, near: np.ndarray, owner: np.ndarray, *, outsiders: float) -> Scale:
    regression, beside = _weigh(scores, near, owner)
    scale = Scale(regression, beside, 0, 1)
    inside, right = _felt(scores, near, owner, scale=scale)
    outside, _ = _felt(*_without_own(scores, near, owner), owner, scale=scale)
    felt = np.concatenate([inside, outside])
    truth = np.concatenate([right, np.zeros(len(owner))])
    weight = np.repeat([1 - outsiders, outsiders], len(owner))
    offset, slope = _logistic(felt, truth, weight)
    return Scale(regression, beside, offset, slope)


def _weigh(scores: np.ndarray, near: np.ndarray, owner: np.ndarray) -> tuple[float, float]:
    """How much the regression and the neighbours count, by the likelihood of the right intents."""
    rows = np.arange(len(owner))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        likely = probabilities(scores, near, Scale(weights[0], weights[1], 0, 1))
        value = -np.log(likely[rows, owner] + 1e-12).mean()
        likely[rows, owner] -= 1
        return value, np.array([(likely * scores).sum(), (likely * near).sum()]) / len(owner)

    found = minimize(loss, [10.0, 10.0], jac=True, method="L-BFGS-B", options={"maxiter": 40}).x
    return float(found[0]), float(found[1])


def _felt(scores: np.ndarray, near: np.ndarray, owner: np.ndarray, *, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    likely = probabilities(scores, near, scale)
    return familiarity(likely, scores, near), (likely.argmax(axis=1) == owner).astype(float)


def _without_own(scores: np.ndarray, near: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As if an example's own intent had never been taught: what an outsider looks like."""
    rows = np.arange(len(owner))
    scores, near = scores.copy(), near.copy()
    scores[rows, owner] = near[rows, owner] = -9
    return scores, near


def _logistic(felt: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    def loss(line: np.ndarray) -> tuple[float, np.ndarray]:
        chance = 1 / (1 + np.exp(-(line[0] + line[1] * felt)))
        hit, miss = np.log(chance + 1e-9), np.log(1 - chance + 1e-9)
        pull = weight * (chance - truth)
        gradient = np.array([pull.sum(), (pull * felt).sum()]) / weight.sum()
        return -(weight * (truth * hit + (1 - truth) * miss)).sum() / weight.sum(), gradient

    found = minimize(loss, [0.0, 1.0], jac=True, method="L-BFGS-B").x
    return float(found[0]), float(found[1])


def _held_out(scores: np.ndarray, near: np.ndarray, owner: np.ndarray, *, scale: Scale) -> HeldOut:
    inside = confidences(probabilities(scores, near, scale), scores, near, scale=scale)
    scores, near = _without_own(scores, near, owner)
    outside = confidences(probabilities(scores, near, scale), scores, near, scale=scale)
    return HeldOut(owner, inside, outside)
