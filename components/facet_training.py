"""Trains the facet model from data/facets.yml."""

from collections.abc import Sequence

import numpy as np

from components import intent_training
from components.facet_examples import Example
from components.facets import FacetModel, vocabulary
from components.intents import Shape


def train(taught: Sequence[Example], vectors: np.ndarray, *, shape: Shape, threshold: float) -> FacetModel:
    """The model of these examples, each with its sentence vector."""
    names = [example.facet for example in taught]
    model, _ = intent_training.train([example.text for example in taught], names, vectors, shape=shape)
    return FacetModel(model, vocabulary(example.text for example in taught if example.alone), threshold)
