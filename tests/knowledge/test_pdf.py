"""PDFs: their words by page, read by a child that a bad one cannot hold up."""

from __future__ import annotations

import io
import zlib

import pytest
from pypdf import PdfWriter

from bot.knowledge import pdf
from bot.knowledge.pdf import page_of_pdf

ADDRESS = "https://www.fernley.example/fees.pdf"


def made(*pages: list[str], title: str = "Fees and charges", stream: bytes | None = None) -> bytes:
    """A PDF of plain text, a list of lines for each page."""
    objects: list[bytes] = []
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        content = zlib.compress(stream or f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode())
        number = 4 + len(objects)
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>".encode()
        )
        objects.append(
            f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode() + content + b"\nendstream"
        )
    first = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode(),
        f"<< /Title ({title}) /ModDate (D:20260401120000Z) >>".encode(),
    ]
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate([*first, *objects], 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    table = out.tell()
    out.write(f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    out.write(f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{table}\n%%EOF".encode())
    return out.getvalue()


def test_a_pdf_is_read_by_page_with_its_lines_put_together() -> None:
    page = page_of_pdf(
        made(["A permit costs 48 pounds", "a year for each resi-", "dent of a zone."], ["Page two."]), ADDRESS
    )
    assert page is not None
    assert (page.title, page.date) == ("Fees and charges", "2026-04-01")
    text = "\n".join(f"{passage.heading}\n{passage.text}" for passage in page.passages)
    assert "Page 1\nA permit costs 48 pounds a year for each resident of a zone." in text
    assert "Page 2\nPage two." in text


def test_pictures_of_pages_have_no_words() -> None:
    assert page_of_pdf(made([]), ADDRESS) is None


def test_a_locked_pdf_is_refused() -> None:
    writer, locked = PdfWriter(clone_from=io.BytesIO(made(["Secret."]))), io.BytesIO()
    writer.encrypt("a password", algorithm="RC4-128")
    writer.write(locked)
    with pytest.raises(ValueError, match="is locked with a password"):
        page_of_pdf(locked.getvalue(), ADDRESS)


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n%%EOF", made(["Cut off."])[:300]])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"is no PDF that can be read"):
        page_of_pdf(content, ADDRESS)


def test_a_small_pdf_that_unpacks_to_a_large_one_is_refused() -> None:
    bomb = made([], stream=b" " * 300_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(ValueError, match="is no PDF that can be read"):
        page_of_pdf(bomb, ADDRESS)


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(ValueError, match="took more than"):
        page_of_pdf(made(["Words."]), ADDRESS)


def test_bounds_of_pages_words_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="has more than 1,000 pages"):
        page_of_pdf(made(*([["a"]] * 1_001)), ADDRESS)
    monkeypatch.setattr(pdf, "LONGEST_BYTES", 10)
    with pytest.raises(ValueError, match="is larger than"):
        page_of_pdf(made(["Words."]), ADDRESS)
