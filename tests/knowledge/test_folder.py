"""Pages from folders and CSVs, and the clear word about a file that cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import PagesError, RecordsError
from bot.knowledge import folder
from bot.knowledge.folder import read_folder, read_table
from bot.knowledge.passages import Passage
from tests.knowledge.test_html import PAGE
from tests.knowledge.test_pdf import made as pdf

SITE = "https://www.fernley.example/"
DEMONSTRATION = Path(__file__).resolve().parent.parent.parent / "demo" / "pages"


def written(directory: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = directory / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def test_every_kind_of_file_is_a_page_at_its_address(tmp_path: Path) -> None:
    written(tmp_path, bins__garden_html=PAGE, bins__index_md="# Bins\n\nAll about bins.", fees_pdf=pdf(["Fees."]))
    written(tmp_path, notes_txt="is not read", contact_md="---\naddress: https://x.example/c\n---\nCall us.")
    found = read_folder(tmp_path, SITE)
    titles = {address: page.title for address, page in found.by_address.items()}
    assert titles == {
        "https://www.fernley.example/bins/garden": "Garden waste",
        "https://www.fernley.example/bins": "Bins",
        "https://www.fernley.example/fees.pdf": "Fees and charges",
        "https://x.example/c": "https://x.example/c",
    }
    assert found.odd == []


def test_markdown_may_say_its_title_and_date(tmp_path: Path) -> None:
    written(
        tmp_path, a_md="---\r\ntitle: Garden waste\r\ndate: 2026-04-01\r\n---\r\n# Garden waste\r\n\r\nIt is £46.\r\n"
    )
    (page,) = read_folder(tmp_path, SITE).by_address.values()
    assert (page.title, page.date, page.passages) == ("Garden waste", "2026-04-01", (Passage("", "It is £46."),))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a_md": b"caf\xe9"}, r"a\.md is not UTF-8 text"),
        ({"a_md": "---\n- x: [\n---\nWords"}, r"a\.md has lines between --- that are not YAML"),
        ({"a_md": "---\nwords\n---\nWords"}, r"a\.md has lines between --- that name nothing"),
        ({"a_md": "---\naddress: javascript:alert(1)\n---\nWords"}, r"a\.md names an address that does not begin"),
        ({"a_md": "---\ndate: yesterday\n---\nWords"}, r"a\.md .*isoformat"),
        ({"a_pdf": "no PDF"}, r"a\.pdf is no PDF that can be read"),
        ({"a_md": "Words", "a_html": PAGE}, r"another page has the address https://www.fernley.example/a too"),
        ({"a_txt": "Words"}, r"has no files that end in \.html, \.htm, \.md, \.pdf"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, files: dict[str, str | bytes], said: str) -> None:
    with pytest.raises(PagesError, match=said):
        read_folder(written(tmp_path, **files), SITE)


def test_a_file_that_says_nothing_is_odd_and_no_more(tmp_path: Path) -> None:
    found = read_folder(written(tmp_path, a_md="---\ntitle: x\n---\n", b_md="Words"), SITE)
    assert list(found.by_address) == ["https://www.fernley.example/b"]
    assert found.odd == [f"{tmp_path / 'a.md'} has no words to be found by"]


def test_files_and_words_have_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, a_md="word " * 500_000, b_md="Words")
    with pytest.raises(PagesError, match=r"a\.md has more than 2,000,000 characters"):
        read_folder(tmp_path, SITE)
    monkeypatch.setattr(folder, "MOST_FILES", 1)
    with pytest.raises(PagesError, match="has more than 1 files"):
        read_folder(tmp_path, SITE)


def test_a_table_has_a_page_on_each_row(tmp_path: Path) -> None:
    path = tmp_path / "pages.csv"
    path.write_text('Address;Title;Text;Date\nhttps://x.example/a;Bins;"Cost\nFree.\n\n<b>Bold</b>";2026-04-01\n')
    (page,) = read_table(path).by_address.values()
    assert (page.address, page.title, page.date) == ("https://x.example/a", "Bins", "2026-04-01")
    assert page.passages == (Passage("Cost", "Free.\n<b>Bold</b>"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("address,title\nhttps://x.example/a,A\n", "line 1: no column text"),
        ("address,title,text\nx.example/a,A,Words\n", "line 2: address is to begin with http"),
        ("address,title,text,date\nhttps://x.example/a,A,Words,today\n", "line 2: .*isoformat"),
        ("address,title,text\nhttps://x.example/a,A,B\nhttps://x.example/a,A,B\n", "line 3: another page has"),
        ('address,title,text\nhttps://x.example/a,A,"' + "a" * 200_000 + '"\n', "not CSV: field larger"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "pages.csv"
    path.write_text(text)
    with pytest.raises((PagesError, RecordsError), match=said):
        read_table(path)


def test_the_demonstrations_pages_are_pages() -> None:
    found = read_folder(DEMONSTRATION, SITE)
    assert len(found.by_address) >= 40 and found.odd == []
    assert all(page.date and page.title != page.address for page in found.by_address.values())


def test_the_demonstrations_pages_name_the_demonstration_councils_numbers() -> None:
    ours = (DEMONSTRATION.parent.parent / "council.toml").read_text()
    texts = "\n".join(path.read_text() for path in DEMONSTRATION.rglob("*.md"))
    numbers = {" ".join(number.split()) for number in re.findall(r"0\d{3,4}\s\d{3}\s\d{3,4}", texts)}
    assert numbers and [number for number in numbers if number not in ours] == []
