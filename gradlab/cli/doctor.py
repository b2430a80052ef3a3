"""`gradlab doctor`: every layer of the sandbox, tried on this machine."""

from __future__ import annotations

import msgspec

from gradlab.cli.tables import say

FOUND = 1


def doctor(*, as_json: bool, platform: str = "cpu") -> int:
    """Print a line a layer with what was tried; return the exit code."""
    from gradlab.grade.doctor import examine
    from gradlab.grade.platforms import checked

    probes = examine(platform=checked(platform))
    bad = [probe for probe in probes if not probe.ok]
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(probes), indent=1).decode())
        return FOUND if bad else 0
    width = max(len(probe.layer) for probe in probes)
    for probe in probes:
        say(f"{'ok ' if probe.ok else 'BAD'}  {probe.layer:{width}}  {probe.tried}: {probe.happened}")
        if not probe.ok and probe.fix:
            say(f"{'':{width + 5}}  fix: {probe.fix}")
    if bad:
        again = "" if platform == "cpu" else f" --platform {platform}"
        say(
            f"\n{len(bad)} of {len(probes)} layers cannot be used; `gradlab grade{again}` refuses until they can"
        )
        return FOUND
    say(f"\nall {len(probes)} layers hold; student code can be graded on this machine")
    return 0
