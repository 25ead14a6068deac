"""Interstate: linked data for international relations, every statement traceable to its sentence.

>>> import interstate
>>> project = interstate.open()
>>> project.show("state:usa").label
'United States'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from interstate.owlready import load_owl as owl
    from interstate.project import Project
    from interstate.project import open_project as open  # the verb people expect

__all__ = ["Project", "__version__", "open", "owl"]

_LAZY = {
    "Project": ("interstate.project", "Project"),
    "open": ("interstate.project", "open_project"),
    "owl": ("interstate.owlready", "load_owl"),
}


def __dir__() -> list[str]:
    """Offer the public names to completion."""
    return sorted(__all__)


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that importing stays instant."""
    if name not in _LAZY:
        raise AttributeError(f"module 'interstate' has no attribute '{name}'")
    import importlib

    module, attribute = _LAZY[name]
    return getattr(importlib.import_module(module), attribute)
