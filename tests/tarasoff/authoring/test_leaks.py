"""What is handed out must not say by a field or an id what the key says."""

import json
import shutil

import pytest

from tarasoff.authoring.leaks import telling_fields

ASSIGNMENTS = ["ps1-limits", "ps2-tarasoff", "ps3-trust", "ps4-criteria", "ps5-conference"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_field_and_no_id_of_a_key_is_handed_out(root, assignment):
    assert list(telling_fields(root / "source" / assignment, root / "release" / assignment)) == []


@pytest.fixture
def released(tmp_path, root):
    return shutil.copytree(root / "release" / "ps5-conference", tmp_path / "ps5-conference")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("route: none", "route is a field of keys"),
        ("withholds: [history]", "withholds is a field of keys"),
        ("open: [history, can_hold, consent]", "open lists what a key lists: history, can_hold, consent"),
        ("hint: ask the client first", "'hint' is not a field here"),
        ("necessary: [{to: partner, item: threat}]", "necessary is a field of keys"),
    ],
)
def test_a_field_that_tells_is_found_in_a_case(released, root, line, says):
    """A student who opens the case in an editor must not read there which criteria are unclear, or who is told."""
    source = shutil.copytree(root / "source" / "ps5-conference", released.parent / "source")
    key = source / "keys" / "case-nils.yaml"
    key.write_text(key.read_text(encoding="utf-8") + "tried: [history, can_hold, consent]\n", encoding="utf-8")
    case = released / "case-nils.yaml"
    case.write_text(f"{case.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    found = [what for file, what in telling_fields(source, released) if file == case]
    assert any(says in what for what in found), found


def test_a_field_that_tells_is_found_in_a_notebook(released, root):
    """A notebook's metadata travel with it."""
    file = released / "ps5-conference.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["cells"][0]["metadata"]["breach"] = "over"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    found = list(telling_fields(root / "source" / "ps5-conference", released))
    assert found == [(file, "breach is a field of keys")]
