"""What a comparison of the two sides has found, as the ledger keeps it."""

from pydantic import BaseModel


class Found(BaseModel):
    """`moment` is in UTC, ISO 8601 to the second: the same one sent twice counts once.

    `wrong`, `waiting` and `decided` count differences, `drift` is their sum over balances.
    """

    moment: str
    compared: int
    wrong: int
    waiting: int
    decided: int
    drift: str
    differences: str
