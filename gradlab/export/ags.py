"""Scores as LTI's Assignment and Grade Services take them: one JSON object a student, to be posted to a line item's `/scores`.

The timestamp is the time at which the gradebook was last written. It is the same until something changes, and later after every
change, a mark that a person gives included: the specification asks for both, and nothing else in the gradebook tells.
`cli` imports this room.

Source: LTI Assignment and Grade Services 2.0, section 3.4, https://www.imsglobal.org/spec/lti-ags/v2p0
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from gradlab.export.errors import ExportError
from gradlab.export.roster import LOGIN, Roster
from gradlab.export.scores import Score, Scores
from gradlab.notebook import printable

USER_ID = "ID"
"""The roster's column that is Canvas's id of a user, which its service takes."""
FULLY, PENDING = "FullyGraded", "PendingManual"


@dataclass(frozen=True)
class Payloads:
    """The payloads for one line item, and what a person should know about them."""

    text: str
    rows: int
    unknown: tuple[str, ...] = ()
    """Ids of students with a score who are not in the roster; they have no payload."""


def payloads(
    scores: Scores,
    assignment: str,
    roster: Roster | None = None,
    *,
    match: str = LOGIN,
    user_id: str = USER_ID,
) -> Payloads:
    """Write the payloads of one assignment, a line each, by student.

    Args:
        scores: The scores.
        assignment: Which: a payload does not name its line item, so each has a file of its own.
        roster: What Canvas exported; without it the user's id is the gradebook's `lms_user_id`, else the student's id.
        match: The roster's column that holds the ids which students have in the gradebook.
        user_id: The roster's column that holds the ids which the platform knows its users by.

    Raises:
        ExportError: The roster has not the columns asked for, or none of the students; two students would be
            one user; or the assignment is worth nothing.
    """
    if not scores.assignments[assignment]:
        raise ExportError(
            f"{assignment} is worth no points, and LTI has no score out of nothing",
            "name the assignments that have points",
        )
    chosen = {student: score for (student, name), score in scores.scores.items() if name == assignment}
    users = {student: scores.students[student].lms_user_id or student for student in chosen}
    if roster is not None:
        place = roster.place(user_id)
        found = roster.match(chosen, match)
        users = {student: row[place].strip() for student, row in found.items() if row[place].strip()}
        twice = next((user for user, count in Counter(users.values()).items() if count > 1), None)
        if twice is not None:
            raise ExportError(
                f"two students of the roster have the same {user_id}: {printable(twice)}",
                "name the column that tells users apart: --user-id ID",
            )
    lines = [_payload(chosen[student], users[student], scores.changed) for student in sorted(users)]
    unknown = tuple(student for student in sorted(chosen) if student not in users)
    return Payloads("".join(f"{line}\n" for line in lines), len(lines), unknown)


def _payload(score: Score, user: str, changed: datetime) -> str:
    payload: dict[str, object] = {
        "timestamp": _moment(changed),
        "scoreGiven": round(score.points, 4),
        "scoreMaximum": score.maximum,
        "comment": _comment(score),
        "activityProgress": "Submitted" if score.waits else "Completed",
        "gradingProgress": PENDING if score.waits else FULLY,
        "userId": user,
    }
    if score.submitted is not None:
        payload["submission"] = {"submittedAt": _moment(score.submitted)}
    # ASCII: whatever a name holds, a line is a line for every reader.
    return json.dumps(payload, ensure_ascii=True)


def _comment(score: Score) -> str:
    """Say how the points came about; the student reads it."""
    parts = [f"{score.assignment}: {score.points:g} of {score.maximum:g} points"]
    if score.penalty:
        parts.append(f"{score.penalty:g} taken off for being late")
    if score.waits:
        parts.append("a part still waits for a person's mark")
    return "; ".join(parts)


def _moment(time: datetime) -> str:
    """Write a time in UTC with milliseconds."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
