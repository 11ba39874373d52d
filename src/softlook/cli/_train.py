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
    UNWRITABLE,
    Commands,
    Plain,
    Refused,
    at_least_one,
    at_least_zero,
    because,
    say,
    show,
)

if TYPE_CHECKING:
    from softlook.translate.corpus.splits import Splits
    from softlook.translate.settings import Settings

HELP = """Train a translator, and write it to a checkpoint.

examples:
  softlook train                                     our additive attention, on sentences: a minute
  softlook train dot --data dates-fr --hidden 32     Luong's dot, on dates: seconds
  softlook train --data mine.tsv                     your own pairs: source, a tab, target, in UTF-8
  softlook train dot --steps 300 --seed 1 --out dot.safetensors

The pairs are parted by a hash of their source: the model learns from eight in ten, and is judged by one in ten
that it never saw. Ctrl+C stops; the same command goes on from where it stopped (a file beside the checkpoint,
.state, has all that it needs). The checkpoint holds the weights, and in its header the settings, the words, the
data's fingerprint and the scores. To use it, in Python:

  from softlook.translate.decode import Decoder
  Decoder("dot.safetensors").translate("i love you").words
"""
SAVE_EVERY = 25
SHOWN = 10
"""Refused lines that are told one by one."""


def add_to(commands: Commands) -> None:
    """Add the command to the command line."""
    it = commands.add_parser(
        "train",
        help="train a translator and write a checkpoint",
        description=HELP,
        epilog=CODES,
        formatter_class=Plain,
    )
    it.add_argument(
        "model",
        nargs="?",
        default="additive",
        metavar="MODEL",
        help="none, additive (if none is named), published, dot, general, concat, location, local-m, local-p",
    )
    it.add_argument(
        "--data",
        default="sentences",
        metavar="DATA",
        help="sentences, dates-fr, dates-es, dates-de, dates-iso, numbers, or your own file.tsv",
    )
    it.add_argument("--steps", type=at_least_one, default=1000, metavar="N", help="batches to learn from (1000)")
    it.add_argument("--batch", type=at_least_one, default=128, metavar="N", help="pairs in a batch (128)")
    it.add_argument("--hidden", type=at_least_one, metavar="N", help="width of the states, an even number (64)")
    it.add_argument(
        "--seed",
        type=at_least_zero,
        default=0,
        metavar="N",
        help="of the first weights and the order of the pairs (0)",
    )
    it.add_argument(
        "--diagonal-bias",
        type=_strength,
        default=0.0,
        metavar="X",
        help="how strongly the looks favour the diagonal at first (0; try 2 where words keep their order)",
    )
    it.add_argument(
        "--longest",
        type=at_least_one,
        default=40,
        metavar="N",
        help="words a side that a line of your file may have (40)",
    )
    it.add_argument("--out", type=Path, metavar="FILE", help="the checkpoint (MODEL-DATA.safetensors in this folder)")
    it.add_argument("--fresh", action="store_true", help="begin anew, even where a stopped training could go on")
    it.add_argument("--quiet", action="store_true", help="no progress bar")
    it.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Train what the options say."""
    settings = _settings(options)
    out: Path = options.out or Path(f"{options.model}-{Path(options.data).stem}.safetensors")
    _writable(out)
    parts = _data(options)
    state = out.with_name(f"{out.name}.state")
    if options.fresh:
        state.unlink(missing_ok=True)

    from softlook.translate.evaluation import score
    from softlook.translate.training import train
    from softlook.translate.translator import TorchDecoder

    if state.exists():
        say(f"going on from {state} (--fresh begins anew)")
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
            f"\nsoftlook: stopped; the last {SAVE_EVERY} steps at the most are lost, the same command goes on from {state}"
        )
        return STOPPED
    except ValueError as error:  # the state is damaged, or of another training
        raise Refused(MISTAKE, f"{error}; --fresh begins anew") from error
    scores = {"split": "test"} | score(TorchDecoder(trained.model), parts.test)
    trained.save(out, scores=scores)
    state.unlink(missing_ok=True)
    show(_told(out, scores))
    return OK


def _settings(options: argparse.Namespace) -> Settings:
    from softlook.translate.settings import preset

    try:
        return preset(options.model, **({} if options.hidden is None else {"hidden": options.hidden}))
    except ValueError as error:
        raise Refused(MISTAKE, str(error).replace("name:", "MODEL:", 1)) from error


def _data(options: argparse.Namespace) -> Splits:
    """Return the pairs that are asked for: by name, or a file's."""
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
    say(
        "\n".join(
            [
                f"{path.name}: {head}",
                *refused[:SHOWN],
                *([f"and {len(refused) - SHOWN} more"] if len(refused) > SHOWN else []),
            ]
        )
    )
    parts = split(reading.pairs)
    if not parts.train:
        raise Refused(UNREADABLE, f"{path.name}: {len(reading.pairs)} pairs given, some to learn from wanted")
    return parts


def _strength(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} given, a number of at least 0 wanted")
    return found


def _told(out: Path, scores: dict[str, Any]) -> str:
    if not scores["n"]:
        return f"{out}: written; there is no test pair that the model can read, and so no score"
    left_out = "the others are too long or have words that were never learned"
    of = "" if scores["n"] == scores["of"] else f" (of {scores['of']}: {left_out})"
    aer = "" if scores["aer"] is None else f", AER {scores['aer']:.3f}"
    return (
        f"{out}: written; on {scores['n']} test pairs{of} exact match {scores['exact_match']:.3f}, "
        f"words in place {scores['token_accuracy']:.3f}, BLEU {scores['bleu']:.1f}{aer}"
    )


def _writable(out: Path) -> None:
    """Find out before the work begins, not behind it."""
    try:
        if out.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        probe = out.with_name(f".{out.name}.part")
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(
            UNWRITABLE, f"--out: {out} given, a file that can be written wanted ({because(error)})"
        ) from error
