"""All exhibits, in the order of the lectures."""

from tarasoff.exhibits.balance import balance_map
from tarasoff.exhibits.clinic import clinic
from tarasoff.exhibits.exhibit import Exhibit
from tarasoff.exhibits.ledger import ledger
from tarasoff.exhibits.risk import people_grid, roc_board
from tarasoff.exhibits.thresholds import thresholds
from tarasoff.exhibits.trust import break_even, disclosure


def catalogue() -> tuple[Exhibit, ...]:
    """Every exhibit.

    >>> [exhibit.id for exhibit in catalogue()]
    ['disclosure', 'break-even', 'ledger', 'clinic', 'people', 'roc', 'thresholds', 'balance']
    """
    makers = (disclosure, break_even, ledger, clinic, people_grid, roc_board, thresholds, balance_map)
    return tuple(make() for make in makers)
