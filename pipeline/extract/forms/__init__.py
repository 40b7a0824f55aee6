"""Published money forms: final accounts, budget tables and lists of items by year → facts and the sums inside each form.

A form is read by its grid: the head rows give each column its meaning (side, fund, kind of expenditure, stage, year), the
key columns (code, name) give each row its own. Two-sided forms are panels side by side. Which sums a form states
follows from codes (类 = Σ款, 款 = Σ项), from total rows and from total columns (SPEC 3.4, D01–D12); the same figure in two
forms is one datum printed twice, and is compared as such.
"""

from pipeline.extract.forms.reader import FormReader
from pipeline.extract.forms.titles import form_of

__all__ = ["FormReader", "form_of"]
