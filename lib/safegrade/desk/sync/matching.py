"""Which member of the platform's course is which student. Pure, and rather silent than wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping

from attrs import frozen

from safegrade.desk.platforms.people import Person


@frozen
class Member:
    """Somebody in the platform's course.

    Args:
        user: the platform's own id, to which marks are sent.
        sourced_id: the id in the university's records; empty if it does not tell, like the next two.
        email: address.
        name: in full.
    """

    user: str
    sourced_id: str = ""
    email: str = ""
    name: str = ""

    @property
    def shown(self) -> str:
        """How a teacher knows them."""
        return self.name or self.email or self.sourced_id or self.user


@frozen
class Matched:
    """Who is who.

    Args:
        users: student to the platform's id.
        why: student to why nobody, or not just one, can be meant.
        strangers: members who are no students of the course.
    """

    users: Mapping[str, str]
    why: Mapping[str, str]
    strangers: tuple[str, ...] = ()


def match(students: Iterable[Person], members: Iterable[Member]) -> Matched:
    """Match students and members by the platform's id, the id in the records, and the address; never by name.

    Whatever is known has to fit: who is one student by address and another by id is nobody.

    >>> ada, bob = Person("ada", email="ada@x.org"), Person("bob")
    >>> match([ada, bob], [Member("u1", email="Ada@x.org"), Member("u2", name="Bob Doe")])
    Matched(users={'ada': 'u1'}, why={'bob': 'the platform has no member with this id or address'}, strangers=('Bob Doe',))
    """  # noqa: E501
    everybody = tuple(students)
    known: dict[tuple[str, str], set[str]] = {}
    for one in everybody:
        for key in _of_student(one):
            known.setdefault(key, set()).add(one.id)
    # A list in pages may name somebody twice.
    meant: dict[str, set[str]] = {}
    shown: dict[str, str] = {}
    for member in members:
        meant.setdefault(member.user, set()).update(*(known.get(key, ()) for key in _of_member(member)))
        shown.setdefault(member.user, member.shown)
    unclear = {student for several in meant.values() if len(several) > 1 for student in several}
    found: dict[str, list[str]] = {}
    for user, several in meant.items():
        for student in several:
            found.setdefault(student, []).append(user)
    users, why = {}, {}
    for one in everybody:
        users_of = found.get(one.id, [])
        if one.id in unclear:
            why[one.id] = "a member of the platform's course may be this student or another one"
        elif len(users_of) > 1:
            why[one.id] = "several members of the platform's course may be this student"
        elif users_of:
            (users[one.id],) = users_of
        else:
            why[one.id] = "the platform has no member with this id or address"
    return Matched(users, why, tuple(shown[user] for user, several in meant.items() if not several))


def by_number(students: Iterable[Person]) -> Matched:
    """Take the platform's own numbers from the roster, where the platform does not say who its members are.

    >>> by_number([Person("ada", lms="11"), Person("bob")]).users
    {'ada': '11'}
    """
    everybody = tuple(students)
    numbers = Counter(one.lms for one in everybody)
    users, why = {}, {}
    for one in everybody:
        if not one.lms:
            why[one.id] = "the roster has no number of the platform's for this student"
        elif numbers[one.lms] > 1:
            why[one.id] = "the roster has the same number of the platform's for another student"
        else:
            users[one.id] = one.lms
    return Matched(users, why)


_USER, _RECORDS, _ADDRESS = "user", "records", "address"


def _of_student(one: Person) -> set[tuple[str, str]]:
    keys = {(_USER, one.lms), (_RECORDS, one.id), (_ADDRESS, one.email.casefold()), (_ADDRESS, one.id.casefold())}
    return {key for key in keys if key[1]}


def _of_member(one: Member) -> set[tuple[str, str]]:
    keys = {(_USER, one.user), (_RECORDS, one.sourced_id), (_ADDRESS, one.email.casefold())}
    return {key for key in keys if key[1]}
