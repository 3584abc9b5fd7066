"""An archive is taken for what it holds, not for what it says: none fills the disk or keeps a class waiting."""

import io
import tarfile

import pytest

from safegrade.intake.archive import ArchiveCopy
from safegrade.intake.copy import LeftOutError, SizeLimits, TooMuchError


@pytest.fixture
def unpack(tmp_path):
    """Unpack an archive into a folder."""

    def unpack(content, size=1_000_000, entries=100):
        limits = SizeLimits(size, entries, ("it is too large", "Ask for less."), ("it has too many", "Ask for fewer."))
        copy = ArchiveCopy(tmp_path / "out", limits, ignored=(".ipynb_checkpoints",))
        copy.unpack(io.BytesIO(content))
        return copy

    return unpack


def test_an_archive_is_told_by_how_it_begins(tmp_path, unpack, zipped, tarred):
    archives = {"zip": zipped({"zip/x": "1"})}
    archives |= {
        f"tar{packing}": tarred({f"tar{packing}/x": "1"}, f"w:{packing}") for packing in ("", "gz", "bz2", "xz")
    }
    assert {name: unpack(content).files for name, content in archives.items()} == {
        name: [(name, "x")] for name in archives
    }
    assert {place.parent.name for place in (tmp_path / "out").rglob("x")} == archives.keys()


def test_a_list_of_a_million_entries_is_not_read(tmp_path, unpack, zipped):
    entry = zipped({"x": ""})
    at, end = entry.index(b"PK\1\2"), entry.index(b"PK\5\6")
    listed = entry[at:end] * 50_000
    tail = bytearray(entry[end:])
    tail[12:16] = len(listed).to_bytes(4, "little")
    with pytest.raises(TooMuchError, match="it has too many"):
        unpack(entry[:at] + listed + bytes(tail))
    assert not (tmp_path / "out").exists()


def test_a_tar_of_holes_fills_no_disk(tmp_path, unpack):
    sparse = tarfile.TarInfo("x.ipynb")
    sparse.pax_headers = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "x.ipynb"}
    sparse.pax_headers |= {"GNU.sparse.size": str(10**12), "GNU.sparse.map": "0,0", "GNU.sparse.numblocks": "1"}
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(sparse)
    with pytest.raises(TooMuchError, match="it is too large"):
        unpack(content.getvalue())
    assert sum(place.stat().st_size for place in (tmp_path / "out").iterdir()) <= 1_000_000


def test_the_headers_of_a_tar_do_not_keep_a_class_waiting(tmp_path, unpack):
    # Python 3.14 may find a header of nothing but digits wrong before there are too many of them.
    for headers, why in (
        (["1" * 1_000_000], "a header is too long"),
        (["1" * 7000] * 200, "a header is too long|invalid header"),
    ):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as archive:
            for text in headers:
                header = tarfile.TarInfo("x")
                header.type, header.size = tarfile.XHDTYPE, len(text)
                archive.addfile(header, io.BytesIO(text.encode()))
            archive.addfile(tarfile.TarInfo("x"))
        with pytest.raises(LeftOutError, match=why):
            unpack(content.getvalue(), entries=10)
        assert not (tmp_path / "out").exists()


def test_what_is_not_an_archive_is_said_with_a_remedy(unpack):
    for content in (b"", b"I have no zip, sorry.", b"PK\3\4"):
        with pytest.raises(LeftOutError) as caught:
            unpack(content)
        assert "not an archive that can be read here" in caught.value.problem
        assert caught.value.remedy == "Ask for it again, as a zip."
