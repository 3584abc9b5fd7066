"""Which column of a table says what about a student, and which student of the course a row is about."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

ID, LMS, EMAIL, FIRST, LAST, NAME = "id", "lms", "email", "first", "last", "name"
ROLES = (ID, LMS, EMAIL, FIRST, LAST, NAME)

# What columns are called, without spaces and capitals, the likelier first; by Canvas, Blackboard and Moodle as well.
_CALLED = {
    ID: (
        *("sisloginid", "username", "loginid", "login", "netid", "studentid", "idnumber", "orgdefinedid"),
        *("matriculationnumber", "matrikelnummer", "kennung", "benutzername", "anmeldename", "userid", "id"),
    ),
    EMAIL: ("emailaddress", "email", "mail", "emailadresse"),
    FIRST: ("firstname", "givenname", "forename", "vorname"),
    LAST: ("lastname", "surname", "familyname", "nachname"),
    NAME: (
        *("student", "fullname", "name", "participant", "vollstandigername"),
        *("lastnamefirstname", "surnamefirstname", "nachnamevorname"),
    ),
    LMS: ("lmsuserid", "id", "identifier", "userid"),
}


def plain(text: str) -> str:
    """A text without spaces, signs, accents and capitals.

    >>> plain("E-Mail Adresse"), plain("Prénom")
    ('emailadresse', 'prenom')
    """
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in letters if one.isalnum() and not unicodedata.combining(one))


def roles(columns: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column says what: role to place.

    Args:
        columns: their names.
        chosen: role to the name of the column, where somebody has chosen it.

    Raises:
        LookupError: a column that was chosen is not there.

    >>> roles(["Student", "ID", "SIS User ID", "SIS Login ID", "Section"])
    {'id': 3, 'name': 0, 'lms': 1}
    >>> roles(["Vorname", "Nachname", "E-Mail"], {"id": "E-Mail"})
    {'id': 2, 'email': 2, 'first': 0, 'last': 1}
    """
    found: dict[str, int] = {}
    names = [plain(column) for column in columns]
    for role, column in (chosen or {}).items():
        if column not in columns:
            raise LookupError(f"There is no column {column!r}. There are: {', '.join(map(repr, columns))}.")
        found[role] = columns.index(column)
    for role, called in _CALLED.items():
        taken = {place for other, place in found.items() if other in {ID, LMS} and role in {ID, LMS}}
        place = next((names.index(one) for one in called if one in names and names.index(one) not in taken), None)
        if role not in found and place is not None:
            found[role] = place
    return {role: found[role] for role in (ID, EMAIL, FIRST, LAST, NAME, LMS) if role in found}


def is_no_student(row: Sequence[str]) -> bool:
    """Whether a row is about nobody: what Canvas writes above and below the students, or nothing.

    >>> is_no_student(["   Points Possible", ""]), is_no_student(["Student, Test", "9"]), is_no_student(["Ada", "1"])
    (True, True, False)
    """
    said = re.match(r"\s*(points possible|student, test|manual posting)", " ".join(row[:6]), re.IGNORECASE)
    return said is not None or not any(cell.strip() for cell in row[:3])


@frozen
class Person:
    """A student, as far as a course or a table knows.

    Args:
        id: the id in the course.
        first: first name.
        last: last name.
        email: address.
        lms: the number that a learning platform has given.
    """

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms: str = ""

    @property
    def names(self) -> frozenset[str]:
        """The ways to write the name, without signs; none where it is not known."""
        if not (self.first or self.last):
            return frozenset()
        return frozenset({plain(self.first + self.last), plain(self.last + self.first)})


@frozen
class Class:
    """The students of a course, to be found by what a platform knows of them.

    Args:
        people: all of them.
    """

    people: tuple[Person, ...]
    _by: dict[str, dict[str, Person]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        by: dict[str, dict[str, Person]] = {role: {} for role in (ID, LMS, EMAIL, NAME)}
        namesakes = Counter(name for one in self.people for name in one.names)
        for one in self.people:
            for role, key in ((ID, one.id), (LMS, one.lms), (EMAIL, one.email.casefold())):
                if key:
                    by[role][key] = one
            # Two students of one name are told by something else.
            by[NAME] |= {name: one for name in one.names if namesakes[name] == 1}
        object.__setattr__(self, "_by", by)

    def find(self, *, id: str = "", lms: str = "", email: str = "", name: str = "") -> Person | None:  # noqa: A002
        """The student who is meant: by id, number or address, and only then by a name that nobody else has."""
        tries = ((LMS, lms), (ID, id), (EMAIL, email.casefold()), (ID, email), (NAME, _name(name)))
        return next((self._by[role][key] for role, key in tries if key and key in self._by[role]), None)

    def is_namesake(self, one: Person) -> bool:
        """Whether another student has the same name."""
        return bool(one.names) and not any(self._by[NAME].get(name) == one for name in one.names)


def _name(text: str) -> str:
    return plain(re.sub(r"\(.*?\)", "", text))


def split_name(text: str) -> tuple[str, str]:
    """First and last name of one written in full.

    >>> split_name("Lovelace, Ada"), split_name("Ada King Lovelace"), split_name("Ada")
    (('Ada', 'Lovelace'), ('Ada King', 'Lovelace'), ('Ada', ''))
    """
    last, comma, first = text.partition(",")
    if comma:
        return first.strip(), last.strip()
    *first_names, last = text.split() or [""]
    return (" ".join(first_names), last) if first_names else (last, "")


def class_of(people: Iterable[Person]) -> Class:
    """The class of some students."""
    return Class(tuple(people))
