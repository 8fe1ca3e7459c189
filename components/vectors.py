"""Gives the sense of texts as vectors, with the encoder that reads residents' messages. Loads no Rasa.

    python -m components.vectors < texts.jsonl

A text (a JSON string) on each line of the input, and on each line of the output its vector: 384 half-precision numbers
(little-endian), in base64.
"""

import base64
import json
import sys
from itertools import islice

from components.sentences import SentenceEncoder

BATCH = 64


def main() -> int:
    encoder = SentenceEncoder()
    while lines := list(islice(sys.stdin, BATCH)):
        for vector in encoder.encode([str(json.loads(line)) for line in lines]):
            sys.stdout.write(base64.b64encode(vector.astype("<f2").tobytes()).decode() + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
