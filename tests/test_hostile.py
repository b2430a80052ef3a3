"""The attack bank: no attack gains a mark, brings home a secret, or leaves anything for the next submission.

Each file of grader_tests/99-hostile is one attack on a small assignment. All go through one slot, and after each the same slot
grades a clean submission to full marks, byte for byte as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from attack_bank import Scene, Verdict, attacks

from gradlab.course.bank import Edit, Variant

pytestmark = pytest.mark.hostile

BANK = attacks()
AT_LEAST = 80
LAYERS = {
    "judge",
    "merge",
    "wire",
    "programs",
    "secret inputs",
    "output",
    "namespaces",
    "seccomp",
    "limits",
} | {
    "restart",
    "deadline",
}


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    one = Scene(tmp_path_factory.mktemp("hostile"))
    yield one
    one.close()


def told(verdict: Verdict, record_property: Callable[[str, object], None]) -> Verdict:
    """Pass a verdict on to the summary at the end of the run."""
    for word in ("gained", "leaked", "left"):
        record_property(word, len(getattr(verdict, word)))
    return verdict


@pytest.mark.parametrize("variant", BANK, ids=[one.name.removeprefix("hostile-") for one in BANK])
def test_an_attack_gains_leaks_and_leaves_nothing(
    variant: Variant, scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    record_property("attack", variant.name)
    graded, verdict = scene.attack(variant)
    assert told(verdict, record_property) == Verdict((), (), (), ())
    assert not graded.report.grader_error


def test_what_one_submission_leaves_the_next_does_not_find(
    scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    record_property("attack", "leaves-and-reads")
    by_name = {one.name: one for one in BANK}
    _, first = scene.attack(by_name["hostile-leaves-things-behind"])
    _, second = scene.attack(by_name["hostile-reads-the-last-student"])
    assert told(second, record_property) == first == Verdict((), (), (), ())


def test_the_bank_is_large_and_says_what_must_stop_each_attack() -> None:
    assert len(BANK) >= AT_LEAST
    assert {one.layer for one in BANK} == LAYERS
    assert all(one.about and one.loses for one in BANK if one.name != "hostile-exits")


def test_the_scene_notices_what_it_should(scene: Scene) -> None:
    secret = scene.course / "source/99-hostile/target.ipynb"
    was = secret.read_bytes()
    try:
        secret.write_bytes(was + b"\n")
        assert [line.partition(":")[0] for line in scene._left()] == ["course"]
    finally:
        secret.write_bytes(was)
    assert scene._left() == []
    source = "def double(x):\n    print('ACHIEVED:', 'CAN' + 'ARY-x')\n    return 2.0 * x\nprint(double(1.0))"
    planted = Variant(
        name="hostile-planted",
        kind="hostile",
        path=BANK[0].path,
        about="An honest notebook that is said to lose a test.",
        loses=frozenset({"double-check::test_two"}),
        edits=(Edit("double", "replace", source, 1),),
    )
    _, verdict = scene.attack(planted)
    assert "passes double-check::test_two" in verdict.gained
    assert len(verdict.gained) == 2 and verdict.leaked
