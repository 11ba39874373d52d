"""Draft."""

from softlook.translate.experiments.job import Experiment

EXPERIMENT = Experiment("heads", __name__, "draft", list, list)
