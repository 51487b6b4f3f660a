"""The report that we wrote for tests of readers: its forms come from one source."""

import rendering


def test_the_kept_text_is_that_of_the_source() -> None:
    """`examplia.txt` is what `python tests/rendering.py` writes."""
    assert rendering.KEPT.read_text(encoding="utf-8") == rendering.txt()


def test_the_report_has_what_readers_meet() -> None:
    """Its text has hyphens at line ends, marks next to words and years, and a footnote on each page."""
    text = rendering.txt()
    assert all(
        sign in text for sign in ("infor-\nmation", "far-\nreaching", "20301 ", "recalled2", " 20156 ")
    )
    assert all("____\n " in page for page in text.split("\f"))
