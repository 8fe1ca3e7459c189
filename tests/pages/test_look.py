"""The look: every pair of colours that meets on a page can be read, or the council's colour is refused."""

import re

import pytest

from bot.pages.look import CONTROL, PAIRS, TEXT, contrast, look_css, palette

BRANDS = ["#1b5e57", "#1d70b8", "#5a0f3c", "#d4351c", "#000000", "#0b3d91", "#767676"]


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#777777", "#777777", 1)]
)
def test_contrast_is_the_ratio_that_wcag_defines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_pair_of_colours_keeps_its_contrast(brand: str, look: str) -> None:
    colours = palette(brand)[look]
    assert {pair.least for pair in PAIRS} == {TEXT, CONTROL}
    for pair in PAIRS:
        assert contrast(colours[pair.front], colours[pair.back]) >= pair.least, pair


@pytest.mark.parametrize("brand", ["#ffdd00", "#ffffff", "#a0d8ef"])
def test_a_brand_colour_too_pale_for_a_button_is_refused_with_what_failed(brand: str) -> None:
    with pytest.raises(ValueError, match=rf"brand {brand} on ground #f4f6f6 \(light\) is 1\.\d\d:1, needs 3:1"):
        palette(brand)


@pytest.mark.parametrize("brand", ["teal", "#12", "#1b5e5g", "", "#1b5e57; } body { display: none", "#1b5e57\n"])
def test_what_is_not_a_colour_is_refused(brand: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        look_css(brand)


def test_the_sheet_sets_every_property_for_light_and_dark_and_uses_only_what_it_sets() -> None:
    sheet = look_css("#1b5e57")
    light, dark = sheet.split("@media (prefers-color-scheme: dark)")
    for name in ("brand", "brand-text", "ground", "surface", "text", "muted", "line", "link", "danger", "warn", "ok",
                 "focus-inner", "focus-outer"):  # fmt: skip
        assert f"--{name}: #" in light
        assert f"--{name}: #" in dark
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet)) <= set(re.findall(r"(--[\w-]+):", sheet))


def test_the_brand_colour_is_used_as_it_is_on_a_light_page() -> None:
    assert palette("#1B5E57")["light"]["brand"] == "#1b5e57"
