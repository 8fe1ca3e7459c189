"""Who lives with somebody, told as a detail."""

import pytest

from language.circumstances import only_names_people


@pytest.mark.parametrize(
    "text",
    ["theres me and her dad aswell", "my nan lives here too", "just my son, hes 8", "its my brother and his two"],
)
def test_who_is_in_a_household(text: str) -> None:
    assert only_names_people(text)


@pytest.mark.parametrize(
    "text", ["her dad hits her", "my son wont wake up", "the kids are scared", "there are two of us", "yes", ""]
)
def test_what_says_more_or_names_nobody(text: str) -> None:
    assert not only_names_people(text)
