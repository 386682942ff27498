"""The data of the lessons: each function returns what its file says, checked, with its credit.

The functions are imported here and not on demand, because several share their name with the file that they stand in:
on demand, `import gancourse.data.digits` would put the file in the function's place. What is heavy (torchvision, mlxtend,
Pillow, resvg) is imported inside the functions.
"""

from gancourse.data.digits import digits
from gancourse.data.downloads import DownloadError, download
from gancourse.data.emoji import emoji
from gancourse.data.fashion import fashion
from gancourse.data.folder import folder
from gancourse.data.images import Images
from gancourse.data.mixture import Mixture, grid, mixture, ring
from gancourse.data.text import Messages, bag_of_words, messages
from gancourse.data.toy import line, moons, swiss_roll

__all__ = [
    "DownloadError",
    "Images",
    "Messages",
    "Mixture",
    "bag_of_words",
    "digits",
    "download",
    "emoji",
    "fashion",
    "folder",
    "grid",
    "line",
    "messages",
    "mixture",
    "moons",
    "ring",
    "swiss_roll",
]
