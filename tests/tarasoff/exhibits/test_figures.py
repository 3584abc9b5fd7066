"""The pictures in the lectures' text: what each is drawn from, beside the law and the studies."""

import pytest

from tarasoff.exhibits.figures import figure
from tarasoff.knowledge.evidence import studies


@pytest.mark.parametrize("name", ["places", "whose-danger"])
def test_a_picture_of_places_counts_each_place_once(name):
    for column in figure(name)["columns"]:
        places = [place for kind in column["kinds"] for place in kind["places"]]
        assert len(places) == len(set(places)) == 51


def test_whose_danger_it_is_decides_what_is_owed():
    found = {
        column["name"].split(":")[0]: {kind["kind"]: kind["places"] for kind in column["kinds"]}
        for column in figure("whose-danger")["columns"]
    }
    # As lecture 06 says: mostly a permission where the client is in danger, a duty where a child is.
    assert len(found["A child"]["duty"]) > 45
    assert len(found["The client"]["permission"]) > 40
    # A report of an abused adult is a permission in two places (NY-adult_abuse-1, PA-adult_abuse-1), and in Idaho for a
    # psychologist of an outpatient clinic, whom its list does not name (ID-adult_abuse-3); a duty where a client is in
    # danger stands in Maine's rule ("maine-and-the-client").
    assert found["An adult of 70 who relies on others"]["permission"] == ["ID", "NY", "PA"]
    assert "ME" in found["The client"]["duty"]


def test_the_studies_stand_where_their_rows_put_them():
    at = {item["name"]: item for item in figure("studies")["items"]}
    of = {row: studies()[row].share for row in ("T01", "T02", "T08", "T09", "T10", "T11")}
    # m: those who tell when it may be passed on, of those who tell in private.
    assert at["Ford 1997"]["low"] == pytest.approx(of["T01"] / of["T02"], abs=0.01)
    assert at["Anestis and Green 2015"]["low"] == pytest.approx(of["T11"] / of["T10"], abs=0.01)
    assert at["Lothen-Kline 2003"]["low"] == pytest.approx(of["T09"] / of["T08"], abs=0.01)
    warner = studies()["T14"]
    assert (at["Warner 2011"]["low"], at["Warner 2011"]["high"]) == (1 / warner.upper, 1 / warner.lower)
