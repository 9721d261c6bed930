"""From whatever was dropped or pasted to links.

Every function returns an ``Intake`` and never raises for what it is given: what holds no link is a reject with
its file, line and reason. ``merge`` puts several together and takes doubles out, and the counts add up: each link
that was found is in ``links`` or counted in ``merged``.
"""

from oktodesk.media.intake.files import from_file
from oktodesk.media.intake.making import all_forms
from oktodesk.media.intake.markup import from_html
from oktodesk.media.intake.merging import merge
from oktodesk.media.intake.text import from_text, from_uri_list

__all__ = ["all_forms", "from_file", "from_html", "from_text", "from_uri_list", "merge"]
