"""`python -m gancourse` is the command `gancourse`."""

import sys

from gancourse.cli import main

sys.exit(main())
