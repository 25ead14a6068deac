"""No test of Java can wait for ever: nor while it runs, nor when its process ends."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.java

TESTS = Path(__file__).parents[1]
JAVA = f"import sys; sys.path.insert(0, {str(TESTS)!r})\nfrom owlapi import oracle\n"


@pytest.mark.parametrize(
    ("more", "code"), [("", 0), ("timer = oracle.java('java.util.Timer')()\n", 1)]
)
def test_a_thread_of_java_does_not_keep_the_process(more: str, code: int) -> None:
    """Java waits for threads that are no daemons, such as the one that runs a timer."""
    program = f"{JAVA}oracle.END = 2.0\noracle.start_jvm(9)\n{more}print('done', flush=True)\n"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("done\n", code)
    assert ("Timeout (0:00:02)!" in done.stderr) is bool(more)


def test_a_wait_inside_java_fails_its_test_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "test_waiting.py").write_text(
        f"{JAVA}\n"
        "def test_it_waits():\n"
        "    oracle.start_jvm(9)\n"
        "    oracle.java('java.lang.Thread').sleep(600_000)\n\n"
        "def test_another():\n"
        "    pass\n"
    )
    settings = Path(__file__).parents[2] / "pyproject.toml"
    assert "\nfaulthandler_exit_on_timeout = true\n" in settings.read_text(encoding="utf-8")
    started = time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-n", "1", "-p", "no:cacheprovider"),
            *("-o", "timeout=2", "-o", "faulthandler_timeout=5"),
            *("-o", "faulthandler_exit_on_timeout=true", "test_waiting.py"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert time.monotonic() - started < 100
    assert "crashed while running 'test_waiting.py::test_it_waits'" in done.stdout
    assert "1 failed, 1 passed" in done.stdout
