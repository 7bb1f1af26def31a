"""What callers send in more than one place, within what every store of ours can keep."""

from typing import Annotated

from pydantic import Field, StringConstraints

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no text with a NUL in it."""
LARGEST_INTEGER = 2**63 - 1

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
"""Why somebody does something; blanks are none."""
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Of what was looked at, so that of two who change it one is told; PostgreSQL keeps it in 32 bits."""
