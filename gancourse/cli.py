"""The command `gancourse`: doctor, data, train and check. (grade comes with its lessons.)"""

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
    check = commands.add_parser("check", help="check every task of an exercise notebook")
    check.add_argument("lesson", metavar="NN", help="the number of its lesson, 05")
    check.add_argument("notebook", nargs="?", metavar="NOTEBOOK", help="a file; else yours in work/exercises/ is found")
    commands.add_parser("train", add_help=False, help="train a GAN of the lessons, with checkpoints and sample sheets")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["train"]:  # its options name what torch must be there for; the doctor must run without
        from gancourse import train

        return train.main(words[1:])
    asked = parser().parse_args(words)
    if asked.command == "doctor":
        from gancourse.doctor import examine, report

        findings = examine()
        print(report(findings))
        return 0 if all(finding.fine for finding in findings) else 1
    try:
        if asked.command == "check":
            from gancourse.checks import run

            return run.main(asked.lesson, asked.notebook)
        from gancourse.data import prefetch

        return prefetch.main(asked.what, everything=asked.all)
    except KeyboardInterrupt:
        print("Interrupted; what was complete is kept.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
