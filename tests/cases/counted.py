"""A program with two steps, to be counted; its argument is how often the second does what the first does."""

import json
import sys

from acquis.bench.counts.counting import mark, ready


def work(times: int) -> int:
    """Return a sum that takes the longer the more *times* it is made."""
    return sum(number * number for _ in range(times) for number in range(2000))


if __name__ == "__main__":
    ready()
    for times in (1, int(sys.argv[1])):
        work(times)
        mark()
        work(times)
        mark()
    sys.stdout.write(json.dumps(["once", "more often"]) + "\n")
