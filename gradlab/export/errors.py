"""What a person reads when nothing can be exported. The whole room imports it."""

from __future__ import annotations

from gradlab.complaint import Complaint


class ExportError(Complaint):
    """Nothing was exported."""
