"""What a submission may show in all: its cells' text and pictures, cleaned and counted as they arrive.

A cell is bounded where it runs; this bounds the sum, so that thousands of cells neither fill a notebook nor slow the run. The
judge may have run a student's program, so nothing that it passes on is taken for clean. Only `sitting` imports this room.
"""

from __future__ import annotations

from gradlab.grade import picture
from gradlab.grade import wire_messages as messages
from gradlab.grade.orders import Ran
from gradlab.grade.report import Output
from gradlab.grade.wire_text import NAME_CHARACTERS, OUTPUT_CHARACTERS, plain, spoken

TEXT_CHARACTERS = 1_000_000
"""Of a submission, what its errors say included: a book."""
PICTURES = 200
PICTURE_BYTES = 32 << 20
"""Of a submission, as files."""
DECODED_BYTES = 512 << 20
"""Of a submission, decompressed to see that they are what they say; a second's work."""

CELL_FULL = "[… more was left out: a cell shows 50,000 characters of text and 12 pictures of 2 MiB]"
FULL = (
    "[… more was left out: a submission shows 1,000,000 characters of text, 200 pictures and 32 MiB of them]"
)
NO_PICTURE = "[a picture was left out: {why}]"


class Showing:
    """What one submission has shown so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._characters = TEXT_CHARACTERS
        self._pictures = PICTURES
        self._bytes = PICTURE_BYTES
        self._decoded = DECODED_BYTES
        self._told = False

    def take(self, ran: Ran) -> Output:
        """Clean what a cell has shown, count it, and leave out what is too much.

        Args:
            ran: what the judge passed on.

        Returns:
            The same with plain text and whole pictures; `left_out` says what is missing. That a submission has shown all it
            may is said once.
        """
        before = self._told
        text = self._text(plain(ran.text, OUTPUT_CHARACTERS + NAME_CHARACTERS))
        images, notes = [], []
        for data in ran.images[: messages.IMAGES]:
            try:
                image = self._picture(data)
            except picture.NotAPicture as why:
                notes.append(NO_PICTURE.format(why=why))
                continue
            if image:
                images.append(image)
        if ran.truncated or len(ran.images) > messages.IMAGES:
            notes.append(CELL_FULL)
        error = self._error(ran.error)
        if self._told and not before:
            notes.append(FULL)
        return Output(
            cell=ran.cell,
            text=text,
            images=tuple(images),
            left_out="\n".join(dict.fromkeys(notes)),
            error=error,
        )

    def _text(self, text: str) -> str:
        kept = text[: self._characters]
        self._characters -= len(kept)
        self._told = self._told or len(kept) < len(text)
        return kept

    def _error(self, error: str) -> str:
        """Keep what class of error it was, whatever else there is no room for."""
        if not error:
            return ""
        name, colon, said = spoken(plain(error)).partition(":")
        return name + self._text(colon + said)

    def _picture(self, data: bytes) -> bytes:
        """Return the picture made anew; nothing if there is no room for it.

        Raises:
            picture.NotAPicture: it is none.
        """
        if not self._pictures or len(data) > self._bytes:
            self._told = True
            return b""
        decoded = picture.size_of(data)
        if decoded > self._decoded:
            self._told = True
            return b""
        self._decoded -= decoded
        made = picture.rebuilt(data)
        self._bytes -= len(made)
        self._pictures -= 1
        return made
