"""Where jobs run: one after the other, in several processes, or on a Dask cluster. Each yields them as they finish."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, NamedTuple

from softlook.runs.job import Done, Job, do

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
LOST = 3
"""How often a job may take its process down before it is given up."""


class Failed(NamedTuple):
    """A job that raised an error."""

    job: Job
    error: str
    """In a line: an error itself may not travel between processes."""


def serial(jobs: Sequence[Job]) -> Iterator[Done | Failed]:
    """Run jobs here, one after the other."""
    for job in jobs:
        yield _tried(job)


def processes(jobs: Sequence[Job], n: int) -> Iterator[Done | Failed]:
    """Run jobs in n processes of this machine, one thread each.

    Where a process dies, its pool breaks: what had not come back runs in a new one, LOST times at the most.
    """
    waiting = {job.key: job for job in jobs}
    for attempt in range(LOST):
        with _one_thread(), ProcessPoolExecutor(n, mp_context=get_context("spawn")) as pool:
            futures = {pool.submit(_tried, job): job for job in waiting.values()}
            try:
                for future in as_completed(futures):
                    try:
                        outcome = future.result()
                    except BrokenProcessPool as error:
                        if attempt == LOST - 1:
                            yield Failed(futures[future], _line(error))
                        continue
                    waiting.pop(outcome.job.key)
                    yield outcome
            except (KeyboardInterrupt, SystemExit, GeneratorExit):
                _stop(pool)
                raise
        if not waiting:
            return


def cluster(jobs: Sequence[Job], address: str, *, patience: float = 10.0) -> Iterator[Done | Failed]:
    """Run jobs on a Dask cluster; what a lost worker had begun is run by another.

    Parameters
    ----------
    jobs : sequence of Job
        What to run.
    address : str
        Of the scheduler: ``tcp://host:8786``.
    patience : float
        Seconds to wait for the scheduler, and for a first worker.

    Raises
    ------
    ConnectionError
        If nobody answers there, or no worker comes.
    ImportError
        If distributed is missing.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise ImportError("distributed: not installed, `pip install softlook[cluster]` wanted") from error
    client = _client(distributed, address, patience)
    try:
        futures = [client.submit(_tried, job, key=f"softlook-{job.key}", pure=False) for job in jobs]
        job_of = {future.key: job for future, job in zip(futures, jobs, strict=True)}
        finished = distributed.as_completed(futures, loop=client.loop, with_results=True, raise_errors=False)
        for future, result in finished:
            ours = isinstance(result, Done | Failed)
            outcome = result if ours else Failed(job_of[future.key], _line(future.exception()))
            future.release()  # the row is here: a worker that is lost later on need not compute it again
            yield outcome
    finally:
        client.close()


def _client(distributed: Any, address: str, patience: float) -> Any:
    try:
        client = distributed.Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ConnectionError(
            f"scheduler: {address!r} given, the address of a Dask scheduler wanted (say tcp://127.0.0.1:8786): {error}"
        ) from error
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError as error:
        client.close()
        raise ConnectionError(
            f"scheduler: {address!r} has no workers, one at least wanted (dask worker {address})"
        ) from error
    return client


def _tried(job: Job) -> Done | Failed:
    try:
        return do(job)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is reported with its name, and the others run on
        return Failed(job, _line(error))


def _line(error: BaseException | None) -> str:
    return f"{type(error).__name__}: {error}"


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let the processes begun inside use a thread each."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the pool's processes with their jobs: nobody waits for them any more.

    Only then is the pool shut down, and waited for: a pool left behind alive wakes a thread at the program's exit
    through a pipe that may be closed by then.
    """
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - Python 3.14 has terminate_workers
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)
