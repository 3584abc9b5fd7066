# Which of our steps stand in nbgrader's pipelines, and where this course lies. nbgrader reads this file
# whenever one of its commands, or JupyterLab with formgrader, starts in this folder.
from pathlib import Path

from safegrade import configure
from tarasoff.nbgrader_plugin import CaseAnalysis

here = Path(__file__).resolve().parent

c = get_config()
c.CourseDirectory.course_id = "tarasoff"
c.CourseDirectory.root = str(here)
# One machine, one teacher. On a shared hub, name the exchange folder of the hub instead.
c.Exchange.root = str(here / "exchange")
# The gradebook is gradebook.db, here. For one on a PostgreSQL server set c.CourseDirectory.db_url to
# "postgresql+psycopg://NAME@HOST/DATABASE", and keep the password in ~/.pgpass, where libpq looks for it.
configure(c, marker=CaseAnalysis())
