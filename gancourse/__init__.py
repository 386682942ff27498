"""gancourse: the small library that the course's notebooks are written with.

Importing the package imports nothing else; a lesson imports the modules that it uses, for example
`from gancourse import data, plots, runtime`.
"""

__version__ = "0.1.0"
