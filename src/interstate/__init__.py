"""Interstate: linked data for international relations, every statement traceable to its sentence."""

from __future__ import annotations

__version__ = "0.1.0"
