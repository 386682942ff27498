"""`python -m benchmarks`: measure, print the tables and, where asked, write them into `benchmarks/README.md`."""

import argparse
import sys
from collections.abc import Iterator

from benchmarks import measures
from benchmarks.cases import FULL, TINY, Row, Sizes, dcgan_rows, dense_row, seeds_row
from benchmarks.costs import costs
from benchmarks.peak import peak
from benchmarks.report import refresh, report, write
from benchmarks.starting import import_time, lessons
from gancourse import runtime


def rows(sizes: Sizes) -> Iterator[Row]:
    """Every comparison, as it is measured."""
    yield from dcgan_rows(sizes)
    yield dense_row(sizes)
    for width in (sizes.lesson, sizes.hidden):
        yield seeds_row(sizes, width)
    yield from measures.rows(sizes)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables into benchmarks/README.md")
    parser.add_argument("--tiny", action="store_true", help="tiny networks, a few rounds: that the program runs, no measurement")
    parser.add_argument("--lessons", action="store_true", help="measure nothing: write the table of the lessons' seconds anew")
    asked = parser.parse_args(arguments)
    if asked.lessons:
        refresh(lessons())
        return 0
    if asked.write and (asked.tiny or runtime.budget_name() == "smoke"):
        parser.error("what a tiny run or the smoke budget measures is not worth writing: leave out --write")
    sizes = TINY if asked.tiny else FULL
    measured = []
    for row in rows(sizes):
        print(f"{row.name}: {row.plain.median:.2f} ms {row.peer}, {row.ours.median:.2f} ms ours", file=sys.stderr, flush=True)
        measured.append(row)
    text = report(measured, costs(sizes), peak(sizes), import_time(sizes.turns), lessons())
    print(text)
    if asked.write:
        write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
