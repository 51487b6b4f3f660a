"""Settings: defaults, parsing, and sentences for every name or value that does not fit."""

from dataclasses import fields
from pathlib import Path

import pytest

from acquis.config import SETTINGS, Settings, load
from acquis.errors import InvalidSetting

ROOT = Path(__file__).resolve().parents[1]


def test_nothing_set_gives_the_documented_defaults() -> None:
    """An empty environment is enough to run on one's own machine."""
    assert load({}) == Settings(
        access_log="requests",
        body_seconds=10,
        cache_mb=64,
        client_errors=30,
        client_queries=5,
        client_seconds=60,
        endpoint=(),
        endpoint_graphs=(),
        endpoint_password="",
        endpoint_timeout="",
        endpoint_update=(),
        endpoint_user="",
        host="127.0.0.1",
        leave_out=(),
        ledger_url="",
        max_query_bytes=100_000,
        max_result_bytes=50_000_000,
        max_submission_bytes=5_000_000,
        memory_quads=150_000,
        pool_memory_mb=512,
        pool_socket="",
        port=8000,
        proxies=0,
        public_url="",
        queries=24,
        query_memory_mb=384,
        query_seconds=10,
        releases_dir=ROOT / "build" / "releases",
        secret_key="",
        texts_dir=ROOT / "build" / "texts",
        workers=2,
    )


def test_the_table_and_the_settings_agree() -> None:
    """Every setting has one field and the other way round; the table is sorted and complete."""
    names = [setting.name for setting in SETTINGS]
    assert names == sorted(f"ACQUIS_{field.name.upper()}" for field in fields(Settings))
    assert all(setting.unit and setting.help.endswith(".") for setting in SETTINGS)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("ACQUIS_ENDPOINT", "http://a/q, https://b:8/q/", "endpoint", ("http://a/q", "https://b:8/q")),
        ("ACQUIS_ENDPOINT_TIMEOUT", "seconds", "endpoint_timeout", "seconds"),
        ("ACQUIS_HOST", "::1", "host", "::1"),
        ("ACQUIS_LEAVE_OUT", "temple-ilit, cs21", "leave_out", ("temple-ilit", "cs21")),
        (
            "ACQUIS_LEAVE_OUT",
            "documents-a-ac.290-2021-crp.2,",
            "leave_out",
            ("documents-a-ac.290-2021-crp.2",),
        ),
        ("ACQUIS_MAX_QUERY_BYTES", "5", "max_query_bytes", 5),
        ("ACQUIS_PORT", "65535", "port", 65535),
        ("ACQUIS_PORT", "", "port", 8000),
        ("ACQUIS_PUBLIC_URL", "https://example.org/x/", "public_url", "https://example.org/x"),
        ("ACQUIS_RELEASES_DIR", "/srv/acquis", "releases_dir", Path("/srv/acquis")),
        ("ACQUIS_RELEASES_DIR", "kept", "releases_dir", Path.cwd() / "kept"),
        ("ACQUIS_WORKERS", "8", "workers", 8),
    ],
)
def test_a_value_is_parsed(name: str, text: str, field: str, value: object) -> None:
    """Text from the environment becomes a typed value; an empty one counts as not set."""
    assert getattr(load({name: text, "PATH": "/bin"}), field) == value


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ACQUIS_ENDPOINT", "http://a/q b/q", "a comma-separated list of addresses"),
        ("ACQUIS_ENDPOINT", "http://a/q,b/q", "a comma-separated list of addresses"),
        ("ACQUIS_ENDPOINT_TIMEOUT", "minutes", "seconds, milliseconds or nothing"),
        ("ACQUIS_HOST", "http://x/", "a host name or an IP address"),
        ("ACQUIS_LEAVE_OUT", "Temple ILIT", "a comma-separated list"),
        ("ACQUIS_MAX_QUERY_BYTES", "100kB", "a whole number of bytes"),
        ("ACQUIS_MAX_QUERY_BYTES", "0", "a whole number of bytes"),
        ("ACQUIS_PORT", "65536", "a whole number from 1 to 65535"),
        ("ACQUIS_PORT", "8_000", "a whole number from 1 to 65535"),
        ("ACQUIS_PORT", "٨٠", "a whole number from 1 to 65535"),
        ("ACQUIS_PUBLIC_URL", "example.org", "an address such as https://"),
        ("ACQUIS_PUBLIC_URL", "ftp://example.org", "an address such as https://"),
        ("ACQUIS_PUBLIC_URL", "http://[::1", "an address such as https://"),
        ("ACQUIS_WORKERS", "two", "a whole number of processes"),
    ],
)
def test_a_bad_value_is_explained(name: str, text: str, expected: str) -> None:
    """The sentence names the setting, the value found and what is expected instead."""
    with pytest.raises(InvalidSetting) as caught:
        load({name: text})
    assert f"{name} is {text!r}, but {expected}" in str(caught.value)


def test_an_unknown_name_lists_the_near_match() -> None:
    """A typing error is refused, with the name that was probably meant."""
    with pytest.raises(InvalidSetting, match=r"ACQUIS_PROT is no setting\. Did you mean ACQUIS_PORT"):
        load({"ACQUIS_PROT": "80"})


def test_an_unknown_name_without_near_match_points_to_the_list() -> None:
    """A name like none of ours is refused with the command that lists them all."""
    with pytest.raises(InvalidSetting, match=r"ACQUIS_ZZZZZZZZZZ is no setting\. Run `acquis settings`"):
        load({"ACQUIS_ZZZZZZZZZZ": "1"})


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument the variables of the process are read, at the time of the call."""
    monkeypatch.setenv("ACQUIS_PORT", "8123")
    assert load().port == 8123


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", ""),
        ("sqlite:////srv/ledger", "sqlite:////srv/ledger"),
        ("postgresql://user@host/name", "postgresql://user@host/name"),
        ("postgresql://user:a:sec/re@t@host:5432/name", "postgresql://user:***@host:5432/name"),
        (
            "postgresql://u@h/n?sslmode=require&password=a:s/t&x=1",
            "postgresql://u@h/n?sslmode=require&password=***&x=1",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    """Whatever a password holds, nothing of it is told; the rest of the address is."""
    [ledger] = [one for one in SETTINGS if one.name == "ACQUIS_LEDGER_URL"]
    assert ledger.shown(address) == shown


def test_a_refused_address_is_told_without_its_password() -> None:
    """The sentence that refuses an address of another kind holds no password either."""
    with pytest.raises(InvalidSetting) as caught:
        load({"ACQUIS_LEDGER_URL": "mysql://user:hidden@host/name"})
    assert "mysql://user:***@host/name" in str(caught.value)
