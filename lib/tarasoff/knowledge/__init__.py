"""The one door to the data files in this package: each record is typed, sourced and checked as it is read."""

from tarasoff.knowledge.library import (
    cited_in,
    consent_material,
    line,
    questions,
    redactions,
    situations,
    source,
    sources,
    sources_of,
)
from tarasoff.knowledge.reading import DataFileError
from tarasoff.knowledge.records import (
    ConsentMaterial,
    Feedback,
    Limit,
    Line,
    Option,
    Phrase,
    Question,
    Rung,
    Situation,
    Situations,
    Source,
)

__all__ = [
    "ConsentMaterial",
    "DataFileError",
    "Feedback",
    "Limit",
    "Line",
    "Option",
    "Phrase",
    "Question",
    "Rung",
    "Situation",
    "Situations",
    "Source",
    "cited_in",
    "consent_material",
    "line",
    "questions",
    "redactions",
    "situations",
    "source",
    "sources",
    "sources_of",
]
