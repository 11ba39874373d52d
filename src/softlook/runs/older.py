"""The code of another checkout, beside today's: what it gives for the same jobs, on the same machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softlook.runs.job import Done, Job
from softlook.runs.runners import THREADS, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Programs for the older code: what is asked comes as JSON on the input, the answer goes as JSON on the last line.
FINGERPRINT = """
from softlook.runs.fingerprint import fingerprint
answer = fingerprint(*question)
"""
DO = """
from softlook.runs.job import Job, do
answer = do(Job(**question))._asdict() | {"job": question}
"""
TABLE = """
from importlib import import_module
from softlook.runs.job import Done, Job
experiment = import_module(question["module"]).EXPERIMENT
done = [Done(**each | {"job": Job(**each["job"])}) for each in question["done"]]
answer = [experiment.table(done), None if experiment.summary is None else experiment.summary(done)]
"""
PROGRAM = "import json, sys\nquestion = json.load(sys.stdin){}print()\nprint(json.dumps(answer))"


class OlderCode:
    """The package as it stands in another checkout, run in processes of its own.

    Parameters
    ----------
    source : str or Path
        The folder that holds the package: ``src`` of a checkout.

    Raises
    ------
    ValueError
        If no package that runs jobs is there.
    """

    def __init__(self, source: str | Path) -> None:
        self.source = Path(source).resolve()
        if not (self.source / "softlook" / "runs" / "job.py").is_file():
            raise ValueError(f"against: {str(source)!r} given, the folder src of a checkout of softlook wanted")

    @cache  # noqa: B019  # it lives as long as its process
    def fingerprint(self, *modules: str) -> str:
        """Return the older code's fingerprint of some modules; empty where it has no such modules."""
        try:
            return str(self._ask(FINGERPRINT, modules))
        except RuntimeError:
            return ""

    def run(self, jobs: Sequence[Job], n: int = 1) -> Iterator[Done | Failed]:
        """Run jobs by the older code, n at a time, each in a process of one thread; yield them as they finish."""
        pool = ThreadPoolExecutor(n)
        try:
            for future in as_completed([pool.submit(self._do, job) for job in jobs]):
                yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def table(self, module: str, done: Sequence[Done]) -> list[Any]:
        """Return the table that an experiment's module makes of finished jobs, and its summary.

        Raises
        ------
        RuntimeError
            If it cannot.
        """
        rows = [each._asdict() | {"job": each.job._asdict()} for each in done]
        return list(self._ask(TABLE, {"module": module, "done": rows}))

    def _do(self, job: Job) -> Done | Failed:
        try:
            return Done(**self._ask(DO, job._asdict()) | {"job": job})
        except RuntimeError as error:
            return Failed(job, str(error))

    def _ask(self, program: str, question: Any) -> Any:
        """Let the older code answer in a process of its own; its last line is the answer."""
        path = os.pathsep.join([str(self.source), *filter(None, [os.environ.get("PYTHONPATH")])])
        done = subprocess.run(
            [sys.executable, "-P", "-c", PROGRAM.format(program)],
            check=False,
            input=json.dumps(question),
            text=True,
            capture_output=True,
            env=os.environ | dict.fromkeys(THREADS, "1") | {"PYTHONPATH": path},
        )
        if done.returncode:
            raise RuntimeError(f"the older code: {(done.stderr.strip().splitlines() or ['ended without a word'])[-1]}")
        return json.loads(done.stdout.splitlines()[-1])
