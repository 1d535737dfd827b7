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
        "The (type, id) of those that it waits for until the end of the run, then does without."
        return []

    @property
    def hints(self):
        "The (type, id) of the records that are used if they are there."
        return []

    @property
    def fault(self):
        "What is wrong with it although it is booked, as the Refusal that is told; or None."

    def frozen(self):
        "A digest of what may not change once posted; None if all may."
