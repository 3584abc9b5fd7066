"""What can be chosen stands in an order of its own for students, and nothing else about it changes."""

import shutil

import pytest

from tarasoff.assignment.files import load_part, load_parts
from tarasoff.authoring.shuffle import GROUPS, shuffle_file, shuffle_released, shuffled
from tarasoff.marking.key_files import load_key
from tarasoff.marking.mark import mark, model_answers

SALT = "sixteen-or-more-0"


@pytest.fixture
def source(tmp_path, root):
    return shutil.copytree(root / "source", tmp_path / "source")


def test_a_file_and_a_part_are_shuffled_alike_and_a_second_time_changes_nothing(source):
    for path in (source / "ps1-limits" / "questions.yaml", source / "ps5-conference" / "case-nils.yaml"):
        before, text = load_part(path), path.read_text(encoding="utf-8")
        shuffle_file(path, SALT)
        once = path.read_text(encoding="utf-8")
        assert once != text
        assert sorted(once.splitlines()) == sorted(text.splitlines()), "more than the order has changed"
        assert load_part(path) == shuffled(before, SALT)
        shuffle_file(path, SALT)
        assert path.read_text(encoding="utf-8") == once


def test_another_salt_gives_another_order_and_the_story_keeps_its_own(source):
    part = load_part(source / "ps5-conference" / "case-nils.yaml")
    orders = {tuple(one.id for one in shuffled(part, f"{SALT}{n}").actions) for n in range(8)}
    assert len(orders) > 4
    turned = shuffled(part, SALT)
    assert (turned.story, turned.criteria, turned.cast) == (part.story, part.criteria, part.cast)
    assert all({*getattr(turned, name)} == {*getattr(part, name)} for name in GROUPS)


def test_answers_by_id_earn_what_they_earned(source):
    folder = source / "ps5-conference"
    for name, part in load_parts(folder).items():
        key = load_key(folder / "keys" / f"{name}.yaml", part)
        assert mark(shuffled(part, SALT), key, model_answers(part, key)).mark == part.points


def test_variants_are_shuffled_by_their_own_keys(source, tmp_path):
    folder = source / "ps5-conference"
    key = folder / "keys" / "b" / "case-mara.yaml"
    salt = next(line for line in key.read_text(encoding="utf-8").splitlines() if line.startswith("salt:"))
    key.write_text(key.read_text(encoding="utf-8").replace(salt, f'salt: "{SALT}"'), encoding="utf-8")
    released = shutil.copytree(folder, tmp_path / "released")
    shuffle_released(folder, released)
    turned = load_part(released / "variants" / "b" / "case-mara.yaml")
    assert turned == shuffled(load_part(folder / "variants" / "b" / "case-mara.yaml"), SALT)
