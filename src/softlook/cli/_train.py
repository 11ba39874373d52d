"""``softlook train``: train a translator, and write it to a checkpoint."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softlook.cli._common import (
    CODES,
    MISTAKE,
    OK,
    STOPPED,
    UNREADABLE,
    Commands,
    Plain,
    Refused,
    at_least_one,
    at_least_zero,
    because,
    say,
    show,
    writable_file,
)

if TYPE_CHECKING:
    from softlook.translate.corpus.splits import Splits
    from softlook.translate.settings import Settings

HELP = """Train a translator, and write it to a checkpoint.

examples:
  softlook train                                     our additive attention, on sentences: about a minute
  softlook train dot --data dates-fr --hidden 32     Luong's dot, on dates: some seconds
  softlook train --data mine.tsv                     your own pairs: source, a tab, target, in UTF-8
  softlook train dot --steps 300 --seed 1 --out dot.safetensors

The pairs are split by a hash of their source: the model learns from eight in ten, and is tested on one in ten
that it has never seen. Ctrl+C stops the training, and the same command continues it: all that it needs is in a
file beside the checkpoint, FILE.state. The checkpoint holds the weights, and in its header the settings, the
words, the fingerprint of the data and the scores. To use it in Python:

  from softlook.translate.decode import Decoder
  Decoder("dot.safetensors").translate("i love you").words
"""
SAVE_EVERY = 25
SHOWN = 10
"""Refused lines that are reported one by one."""


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "train",
        help="train a translator and write a checkpoint",
        description=HELP,
        epilog=CODES,
        formatter_class=Plain,
    )
    parser.add_argument(
        "model",
        nargs="?",
        default="additive",
        metavar="MODEL",
        help="none, additive (the default), published, dot, general, concat, location, local-m, local-p",
    )
    parser.add_argument(
        "--data",
        default="sentences",
        metavar="DATA",
        help="sentences (the default), dates-fr, dates-es, dates-de, dates-iso, numbers, or your own file.tsv",
    )
    parser.add_argument(
        "--steps", type=at_least_one, default=1000, metavar="N", help="how many batches to learn from (default: 1000)"
    )
    parser.add_argument("--batch", type=at_least_one, default=128, metavar="N", help="pairs in a batch (default: 128)")
    parser.add_argument(
        "--hidden", type=at_least_one, metavar="N", help="width of the states, an even number (default: 64)"
    )
    parser.add_argument(
        "--seed",
        type=at_least_zero,
        default=0,
        metavar="N",
        help="seed of the first weights and of the order of the pairs (default: 0)",
    )
    parser.add_argument(
        "--diagonal-bias",
        type=_strength,
        default=0.0,
        metavar="X",
        help="how strongly attention favours the diagonal at first (default: 0; try 2 if the languages share their "
        "word order)",
    )
    parser.add_argument(
        "--longest",
        type=at_least_one,
        default=40,
        metavar="N",
        help="the most words that each side of a line in your own file may have (default: 40)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="the checkpoint to write (default: MODEL-DATA.safetensors in this folder)",
    )
    parser.add_argument("--fresh", action="store_true", help="start again, even if a stopped training could continue")
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Do what the options say."""
    settings = _settings(options)
    out: Path = options.out or Path(f"{options.model}-{Path(options.data).stem}.safetensors")
    writable_file(out, "--out")
    parts = _data(options)
    state = out.with_name(f"{out.name}.state")
    if options.fresh:
        state.unlink(missing_ok=True)

    from softlook.translate.evaluation import score
    from softlook.translate.training import train
    from softlook.translate.translator import TorchDecoder

    if state.exists():
        say(f"continuing from {state} (--fresh starts again)")
    try:
        trained = train(
            settings,
            parts.train,
            steps=options.steps,
            batch=options.batch,
            seed=options.seed,
            diagonal_bias=options.diagonal_bias,
            quiet=options.quiet or not sys.stderr.isatty(),
            state=state,
            save_every=SAVE_EVERY,
            name=Path(options.data).name,
        )
    except KeyboardInterrupt:
        say(
            f"\nsoftlook: stopped; at most the last {SAVE_EVERY} steps are lost, "
            f"the same command continues from {state}"
        )
        return STOPPED
    except ValueError as error:  # the state is damaged, or of another training
        raise Refused(MISTAKE, f"{error}; --fresh starts again") from error
    scores = {"split": "test"} | score(TorchDecoder(trained.model), parts.test)
    trained.save(out, scores=scores)
    state.unlink(missing_ok=True)
    show(_report(out, scores))
    return OK


def _settings(options: argparse.Namespace) -> Settings:
    from softlook.translate.settings import preset

    try:
        return preset(options.model, **({} if options.hidden is None else {"hidden": options.hidden}))
    except ValueError as error:
        raise Refused(MISTAKE, str(error).replace("name:", "MODEL:", 1)) from error


def _data(options: argparse.Namespace) -> Splits:
    """Return the pairs that the options name: a data set's, or a file's."""
    from softlook.translate.corpus.named import splits
    from softlook.translate.corpus.splits import split

    path = Path(options.data)
    if path.suffix.lower() != ".tsv" and not path.is_file():
        try:
            return splits(options.data)
        except ValueError as error:
            raise Refused(MISTAKE, f"{error}, or a file") from error
    from softlook.translate.corpus.tsv import read_tsv

    try:
        reading = read_tsv(path, longest=options.longest)
    except OSError as error:
        raise Refused(UNREADABLE, f"{path}: {because(error)}") from error
    except ValueError as error:
        raise Refused(UNREADABLE, str(error)) from error
    head, *refused = reading.report().splitlines()
    more = [f"and {len(refused) - SHOWN} more"] if len(refused) > SHOWN else []
    say("\n".join([f"{path.name}: {head}", *refused[:SHOWN], *more]))
    parts = split(reading.pairs)
    if not parts.train:
        raise Refused(UNREADABLE, f"{path.name}: {len(reading.pairs)} pairs given, some to learn from wanted")
    return parts


def _strength(text: str) -> float:
    try:
        strength = float(text)
    except ValueError:
        strength = math.nan
    if not 0 <= strength < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} given, a number of at least 0 wanted")
    return strength


def _report(out: Path, scores: dict[str, Any]) -> str:
    if not scores["n"]:
        return f"{out}: written; there is no test pair that the model can read, and so no score"
    left_out = "the others are too long or have words that were never learned"
    of = "" if scores["n"] == scores["of"] else f" (of {scores['of']}: {left_out})"
    aer = "" if scores["aer"] is None else f", AER {scores['aer']:.3f}"
    return (
        f"{out}: written; on {scores['n']} test pairs{of} exact match {scores['exact_match']:.3f}, "
        f"words in place {scores['token_accuracy']:.3f}, BLEU {scores['bleu']:.1f}{aer}"
    )
