"""Whose mark goes to whom: to the right one, or to nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safegrade.desk.platforms.people import Person
from safegrade.desk.sync.matching import Member, by_number, match


@pytest.mark.parametrize(
    "member",
    [
        Member("11"),
        Member("x", sourced_id="ada"),
        Member("x", email="ADA@uni.org"),
        Member("11", "ada", "ada@uni.org", "Somebody Else"),
    ],
)
def test_number_id_and_address_each_tell_who_it_is(member):
    assert match([Person("ada", "Ada", "Lovelace", "ada@uni.org", "11")], [member]).users == {"ada": member.user}


def test_an_id_that_is_an_address_is_one():
    assert match([Person("Ada@uni.org")], [Member("x", email="ada@uni.org")]).users == {"Ada@uni.org": "x"}


def test_a_name_tells_nothing():
    found = match([Person("ada", "Ada", "Lovelace")], [Member("x", name="Ada Lovelace")])
    assert (found.users, found.strangers) == ({}, ("Ada Lovelace",))


def test_one_address_of_two_students_is_nobodys():
    found = match([Person("ada", email="a@x"), Person("bob", email="A@x")], [Member("x", email="a@x")])
    assert found.users == {}
    assert set(found.why) == {"ada", "bob"}


def test_two_members_who_may_be_one_student_get_nothing():
    found = match([Person("ada", email="a@x")], [Member("x", email="a@x"), Member("y", sourced_id="ada")])
    assert found.why == {"ada": "several members of the platform's course may be this student"}


def test_a_number_that_two_students_have_is_nobodys():
    found = by_number([Person("ada", lms="1"), Person("bob", lms="1"), Person("eve", lms="2")])
    assert found.users == {"eve": "2"}
    assert set(found.why) == {"ada", "bob"}


WORDS = st.sampled_from(["", "1", "2", "a@x", "A@X", "b@x", "ada", "bob"])
PEOPLE = st.lists(
    st.builds(Person, st.sampled_from(["ada", "bob", "eve", "a@x"]), email=WORDS, lms=WORDS),
    unique_by=lambda one: one.id,
)
MEMBERS = st.lists(st.builds(Member, st.sampled_from(["1", "2", "u3", "u4"]), WORDS, WORDS, WORDS), max_size=5)


@given(PEOPLE, MEMBERS)
def test_nobody_gets_what_anything_says_is_anothers(people, members):
    found = match(people, members)
    assert found.users.keys() | found.why.keys() == {one.id for one in people}
    assert not found.users.keys() & found.why.keys()
    assert len(set(found.users.values())) == len(found.users), "nobody gets the marks of two"
    for student, user in found.users.items():
        others = [one for one in people if one.id != student]
        for member in members:
            if member.user == user:
                for other in others:
                    assert member.user != other.lms
                    assert not member.sourced_id or member.sourced_id != other.id
                    assert not member.email or member.email.casefold() not in {other.email.casefold(), other.id}
