"""The interface against its own description: requests made up by schemathesis, answers held to it.

The choice of requests is fixed, so that a run repeats; the application answers in this very process.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from acquis import config
from acquis.releases.release import current, open_engine
from acquis.web import create_app

Operation = APIOperation[Any, Any, Any, Any]
Request = schemathesis.Case[Any]

# How many requests there are for each operation that fit the description, and that break it on purpose.
EXAMPLES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 2}
LEAST = 1000
# A value may be well formed and yet not in the data, so what fits the description may be refused with a 400;
# and what does not fit it may be understood all the same, as an empty field is that counts as left out.
LEFT_OUT = [
    schemathesis.checks.negative_data_rejection,
    schemathesis.checks.positive_data_acceptance,
]


@pytest.fixture(scope="module")
def application(shipped_releases: Path) -> Flask:
    """Return an application over the shipped data."""
    engine = open_engine(current(shipped_releases), memory_quads=10**6)
    return create_app(config.load({}), engine)


def _ask(operation: Operation, mode: GenerationMode, seen: Counter[int]) -> None:
    """Send made-up requests for *operation*, hold the answers to the description, and count them."""

    @hypothesis.settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Request) -> None:
        if mode is GenerationMode.POSITIVE:
            # A release that is not there is a 404 whatever else is asked, and would hide all else.
            case.query.pop("release", None)
        # The tool asks for compressed answers and does not unpack them where there is no network.
        response = case.call(headers={"Accept-Encoding": "identity"})
        seen[response.status_code] += 1
        case.validate_response(response, excluded_checks=LEFT_OUT)

    ask()


def test_answers_are_as_described(application: Flask) -> None:
    """Status, type, headers and content of the answer to any request are among those that are described."""
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    seen: Counter[int] = Counter()
    for result in described.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        _ask(operation, GenerationMode.POSITIVE, seen)
        if operation.query or operation.body:
            _ask(operation, GenerationMode.NEGATIVE, seen)
    assert seen.total() >= LEAST
    assert seen[200] > LEAST / 3
    assert seen[400] > LEAST / 20
    assert seen[404] > LEAST / 20
    assert all(status < 500 for status in seen)
