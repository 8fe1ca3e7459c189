"""Gives the sense of texts as vectors, with the encoder that reads residents' messages. Loads no Rasa.

    python -m components.vectors < texts.jsonl

A text (a JSON string) on each line of the input. The first line of the output names the encoder, each one after it is a
text's vector: 384 half-precision numbers (little-endian), in base64.
"""

import base64
import json
import sys
from collections.abc import Sequence
from itertools import islice

from components.sentences import SentenceEncoder, shared_encoder

BATCH = 64


def encoded(encoder: SentenceEncoder, texts: Sequence[str]) -> list[str]:
    """Each text's vector, as it is passed on and kept."""
    return [base64.b64encode(vector.astype("<f2").tobytes()).decode() for vector in encoder.encode(texts)]


def main() -> int:
    encoder = shared_encoder()
    sys.stdout.write(encoder.name + "\n")
    while lines := list(islice(sys.stdin, BATCH)):
        for vector in encoded(encoder, [str(json.loads(line)) for line in lines]):
            sys.stdout.write(vector + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
