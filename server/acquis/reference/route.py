"""What a row of the table of public addresses says; plain data."""

from dataclasses import dataclass

__all__ = ["Route"]


@dataclass(frozen=True)
class Route:
    """One address; `forms` are kinds that `formats` knows, or media types; `ok` is the status that is meant.

    `statuses` are those of this address beside `ok` and the ones that every address may answer with.
    `query` names what stands behind the question mark, or in a header. `posts` says that a form may be sent,
    too. A row with another `method` than get stands for that method alone; `takes` are then the media types
    of its body, `taken` the schema of it, "" for a document. `token` says that a token is needed.
    """

    path: str
    summary: str
    tag: str
    forms: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    query: tuple[str, ...] = ()
    ok: int = 200
    posts: bool = False
    method: str = "get"
    takes: tuple[str, ...] = ()
    taken: str = ""
    token: bool = False
