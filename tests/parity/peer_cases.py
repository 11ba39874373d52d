"""Cases out of the test suites of peers: inputs and expected numbers, as data.

Each file below ``cases/`` holds one suite: its name (``suite``), where it stands (``repository``), its licence, the
commits that were read (``commits``, by path; ``onnx==1.23.2`` for a file of a release) and its ``cases``. A case says

=================  ====================================================================================================
``source``         the file of the suite
``test``           the test in that file
``function``       the public name of ours that answers: ``softmax``, ``nn.MultiHead``, ``nn.MultiHead.from_torch``
``arguments``      what it is called with
``expected``       what the suite expects: an array, a number, or named fields of our result (``c``, ``alpha``, ``e``);
                   or exactly these links, ``{"links": [[0, 1]]}``, or this text, ``{"text": "0-1"}``
``tolerance``      the suite's own: one number, relative and absolute, or ``{"rtol": ..., "atol": ...}``
``dtypes``         optional: those that it runs in; float32 and float64 if left out
``parameters``     optional, for a layer: what it holds; then ``inputs`` is what it is called with
``compare``        optional: "shape", "mean", "total" or "nonzero", where the suite looks at no more of the result
``gradient``       optional, for tensors: the gradient ``of`` an argument under a ``cotangent`` is ``expected``
``expected_from``  optional: what computed the expected numbers, where the suite draws its inputs at random
``note``           optional: how the case was put into the words of this package
``differs``        optional: the sentence of our docstring that says why we do not give what the suite expects;
                   ``documented_in`` names the docstring if it is not that of the function, ``gives`` what we give
=================  ====================================================================================================

Arrays are nested lists; ``"inf"``, ``"-inf"`` and ``"nan"`` stand in them for what JSON lacks. An object stands for
what :func:`build` makes of it: the numbers that a seeded generator of numpy gives, an integer array, a call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial, reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import softlook

CASES = Path(__file__).parent / "cases"
# The least tolerance in a dtype: a few of its roundings, whatever the suite allows in its own.
LEAST = {"bfloat16": 2e-2, "float16": 2e-3, "float32": 2e-6, "float64": 0.0}


@dataclass(frozen=True)
class Case:
    """One case of one suite."""

    suite: str
    file: str
    number: int
    source: str
    test: str
    function: str
    arguments: dict[str, Any]
    expected: Any
    tolerance: Any
    dtypes: tuple[str, ...] = ("float32", "float64")
    parameters: dict[str, Any] | None = None
    inputs: dict[str, Any] = field(default_factory=dict)
    compare: str = "value"
    gradient: dict[str, Any] | None = None
    expected_from: str = ""
    note: str = ""
    differs: str = ""
    documented_in: str = ""
    gives: Any = None

    @property
    def key(self):
        """Name the case: in the identity of its tests, and in the summary."""
        return f"{self.file}-{self.number}-{self.test}"

    def needs_tensors(self, dtype=""):
        """Whether the case runs on tensors alone: layers are torch's, and numpy has no bfloat16."""
        return self.function.startswith("nn.") or dtype == "bfloat16"


def read_suite(file):
    """Read a file as it stands; refuse the numbers that Python's reader takes though JSON has none such."""

    def refuse(name):
        raise ValueError(f'{file.name}: {name} given, "{name}" as a string wanted')

    return json.loads(file.read_text("utf-8"), parse_constant=refuse)


def read_cases():
    """Read every case of every suite, in the order of the files."""
    cases = []
    for file in sorted(CASES.glob("*.json")):
        suite = read_suite(file)
        for number, case in enumerate(suite["cases"]):
            dtypes = {"dtypes": tuple(case["dtypes"])} if "dtypes" in case else {}
            cases.append(Case(**{**case, **dtypes, "suite": suite["suite"], "file": file.stem, "number": number}))
    return cases


def resolve(name):
    """Return what a name of the package stands for: ``softmax``, ``nn.MultiHead.from_torch``."""
    first, *rest = name.split(".")
    home = import_module("softlook.nn") if first == "nn" else getattr(softlook, first)
    return reduce(getattr, rest, home)


# -- from JSON to arguments -------------------------------------------------------------------------------------------


def numbers(value):
    """Return a nested list as a numpy array: booleans stay booleans, all else is float64."""
    array = np.asarray(value)
    return array if array.dtype == bool and array.size else array.astype(np.float64)


def draw(draw, shape, seed, *, low=0.0, high=1.0, skip=0):
    """Draw what ``numpy.random.RandomState(seed)``, which numpy no longer changes, gives after `skip` numbers."""
    random, size = np.random.RandomState(seed), int(np.prod(shape))
    flat = random.uniform(low, high, skip + size) if draw == "uniform" else random.standard_normal(skip + size)
    return flat[skip:].reshape(shape)


def plain(value):
    """Return the numpy array that a value of JSON stands for, or None if it stands for none."""
    if isinstance(value, list):
        return numbers(value)
    if not isinstance(value, dict):
        return None
    kind, *_ = value
    if kind == "draw":
        return draw(**value)
    makers = {
        "int64": lambda of: np.array(of, dtype=np.int64),
        "ones": np.ones,
        "zeros": np.zeros,
        "true": lambda shape: np.ones(shape, dtype=bool),
        "eye": np.eye,
        "arange": lambda stop: np.arange(float(stop)),
        "transpose": lambda of: np.swapaxes(plain(of), -1, -2),
        "sum": lambda of: reduce(np.add, map(plain, of)),
        "times": lambda of: reduce(np.multiply, map(plain, of)),
        "reshape": lambda of: plain(of[0]).reshape(of[1]),
        "where": lambda of: plain(of) != 0,
    }
    return makers[kind](value[kind]) if kind in makers else None


