"""What a submission shows is bounded in sum, and a sentence says what is missing."""

from __future__ import annotations

import pngs

from gradlab.grade import showing
from gradlab.grade.orders import Ran
from gradlab.grade.picture import rebuilt
from gradlab.grade.showing import Showing


def test_text_and_pictures_of_a_usual_cell_stay() -> None:
    output = Showing().take(Ran("a", "one\n", (pngs.png(),), "ValueError: no"))
    assert (output.text, output.images, output.error) == ("one\n", (rebuilt(pngs.png()),), "ValueError: no")
    assert output.left_out == ""


def test_what_is_no_picture_becomes_one_sentence() -> None:
    output = Showing().take(Ran("a", "", (pngs.HUGE, pngs.png(), pngs.HUGE)))
    assert len(output.images) == 1
    assert output.left_out == "[a picture was left out: it has more than 16 megapixels]"


def test_a_cell_that_was_cut_says_so() -> None:
    assert Showing().take(Ran("a", truncated=True)).left_out == showing.CELL_FULL
    many = Showing().take(Ran("a", images=(pngs.png(),) * 10_000))
    assert (len(many.images), many.left_out) == (12, showing.CELL_FULL)


def test_text_is_bounded_in_sum_and_that_is_said_once() -> None:
    seen = Showing()
    outputs = [seen.take(Ran(str(n), "x" * 50_000, error="ValueError: " + "y" * 500)) for n in range(100)]
    assert sum(len(o.text) + len(o.error.removeprefix("ValueError")) for o in outputs) == 1_000_000
    assert [o.left_out for o in outputs if o.left_out] == [showing.FULL]
    assert outputs[-1].error == "ValueError"


def test_pictures_are_bounded_by_number() -> None:
    seen = Showing()
    outputs = [seen.take(Ran(str(n), images=(pngs.png(),) * 12)) for n in range(100)]
    assert sum(len(o.images) for o in outputs) == 200
    assert [o.left_out for o in outputs if o.left_out] == [showing.FULL]


def test_pictures_are_bounded_by_bytes() -> None:
    noise = pngs.stored(1000, 1000)
    seen = Showing()
    outputs = [seen.take(Ran(str(n), images=(noise,) * 12)) for n in range(4)]
    assert sum(len(image) for o in outputs for image in o.images) <= 32 << 20
    assert sum(len(o.images) for o in outputs) == (32 << 20) // len(noise)
    assert [o.left_out for o in outputs if o.left_out] == [showing.FULL]


def test_pictures_are_bounded_by_what_they_unfold_to() -> None:
    flat = pngs.png(size=(4000, 4000))
    seen = Showing()
    outputs = [seen.take(Ran(str(n), images=(flat,) * 12)) for n in range(4)]
    assert sum(len(o.images) for o in outputs) == (512 << 20) // (4000 * 4001)
    assert sum(len(o.left_out) > 0 for o in outputs) == 1


def test_a_judge_that_was_taken_over_sends_no_escape_codes() -> None:
    output = Showing().take(Ran("a", "\x1b[2Jone", error="\x1b]0;t\x07<b>: \x9b2Jtwo"))
    assert (output.text, output.error) == ("one", "Exception: 2Jtwo")
