"""Figures of speech and denied harm, put in plain words; what may be meant as it is said stays."""

import pytest

from language.figures import plainly


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("dying to know what it costs before i bother", "want to know what it costs before i bother"),
        ("I’m dying for a coffee", "would like a coffee"),
        ("its nearly killed me this last year", "it has been very hard this last year"),
        ("the stairs are killing me", "the stairs is very hard"),
        ("im worried sick tbh im doing everything", "im doing everything"),
        ("im worried sick tbh", "its a worry"),
        ("worried sick about the fine", "worried about the fine"),
        ("these bins are driving me up the wall", "these bins are annoying me"),
        ("nearly had a heart attack when i saw the bill", "was surprised when i saw the bill"),
        ("will i get kicked out", "will i have to move"),
        ("can they chuck us out for one payment", "can they make us move for one payment"),
        ("shes not hurt just bruised and shaken up", "nobody was hurt"),
        ("no one got hurt luckily", "nobody was hurt luckily"),
        ("ok fire brigade are here. how long", "ok somebody has come. how long"),
        ("the firemen have come and gone", "somebody has come and gone"),
        ("gas man fixed that yesterday", "somebody has come yesterday"),
        ("am i gonna end up in a b&b with the kids", "am i gonna have to move with the kids"),
        ("would we end up on the streets", "would we have to move"),
        ("its not an emergency but the tap drips", "it is not urgent but the tap drips"),
    ],
)
def test_a_figure_and_a_denial(said: str, plain: str) -> None:
    assert plainly(said) == plain


@pytest.mark.parametrize(
    "said",
    [
        "he nearly killed me last night",
        "my husband nearly killed me this year",
        "i want to die",
        "shes dying and nobody comes",
        "worried sick, nan next door hasnt answered for 3 days",
        "can they kick me out tonight",
        "hes kicked me out",
        "he has not hurt me yet",
        "shes not badly hurt, he broke her arm",
        "i have not hurt myself",
        "is the fire brigade here",
        "when will the gas man come",
        "im gonna end up on the streets tonight",
        "nearly died when the ceiling came down",
        "when is my bin day",
    ],
)
def test_what_may_be_meant_as_it_is_said(said: str) -> None:
    assert plainly(said) == said


def test_a_danger_beside_a_figure_is_kept() -> None:
    assert plainly("its killing me, i dont want to be here any more").endswith("i dont want to be here any more")
