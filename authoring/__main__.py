"""The commands behind `make`, for those who have no make: `python -m authoring COMMAND`."""

import argparse
import sys


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m authoring", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    lab = commands.add_parser("lab", help="copy the notebooks to work/ and open JupyterLab")
    lab.add_argument("--fresh", default="", metavar="NN", help="take a new copy of these notebooks; yours are kept")
    commands.add_parser("test", help="linter, type checker, tests, notebooks")
    notebooks = commands.add_parser("notebooks", aliases=["build"], help="rebuild stale notebooks")
    notebooks.add_argument("pattern", nargs="?", default="", metavar="NN")
    notebooks.add_argument("--force", action="store_true", help="rebuild the others too")
    claims = commands.add_parser("claims", help="run every lesson at the cpu budget and check its claims")
    claims.add_argument("pattern", nargs="?", default="", metavar="NN")
    commands.add_parser("release-check", help="fail where stored outputs are stale")
    commands.add_parser("html", help="write the lessons as pages")
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its return is the number of things that failed."""
    asked, extra = parser().parse_known_args(arguments)
    if extra and asked.command != "lab":
        parser().error(f"unrecognised: {' '.join(extra)}")
    # Imported here, so that `lab` starts without loading what only authors need.
    if asked.command == "lab":
        from authoring.lab import lab

        return lab(asked.fresh, tuple(extra))  # what is not ours goes to JupyterLab
    if asked.command == "test":
        from authoring.suite import test

        return test()
    from authoring import build
    from authoring.source import SourceError

    try:
        if asked.command in ("notebooks", "build"):
            return build.notebooks(asked.pattern, asked.force)
        if asked.command == "claims":
            return build.claims(asked.pattern)
        if asked.command == "release-check":
            return build.release_check()
        from authoring.export import html

        return html()
    except SourceError as error:
        print(f"{error}.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(min(main(), 100))
