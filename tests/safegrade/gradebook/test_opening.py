"""Where the settings name a gradebook that cannot be opened, teachers read what it is, where, and what to do."""

import socket
import sys

import pytest
from click.testing import CliRunner
from nbgrader.api import Base
from sqlalchemy import create_engine

from safegrade.gradebook.opening import GradebookError, gradebook_of, open_gradebook
from tarasoff.cli import main

SERVER = "postgresql+psycopg://ada:sesame@"


class Folder:
    """What nbgrader's course directory is asked for."""

    course_id = "course"

    def __init__(self, root, db_url):
        self.root, self.db_url = str(root), db_url


@pytest.mark.parametrize(
    ("db_url", "said"),
    [
        (f"{SERVER}/book?host={{root}}", "host={root} cannot be opened: connection"),
        (f"{SERVER}/book?host={{root}}", "See that its server answers, or mend c.CourseDirectory.db_url"),
        (f"{SERVER}host:sesame/book", "is not an address that can be read. Write postgresql+psycopg://"),
        ("postgresql:ada:sesame@host/book", "is not an address that can be read"),
        ("postgres+none://ada:sesame@host/book", "is not an address that can be read"),
        ("sqlite:///marks.db", "There is no marks.db in {root}. Run: this"),
        ("sqlite:///empty.db", "There is no gradebook in {root}/empty.db yet. Run: this"),
        ("sqlite:///{root}/other.db", "{root}/other.db is not a gradebook that can be read. Put a copy of it back"),
    ],
)
def test_what_cannot_be_opened_is_said(tmp_path, db_url, said):
    (tmp_path / "empty.db").touch()
    (tmp_path / "other.db").write_text("not a database" * 100)
    with pytest.raises(GradebookError) as caught:
        open_gradebook(Folder(tmp_path, db_url.format(root=tmp_path)), "run: this")
    words = str(caught.value).replace("%2F", "/")
    assert said.format(root=tmp_path) in words
    assert "sesame" not in words


@pytest.mark.slow
def test_a_server_that_is_silent_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr("safegrade.gradebook.opening._SILENT", "2")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(GradebookError, match="timeout"):
            open_gradebook(Folder("/", f"{SERVER}127.0.0.1:{silent.getsockname()[1]}/book"), "run: this")


def test_without_the_driver_one_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(GradebookError, match=r"needs psycopg, .* pip install 'tarasoff\[postgres\]'") as caught:
        open_gradebook(Folder(tmp_path, f"{SERVER}host/book"), "run: this")
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("command", ["report", "variants", "grade"])
def test_the_commands_look_where_the_settings_say(tmp_path, command):
    settings = f"c = get_config()\nc.CourseDirectory.db_url = '{SERVER}/book?host={tmp_path}'\n"
    (tmp_path / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    done = CliRunner().invoke(main, [command, "ps", "--course", str(tmp_path)])
    assert done.exit_code == 2
    assert "See that its server answers" in " ".join(done.output.split())
    assert "sesame" not in done.output


def test_a_file_in_the_course_folder_is_found_from_anywhere(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/marks.db")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO student (id) VALUES ('ada')")
    engine.dispose()
    with gradebook_of(Folder(tmp_path, "sqlite:///marks.db"), "run: this") as gradebook:
        assert [one.id for one in gradebook.students] == ["ada"]
