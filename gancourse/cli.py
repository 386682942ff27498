"""The command `gancourse`: doctor and data. (train, check and grade come with their lessons.)"""

import argparse
import sys
from collections.abc import Sequence

from gancourse import __version__


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="gancourse", description="A course on generative adversarial networks.")
    top.add_argument("--version", action="version", version=f"gancourse {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="say whether every lesson can run here, and what to do where one cannot")
    data = commands.add_parser("data", help="fetch or render the data that a class needs before it goes offline")
    data.add_argument("what", nargs="*", metavar="NAME", help="digits, emoji, digits-full or fashion")
    data.add_argument("--all", action="store_true", help="everything, downloads included")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success."""
    asked = parser().parse_args(arguments)
    if asked.command == "doctor":
        from gancourse.doctor import examine, report

        findings = examine()
        print(report(findings))
        return 0 if all(finding.fine for finding in findings) else 1
    from gancourse.data import prefetch

    try:
        return prefetch.main(asked.what, everything=asked.all)
    except KeyboardInterrupt:
        print("Interrupted; what was complete is kept.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
