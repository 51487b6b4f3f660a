"""Where the files written by people stand, in a wheel or in a checkout; it never reads or writes them."""

from pathlib import Path

from acquis.errors import AcquisError

__all__ = ["checkout", "folder"]

_PACKAGE = Path(__file__).resolve().parent


def checkout() -> Path | None:
    """Return the root of the checkout this package runs from, None when it is installed."""
    # Both conditions: a package installed into some project's own folder also has a pyproject.toml above it.
    root = _PACKAGE.parents[1]
    is_source = _PACKAGE.parent.name == "server" and (root / "pyproject.toml").is_file()
    return root if is_source else None


def folder(name: str) -> Path:
    """Return the directory of the *name* files: "ontology", "data", "shapes" or "queries".

    An editable install has no such folder inside the package, so the checkout is looked at as well.

    Raises:
        AcquisError: the installation is incomplete; an empty stand-in is never returned.
    """
    roots = [root for root in (_PACKAGE, checkout()) if root is not None]
    for root in roots:
        if (root / name).is_dir():
            return root / name
    places = " nor in ".join(str(root) for root in roots)
    raise AcquisError(
        f"There is no {name}/ folder in {places}: install acquis again, or run it from a checkout."
    )
