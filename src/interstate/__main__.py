"""The outermost call: a crash is reported as a bug (exit 70), never mistaken for findings."""

from __future__ import annotations

import gc
import os
import sys
import traceback

from interstate.commands import console, main


def run() -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception:  # the outermost call: anything that gets here is a bug of ours
        console.err().print(traceback.format_exc())
        console.err().print("interstate: this is a bug; please report it with the lines above.")
        code = 70
    gc.freeze()  # on the way out nothing is gone through for garbage: it ends with the process
    sys.exit(code)


if __name__ == "__main__":
    run()
