"""What holds for every run of the tests, whichever are chosen. Fixtures stand in tests/conftest.py."""

import os

import pytest
from hypothesis import settings

CI = os.environ.get("CI") == "true"

# A busy machine is slow, not wrong; CI tries the same examples every time.
settings.register_profile("house", deadline=None, derandomize=CI)
settings.load_profile("house")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What a machine lacks may be skipped, but not where everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CI and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("With CI=true nothing may be skipped: the run has failed.", red=True)
