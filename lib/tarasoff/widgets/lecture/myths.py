"""What is said of the Tarasoff case: judge a claim first, then read what sources say."""

from collections.abc import Mapping
from typing import Any

from tarasoff.knowledge.names import known, unknown
from tarasoff.knowledge.teaching.library import story
from tarasoff.knowledge.teaching.story import VERDICTS_ON_CLAIMS, Claim
from tarasoff.widgets.view import View, expect, script


class Myths(View):
    r"""Claims about the case, one at a time: true, half true or false? Each answer is met with what sources say.

    Args:
        claims: which ones; the six that the lecture asks, two of which are true, if none is named.
        every: all claims.

    Raises:
        KeyError: there is no such claim.

    >>> Myths().text().count("\n"), Myths(every=True).text().count("\n")
    (6, 15)
    """

    _esm = script("board")

    def __init__(self, *claims: str, every: bool = False) -> None:
        tale = story()
        known_claims = {claim.id: claim for claim in tale.claims}
        asked = (claim.id for claim in tale.claims if every or claim.asked)
        self._claims = {claim: known_claims[known(claim, known_claims, "claim")] for claim in claims or asked}
        super().__init__(
            "myths",
            {
                "title": "True, half true or false?",
                "one": "Claim",
                "ask": "What do you think?",
                "choices": [{"id": verdict, "label": label} for verdict, label in VERDICTS_ON_CLAIMS.items()],
                "names": {"fits": "Right", "wrong": "Not so"},
                "situations": [
                    {
                        "id": claim.id,
                        "text": claim.claim,
                        "section": tale.sections.claims,
                        "links": list(claim.urls),
                        "feedback": {verdict: _feedback(claim, verdict) for verdict in VERDICTS_ON_CLAIMS},
                    }
                    for claim in self._claims.values()
                ],
            },
        )

    def refuse_field(self, field: str, given: Any) -> str | None:
        """An answer is claim id to verdict."""
        if field not in self._claims:
            return unknown(field, self._claims, "claim")
        return expect(given, VERDICTS_ON_CLAIMS, "verdict")

    def summarise(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Count what was judged rightly."""
        right = sum(self._claims[claim].verdict == verdict for claim, verdict in answer.items())
        return {"text": f"{len(answer)} of {len(self._claims)} judged, {right} right."} if answer else {}

    def text(self) -> str:
        """The claims, without what sources say."""
        claims = [f"{number}. {claim.claim}" for number, claim in enumerate(self._claims.values(), start=1)]
        return "\n".join(["True, half true or false?", *claims])


def _feedback(claim: Claim, chosen: str) -> dict[str, str]:
    verdict = "fits" if chosen == claim.verdict else "wrong"
    is_ = f"{VERDICTS_ON_CLAIMS[claim.verdict]}. " if verdict == "wrong" else ""
    return {"verdict": verdict, "why": f"{is_}{claim.truth} {claim.takeaway}"}
