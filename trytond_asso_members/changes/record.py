"""What all records of the portal have in common."""
from pydantic import BaseModel, ConfigDict

from .values import Id


class Record(BaseModel):
    model_config = ConfigDict(strict=True, extra='ignore', frozen=True)

    id: Id

    @property
    def refs(self):
        "The (type, id) of the records that must be there first."
        return []

    @property
    def informing(self):
        "Those that are waited for until the end of the run, and then done without."
        return []

    @property
    def hints(self):
        "The (type, id) of the records that are used if they are there."
        return []

    @property
    def fault(self):
        "The Refusal by which it is told of though it is booked, or None."

    def frozen(self):
        "A digest of what may not change once posted; None if all may."
