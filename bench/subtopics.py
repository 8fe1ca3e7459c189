"""How well the sub-topics of an intent are told apart: the shipped models beside a list of keywords.

    .venv-assistant/bin/python -m bench.subtopics

Every training example is judged by its intent's model as if it had not been taught. The keywords are what somebody
would write down who knows the sub-topics; a text with words of two of them, or of none, counts as naming none.
"""

import re
from collections.abc import Iterator

import numpy as np

from components.sentences import SentenceEncoder
from components.settings import ROOT, component, shape
from components.subtopic_training import Example, train, with_subtopics
from components.subtopics import NONE, likeliest
from components.tune import examples

THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
KEYWORDS = {
    "adult_care_request": {"carer": r"carers?'?s? (assess|support|break|group|card)|respite|i('m| am) (a|the) .*carer"},
    "blue_badge_apply": {"eligibility": r"eligib|qualify|who can|entitle|enough|would (i|he|she)|can i (get|have)"},
    "council_tax_discount_exemption": {"student": r"stud[ae]nt|\buni\b|university|college|phd|degree"},
    "council_ward_find": {"area": r"\barea|cover|boundar|which council|outside|not (?:in )?fernley|live in"},
    "emergency_999": {"gas": r"\bgas+\b|carbon monoxide|\bco\b", "water": r"water|flood|burst|river|leak"},
    "flooding_drain_report": {
        "drain": r"drain|gull(e?y|ies)|grate|\bgrid|block",
        "flood": r"flood|water|puddle|river|ditch",
    },
    "hardship_support": {
        "food_bank": r"food ?bank|parcel|pantry|voucher",
        "debt": r"debt|owe|loan|bailiff|credit card",
    },
    "library_services": {
        "computers": r"computer|\bpc\b|wi-?fi|print|scan|photocop|internet",
        "rooms": r"\broom|hire|meeting|space",
        "events": r"event|club|story|rhyme|group|talk|reading challenge|what'?s on",
        "home": r"house ?bound|deliver|home library|bring|can'?t get (out|to)",
    },
    "licence_apply": {
        "taxi": r"taxi|\bcab|private hire|hackney|minicab|uber",
        "food": r"food|cafe|cake|kitchen|bak|restaurant|takeaway|chippy",
        "skip": r"skip|scaffold",
        "hmo": r"\bhmo|multiple occupation|shared house|landlord|tenant|let",
    },
    "noise_nuisance_report": {
        "music": r"music|party|parties|bass|speaker|karaoke|stereo",
        "dogs": r"\bdogs?\b|bark|howl",
        "building": r"build|construction|drill|\bdiy\b|demolition|hammer",
        "smoke": r"smok|bonfire|burn|smell|stink|stench|fumes",
        "antisocial": r"anti.?social|\basb\b|youths|gangs?|\blads\b|teenagers|abus|threat",
    },
    "school_place_apply": {
        "dates": r"deadline|closing date|last day|when do|what date|offer day|\blate\b|missed",
        "criteria": r"catchment|criteria|sibling|brother|sister|distance|church|faith|priority|oversubscribed",
    },
    "street_cleaning_report": {
        "dead_animal": r"\bdead\b|carcass|squashed|run over|knocked down",
        "needles": r"needle|syringe|sharps",
        "litter_bin": r"\bbins?\b",
        "glass": r"glass|smashed|bottle",
    },
    "tenancy_services": {"right_to_buy": r"right to buy|\bbuy|rtb|purchase", "exchange": r"exchange|swap|swop"},
    "tree_vegetation_report": {"fallen": r"fallen|\bdown\b|\bfell|blown over|uprooted"},
}


def by_keywords(intent: str, text: str) -> str:
    named = [name for name, words in KEYWORDS[intent].items() if re.search(words, text.lower())]
    return named[0] if len(named) == 1 else NONE


def figures(truth: list[str], guess: list[str]) -> tuple[float, float]:
    """The share told rightly (a sub-topic, or that none is named), and the share told a sub-topic wrongly."""
    right = np.mean([g == t for g, t in zip(guess, truth, strict=True)])
    wrong = np.mean([g not in (t, NONE) for g, t in zip(guess, truth, strict=True)])
    return float(right), float(wrong)


def main() -> None:
    taught = with_subtopics(Example(*row) for row in examples(ROOT / "data" / "nlu"))
    vectors = SentenceEncoder().encode([example.text for example in taught])
    settings = component("SubtopicExtractor")
    trained = train(taught, vectors, shape(settings))
    limit = settings["threshold"]
    print(f"{len(taught)} examples. At the threshold {limit}: right, and a wrong sub-topic given\n")
    print(f"{'':34}      model        keywords")
    truths: list[str] = []
    guesses: dict[float, list[str]] = {threshold: [] for threshold in (limit, *THRESHOLDS)}
    words: list[str] = []
    for intent, (model, held_out) in sorted(trained.items()):
        truth = [model.intents[owner] for owner in held_out.owner]
        found = {t: [_name(model.intents, row, t) for row in held_out.inside] for t in guesses}
        keyed = [by_keywords(intent, text) for text in model.examples]
        print(f"{intent:34} {_shares(truth, found[limit])}   {_shares(truth, keyed)}")
        truths += truth
        words += keyed
        for threshold, names in found.items():
            guesses[threshold] += names
    print(f"{'all':34} {_shares(truths, guesses[limit])}   {_shares(truths, words)}\n")
    print("\n".join(_by_threshold(truths, guesses)))


def _by_threshold(truths: list[str], guesses: dict[float, list[str]]) -> Iterator[str]:
    yield "threshold      right   wrong sub-topic"
    for threshold in THRESHOLDS:
        yield f"{threshold:9.1f}   {_shares(truths, guesses[threshold])}"


def _name(names: list[str], confidence: np.ndarray, threshold: float) -> str:
    found = likeliest(names, confidence, threshold)
    return found.subtopic if found else NONE


def _shares(truth: list[str], guess: list[str]) -> str:
    right, wrong = figures(truth, guess)
    return f"{right:7.1%} {wrong:6.1%}"


if __name__ == "__main__":
    main()
