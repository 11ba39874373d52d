"""What a run of the cases of peers prints at its end: how many were tried, how many agree, where we differ and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from textwrap import wrap

PROPERTY = "case of a peer"  # of a test's report, so that it comes back from the processes of pytest-xdist


def describe(case):
    """Return what the summary has to know of a case, as a report of pytest can carry it."""
    return {
        "key": case.key,
        "suite": case.suite,
        "test": f"{case.source}: {case.test}",
        "differs": case.differs,
        "documented_in": case.documented_in or case.function,
    }


def lines(outcomes):
    """Return the summary, from (description of a case, whether this run of it passed)."""
    cases, failed = {}, set()
    for case, passed in outcomes:
        cases[case["key"]] = case
        failed |= set() if passed else {case["key"]}
    counts, sentences = defaultdict(Counter), defaultdict(list)
    for key, case in sorted(cases.items()):
        kind = "failed" if key in failed else "differing by design" if case["differs"] else "agreeing"
        counts[case["suite"]][kind] += 1
        if kind == "differing by design":
            sentences[case["documented_in"], case["differs"]].append(case)
    kinds = ("agreeing", "differing by design", "failed")
    for suite, count in sorted(counts.items()):
        yield f"{suite:<20}" + "".join(f"{count[kind]:>5} {kind}" for kind in kinds if count[kind])
    total = sum(counts.values(), Counter())
    yield f"{total.total()} cases tried: {', '.join(f'{total[kind]} {kind}' for kind in kinds)}"
    for (name, sentence), differing in sorted(sentences.items()):
        yield from ("", *wrap(f'softlook.{name}: "{sentence}"', 110))
        yield from (f"    {case['suite']}, {case['test']}" for case in differing)


def pytest_terminal_summary(terminalreporter):
    """Print the summary, where cases ran."""
    outcomes = [
        (value, report.passed)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == PROPERTY and report.when == "call"
    ]
    if outcomes:
        terminalreporter.section("parity with peers")
        for line in lines(outcomes):
            terminalreporter.line(line)
