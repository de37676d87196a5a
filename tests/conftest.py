"""What all tests need."""

import signal

import pytest

# A run in the background of a shell starts with Ctrl-C ignored, and so would every process that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--hidden", type=int, default=40, help="files with hidden parts that tests/redact redacts")
