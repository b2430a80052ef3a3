"""Why a sandbox can't be built. Anything of `grade` may import this room, most of it through ``bubblewrap``."""

from __future__ import annotations


class SandboxError(Exception):
    """The sandbox can't be built as it must be; nothing was graded and nothing was run without it.

    Attributes:
        layer: The layer that is missing, a word or two.
        what: What was tried and what happened.
        fix: What to do about it.
    """

    def __init__(self, layer: str, what: str, fix: str) -> None:
        """Describe the missing layer."""
        super().__init__(f"the sandbox can't be built ({layer}): {what}\n\nhint: {fix}")
        self.layer, self.what, self.fix = layer, what, fix


class ProcessFailed(SandboxError):
    """The sandbox could be built, and a process in it has ended or does not look as it must: killed from outside, perhaps."""
