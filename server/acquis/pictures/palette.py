"""Own the colours of pictures: by name, for light and for dark, and which colour of text stands on which.

It must not draw. No picture tells anything by colour alone, so each fill carries letters, and the contrast
of text with what is behind it is at least 4.5 (WCAG 2.2, 1.4.3), which a test computes.
"""

from dataclasses import dataclass

__all__ = ["COLOURS", "Colour", "FILLS", "rules"]


@dataclass(frozen=True)
class Colour:
    """One colour on light and on dark paper, as in CSS."""

    light: str
    dark: str


# The first ones have the values of the properties of the same name in the style sheet of the site.
COLOURS = {
    "ink": Colour("#1b1f24", "#e8ebef"),
    "soft": Colour("#4a525c", "#b3bbc6"),
    "line": Colour("#c9ced6", "#454d58"),
    "paper": Colour("#ffffff", "#15181c"),
    "tint": Colour("#f3f5f8", "#1f242a"),
    "white": Colour("#ffffff", "#ffffff"),
    "black": Colour("#1b1f24", "#1b1f24"),
    "blue": Colour("#0b5cad", "#0b5cad"),
    "red": Colour("#a83a10", "#a83a10"),
    "yellow": Colour("#f2d06b", "#f2d06b"),
    "green": Colour("#0a6b50", "#0a6b50"),
    "pink": Colour("#dcb2d0", "#dcb2d0"),
    "violet": Colour("#5d3a8e", "#5d3a8e"),
    "grey": Colour("#b9c3cf", "#b9c3cf"),
    "brown": Colour("#6b4f1d", "#6b4f1d"),
}

# What a shape may be filled with, and the colour of the text in it.
FILLS = {
    "paper": "ink",
    "tint": "ink",
    "blue": "white",
    "yellow": "black",
    "green": "white",
    "grey": "black",
    "violet": "white",
    "pink": "black",
    "brown": "white",
    "red": "white",
}


def rules() -> str:
    """Return the style sheet of a picture that stands alone: its colours on dark paper."""
    dark = "".join(
        f".f-{name}{{fill:{colour.dark}}}.s-{name}{{stroke:{colour.dark}}}"
        for name, colour in COLOURS.items()
        if colour.dark != colour.light
    )
    return f"@media (prefers-color-scheme:dark){{{dark}}}"
