"""Shows what each threshold, margin and share of danger would do, on examples that were left out.

    .venv-assistant/bin/python -m components.tune

Every example is judged as if it had not been taught, and once more as if its whole intent had not been
(what a question outside the council's remit looks like). Examples are written to differ, so these are
harder than most residents' messages: 65% right here were 85% and 99% on lists written by others. The numbers
chosen go into config.yml.
"""

from collections.abc import Iterable, Iterator
from itertools import product

import numpy as np

from components.decision import Decider, Decision, Thresholds
from components.examples import examples
from components.intent_training import HeldOut, train
from components.sentences import SentenceEncoder
from components.settings import ROOT, shape
from language.taxonomy import intents

THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
MARGINS = (0.0, 0.05, 0.1, 0.15, 0.2)
URGENT = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8)
BINS = 10
NOT_OURS = {"out_of_scope"}


def main() -> None:
    texts, names, _ = zip(*examples(ROOT / "data" / "nlu"), strict=True)
    model, held_out = train(texts, names, SentenceEncoder().encode(texts), shape=shape())
    taxonomy = list(intents().values())
    urgent = np.array([name in {i.name for i in taxonomy if i.kind == "urgent"} for name in model.intents])
    truth = [model.intents[i] for i in held_out.owner]
    print(f"{len(texts)} examples of {len(model.intents)} intents\n")
    print("\n".join(_calibration(held_out, shape().outsiders)))
    inside, outside = _rankings(model.intents, held_out.inside), _rankings(model.intents, held_out.outside)
    print("\nthreshold margin   answered  wrongly  clarify  rephrase   outside answered as ours")
    for threshold, margin in product(THRESHOLDS, MARGINS):
        limits = Thresholds(threshold, margin)
        decider = Decider(taxonomy, limits)
        answered, strangers = ([decider.decide(ranking) for ranking in rankings] for rankings in (inside, outside))
        print(_line(limits, answered, truth, outside=strangers))
    print("\nshare of danger   dangers above   others above")
    share = held_out.inside[:, urgent].sum(axis=1) / held_out.inside.sum(axis=1)
    for limit in URGENT:
        alarm = share >= limit
        owed = urgent[held_out.owner]
        print(f"{limit:16.2f} {alarm[owed].mean():8.3f} {alarm[~owed].mean():8.4f}")


def _rankings(intents: list[str], confidence: np.ndarray) -> list[list[tuple[str, float]]]:
    order = np.argsort(-confidence, axis=1)
    return [[(intents[i], float(row[i])) for i in best] for row, best in zip(confidence, order, strict=True)]


def _line(limits: Thresholds, inside: list[Decision], truth: list[str], *, outside: list[Decision]) -> str:
    settled = [decision.action in ("answer", "hand_over") for decision in inside]
    wrong = [a and d.intent != t for a, d, t in zip(settled, inside, truth, strict=True)]
    ours = [d.action in ("answer", "hand_over") and d.intent not in NOT_OURS for d in outside]
    asked = _share(inside, "clarify"), _share(inside, "rephrase")
    figures = f"{np.mean(settled):10.3f} {np.mean(wrong):8.3f} {asked[0]:8.3f} {asked[1]:9.3f} {np.mean(ours):18.3f}"
    return f"{limits.threshold:9.2f} {limits.margin:6.2f} {figures}"


def _share(decisions: Iterable[Decision], action: str) -> float:
    return float(np.mean([decision.action == action for decision in decisions]))


def _calibration(held_out: HeldOut, outsiders: float) -> Iterator[str]:
    """Reliability: of the messages given such a confidence, how many were right, with `outsiders` among them.

    The mean distance between the two is the expected calibration error.
    """
    confidence = np.concatenate([held_out.inside.max(axis=1), held_out.outside.max(axis=1)])
    right = np.concatenate([held_out.inside.argmax(axis=1) == held_out.owner, np.zeros(len(held_out.owner))])
    weight = np.repeat([1 - outsiders, outsiders], len(held_out.owner)) / len(held_out.owner)
    yield f"confidence   share of messages   mean   right   ({outsiders:.0%} of them unlike anything taught)"
    error, bins = 0.0, np.minimum((confidence * BINS).astype(int), BINS - 1)
    for place in range(BINS):
        share = weight[bins == place].sum()
        if share:
            said = np.average(confidence[bins == place], weights=weight[bins == place])
            was = np.average(right[bins == place], weights=weight[bins == place])
            error += abs(said - was) * share
            yield f"{place / BINS:.1f} - {(place + 1) / BINS:.1f} {share:19.3f} {said:8.3f} {was:7.3f}"
    yield f"expected calibration error {error:.3f}"
    yield f"right among what was taught: {right[: len(held_out.owner)].mean():.3f}"


if __name__ == "__main__":
    main()
