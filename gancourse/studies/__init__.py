"""Results of runs that are too long for a lesson, each stored with the command that made it: `load("dcgan")`."""

from gancourse.studies.table import Study, load, names

__all__ = ["Study", "load", "names"]
