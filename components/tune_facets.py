"""Shows how the facets are told apart, and what each threshold would do, on examples that were left out.

    .venv-assistant/bin/python -m components.tune_facets

An example is left out together with all that was made from the same line of data/facets.yml, so a question is never
judged by itself with another service in it. Beside them stand the reports of data/nlu, none of which asks for a facet.
The threshold chosen goes into config.yml.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from components import intent_training
from components.examples import examples as intent_examples
from components.facet_examples import NONE, Example, examples
from components.sentences import SentenceEncoder
from components.settings import ROOT, component, shape
from language.taxonomy import kind

FOLDS = 10
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
CONFUSIONS_SHOWN = 25


def main() -> None:
    taught, encoder = examples(), SentenceEncoder()
    vectors = encoder.encode([example.text for example in taught])
    reports = [text for text, intent, _ in intent_examples(ROOT / "data" / "nlu") if kind(intent) == "report"]
    guessed = _held_out(taught, vectors)
    print(f"{len(taught)} examples of {len({example.facet for example in taught})} kinds\n")
    print("threshold   right  wrong facet  missed   given to none   to the reports of data/nlu")
    strangers = _of(taught, vectors, texts=reports, their=encoder.encode(reports))
    for threshold in THRESHOLDS:
        print(_line(threshold, taught, guessed, strangers=strangers))
    print("\n".join(_confusions(taught, guessed)))


Guess = tuple[str, float]


def _held_out(taught: Sequence[Example], vectors: np.ndarray) -> list[Guess]:
    """The likeliest kind of each example, by a model that was not taught the line it comes from."""
    lines = {line: place for place, line in enumerate(dict.fromkeys(example.written for example in taught))}
    fold = np.array([lines[example.written] % FOLDS for example in taught])
    found: dict[int, Guess] = {}
    for part in range(FOLDS):
        out = np.flatnonzero(fold == part)
        kept = np.flatnonzero(fold != part)
        texts = [taught[i].text for i in out]
        found |= zip(out, _of([taught[i] for i in kept], vectors[kept], texts=texts, their=vectors[out]), strict=True)
    return [found[place] for place in range(len(taught))]


def _of(taught: Sequence[Example], vectors: np.ndarray, *, texts: list[str], their: np.ndarray) -> list[Guess]:
    names = [example.facet for example in taught]
    own = shape(component("FacetExtractor"))
    model, _ = intent_training.train([example.text for example in taught], names, vectors, shape=own)
    return [
        (model.intents[int(each.confidence.argmax())], float(each.confidence.max()))
        for each in model.predict(texts, their)
    ]


def _named(guess: Guess, threshold: float) -> str:
    return guess[0] if guess[1] >= threshold else NONE


def _line(threshold: float, taught: Sequence[Example], guessed: list[Guess], *, strangers: list[Guess]) -> str:
    pairs = [(example.facet, _named(guess, threshold)) for example, guess in zip(taught, guessed, strict=True)]
    asked = [pair for pair in pairs if pair[0] != NONE]
    right = np.mean([facet == named for facet, named in asked])
    missed = np.mean([named == NONE for _, named in asked])
    alarms = np.mean([named != NONE for facet, named in pairs if facet == NONE])
    strange = np.mean([_named(guess, threshold) != NONE for guess in strangers])
    return f"{threshold:9.2f} {right:7.3f} {1 - right - missed:12.3f} {missed:7.3f} {alarms:15.3f} {strange:28.3f}"


def _confusions(taught: Sequence[Example], guessed: list[Guess]) -> Iterator[str]:
    threshold = component("FacetExtractor")["threshold"]
    pairs = [(example, _named(guess, threshold)) for example, guess in zip(taught, guessed, strict=True)]
    wrong = Counter((example.facet, named) for example, named in pairs if example.facet != named)
    yield f"\nat {threshold}, of each kind read as another, the commonest:"
    for (facet, named), count in wrong.most_common(CONFUSIONS_SHOWN):
        some = [example.text for example, other in pairs if (example.facet, other) == (facet, named)]
        yield f"{facet:12} as {named:12} {count:4}   {'; '.join(some[:3])}"


if __name__ == "__main__":
    main()