def build(value, xp, dtype):
    """Return an argument: an array of the library, of the dtype if it is floating, or what else a value stands for.

    ``{"call": "causal", "arguments": {...}}`` calls a public function; ``{"partial": "general", "arguments": {...}}``
    is the function with these arguments bound; ``{"both": [mask, mask]}`` is where both let attend;
    ``{"links": [[0, 1]]}`` is a set of links; ``{"torch": "nn.MultiheadAttention", "arguments": {...}, "parameters":
    {...}}`` is a layer of torch.
    """
    array = plain(value)
    if array is not None:
        of_xp = xp.asarray(array)
        return xp.astype(of_xp, getattr(xp, dtype)) if array.dtype == np.float64 else of_xp
    if not isinstance(value, dict):
        return value
    kind, *_ = value
    arguments = {name: build(argument, xp, dtype) for name, argument in value.get("arguments", {}).items()}
    makers = {
        "both": lambda masks: reduce(lambda one, other: one & other, (build(mask, xp, dtype) for mask in masks)),
        "links": lambda links: set(map(tuple, links)),
        "call": lambda name: of_library(resolve(name)(**arguments), xp),
        "partial": lambda name: partial(resolve(name), **arguments) if arguments else resolve(name),
        "torch": lambda name: filled(torch_layer(name)(**arguments), value["parameters"], xp, dtype),
    }
    return makers[kind](value[kind])


def of_library(array, xp):
    """Return a numpy array, as functions make it that are given none, in the library."""
    return xp.asarray(array) if isinstance(array, np.ndarray) else array


def torch_layer(name):
    """Return a class of torch's by its name: nn.MultiheadAttention."""
    return reduce(getattr, name.split("."), import_module("torch"))


def filled(layer, parameters, xp, dtype):
    """Return a layer of that dtype, holding these parameters."""
    layer = layer.to(getattr(xp, dtype))
    layer.load_state_dict({name: build(value, xp, dtype) for name, value in parameters.items()})
    return layer


# -- from arguments to a result ---------------------------------------------------------------------------------------


def run(case, xp, dtype):
    """Return what our function gives for a case, and the arguments that it was given."""
    arguments = {name: build(value, xp, dtype) for name, value in case.arguments.items()}
    if case.gradient and case.gradient["of"] in arguments and hasattr(xp, "autograd"):
        arguments[case.gradient["of"]].requires_grad_()
    result = resolve(case.function)(**arguments)
    if case.needs_tensors():
        layer = result if case.parameters is None else filled(result, case.parameters, xp, dtype)
        result = layer(**{name: build(value, xp, dtype) for name, value in case.inputs.items()})
    if type(result) is tuple:  # what is given beside it, as the cache of attend_cached, no suite looks at
        result = result[0]
    return result, arguments


def gradient(case, result, arguments, xp, dtype):
    """Return the gradient that a case asks for, of a result on tensors."""
    of = case.gradient.get("field")
    total = ((getattr(result, of) if of else result) * build(case.gradient["cotangent"], xp, dtype)).sum()
    total.backward()
    return to_numpy(arguments[case.gradient["of"]].grad)


def to_numpy(array):
    """Return an array of any library, or a number, as numpy's; bfloat16, which numpy lacks, in float32."""
    array = array.detach() if hasattr(array, "detach") else array
    return np.asarray(array.float() if str(getattr(array, "dtype", "")).endswith("bfloat16") else array)


MEASURES = {
    "value": lambda array: array,
    "shape": lambda array: np.array(array.shape),
    "mean": np.mean,
    "total": np.sum,
    "nonzero": lambda array: array != 0,
}


def pairs(case, result, expected):
    """Yield (what is compared, ours, theirs): the result itself, or each of its fields that is expected."""
    measure = MEASURES[case.compare]
    fields = isinstance(expected, dict) and plain(expected) is None
    for name, value in expected.items() if fields else [("result", expected)]:
        ours = to_numpy(getattr(result, name) if fields else result)
        theirs = plain(value)
        yield name, measure(ours), numbers("nan" if value is None else value) if theirs is None else theirs


def tolerances(case, dtype):
    """Return rtol and atol: the suite's, but no less than the dtype can hold."""
    given = case.tolerance if isinstance(case.tolerance, dict) else {"rtol": case.tolerance, "atol": case.tolerance}
    return {name: max(float(bound), LEAST[dtype]) for name, bound in given.items()}


def exact(expected):
    """Return the links or the text that is expected, which are no arrays; None if it is neither."""
    kind, *_ = expected if isinstance(expected, dict) else [""]
    return set(map(tuple, expected[kind])) if kind == "links" else expected[kind] if kind == "text" else None


def assert_agrees(case, result, expected, dtype):
    """Assert that a result is what is expected, in shape and in numbers; links and texts without tolerance."""
    if exact(expected) is not None:
        assert result == exact(expected)
        return
    for name, ours, theirs in pairs(case, result, expected):
        assert ours.shape == theirs.shape, f"{name}: {ours.shape} ours, {theirs.shape} theirs"
        np.testing.assert_allclose(ours, theirs, **tolerances(case, dtype), err_msg=name)
