"""A clinic over the years, person by person: what happens where each learns from what becomes of confidences.

The closed forms of `tarasoff.models.trust` hold where nobody learns. Here people do: from their own confidences, and
from what they hear of others.
"""

from typing import TYPE_CHECKING

from attrs import field, frozen

from tarasoff.models.risk import amount, share

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MONTHS = 12


@frozen(kw_only=True)
class Clinic:
    """A clinic, its rule and its clients. Each number is an assumption that can be moved; see `evidence.yaml`.

    Args:
        passed_on: of what is told, the share that is passed on; 0 for a private rule, 1 if all is reported.
        danger: the share of clients that is in danger in a month.
        harm: of those in danger whose danger is not averted, the share that comes to harm.
        e_private: of the harm of those who tell, the share that is averted where it stays private.
        e_report: the same where it is passed on.
        bearable: how likely it may be that it is passed on, for half of the clients to tell.
        spread: how much clients differ in that, as the standard deviation of its logarithm (lognormal, an assumption).
        firmness: how many confidences it takes to move a client half way from what the rule promises to what was lived
            through.
        weight: how much a broken confidence weighs, where a kept one weighs 1.
        heard: how many other clients hear of each breach.
        leaves: the share that leaves care after its confidence was broken.
        returns: the share of those who left that comes back in a month.
    """

    passed_on: float = field(default=0.0, validator=share)
    danger: float = field(default=0.02, validator=share)
    harm: float = field(default=0.1, validator=share)
    e_private: float = field(default=0.3, validator=share)
    e_report: float = field(default=0.5, validator=share)
    bearable: float = field(default=0.5, validator=amount)
    spread: float = field(default=1.0, validator=amount)
    firmness: float = field(default=2.0, validator=amount)
    weight: float = field(default=3.0, validator=amount)
    heard: float = field(default=0.0, validator=amount)
    leaves: float = field(default=0.1, validator=share)
    returns: float = field(default=0.05, validator=share)


def run(clinic: Clinic, clients: int, years: int, rng: "np.random.Generator") -> "pd.DataFrame":
    """Let clients live through years, month by month.

    Args:
        clinic: the clinic.
        clients: how many, at least 1.
        years: how many, at least 1.
        rng: where chance comes from: the same seed gives the same years.

    Returns:
        One row a year: ``in_care`` (share, in the mean over its months), ``danger`` (client-months of danger),
        ``told``, ``passed_on``, ``averted`` and ``harmed`` (counts), and ``trust`` (what clients expect to be kept,
        at its end).

    Raises:
        ValueError: there is nobody, or no time.

    >>> import numpy as np
    >>> years = run(Clinic(), clients=200, years=3, rng=np.random.default_rng(1))
    >>> len(years), bool((years["told"] <= years["danger"]).all())
    (3, True)
    """
    import numpy as np  # noqa: PLC0415  heavy, and only needed for a run
    import pandas as pd  # noqa: PLC0415

    if clients < 1 or years < 1:
        raise ValueError(f"{clients} clients over {years} years: give at least one of each.")
    # How much being passed on would cost each, against what telling brings.
    cost = np.exp(rng.normal(0, clinic.spread, clients)) / clinic.bearable
    kept = np.zeros(clients)
    broken = np.zeros(clients)
    in_care = np.ones(clients, dtype=bool)
    rows = []
    for year in range(1, years + 1):
        counts = dict.fromkeys(("in_care", "danger", "told", "passed_on", "averted", "harmed"), 0.0)
        for _ in range(MONTHS):
            month = _month(clinic, rng, in_care, tells=_expected(clinic, kept, broken) * cost < 1)
            told, passed_on = month["told"], month["passed_on"]
            kept += told & ~passed_on
            broken += clinic.weight * passed_on
            # Who hears of it is not followed one by one: each client hears as much as the mean.
            broken += clinic.weight * clinic.heard * passed_on.sum() / clients
            for name in counts:
                counts[name] += float(month[name].sum())
            left = passed_on & (rng.random(clients) < clinic.leaves)
            back = ~in_care & (rng.random(clients) < clinic.returns)
            in_care = (in_care & ~left) | back
        counts["in_care"] /= MONTHS * clients
        rows.append({"year": year, **counts, "trust": float(1 - _expected(clinic, kept, broken).mean())})
    return pd.DataFrame(rows).set_index("year")


def _month(
    clinic: Clinic, rng: "np.random.Generator", in_care: "np.ndarray", *, tells: "np.ndarray"
) -> dict[str, "np.ndarray"]:
    """Which clients are in care and in danger in a month, tell, are passed on, and come to harm or are kept from it."""
    import numpy as np  # noqa: PLC0415

    clients = len(in_care)
    danger = rng.random(clients) < clinic.danger
    told = danger & in_care & tells
    passed_on = told & (rng.random(clients) < clinic.passed_on)
    averts = np.where(passed_on, clinic.e_report, np.where(told, clinic.e_private, 0.0))
    # One draw for harm and another for what averts it, so that both counts are of people.
    would = danger & (rng.random(clients) < clinic.harm)
    averted = would & (rng.random(clients) < averts)
    return {
        "in_care": in_care,
        "danger": danger,
        "told": told,
        "passed_on": passed_on,
        "averted": averted,
        "harmed": would & ~averted,
    }


def _expected(clinic: Clinic, kept: "np.ndarray", broken: "np.ndarray") -> "np.ndarray":
    """How likely each client thinks it is that the next confidence is passed on: the rule, moved by what was lived."""
    import numpy as np  # noqa: PLC0415

    total: np.ndarray = clinic.firmness + kept + broken
    lived = clinic.firmness * clinic.passed_on + broken
    # Where nothing counts yet, what the rule promises is all there is.
    return np.where(total > 0, lived / np.where(total > 0, total, 1), clinic.passed_on)
