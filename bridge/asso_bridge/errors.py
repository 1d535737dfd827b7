"""What can go wrong, drawn as a tree by what it calls for.

BridgeError
├── Stop              nothing more can be done until a person has mended something
│   ├── WrongSetting      the command's own settings
│   ├── BadSource         the portal's data as a whole: truncated, not JSON, suspiciously empty
│   ├── Refused           the ledger understood a call and refused it
│   ├── BrokenContract    the two sides do not speak the same contract
│   ├── Machine           this machine: its disk is full, it lets no more files be open
│   └── Busy              another run is at work
└── TryAgain          network, overload, locks: the same call may succeed a moment later
    └── LedgerBusy        somebody else holds what the call needs

A change that is wrong by itself is no exception: it goes to the quarantine.
"""

import errno
import sqlite3


class BridgeError(Exception):
    """Says what is wrong (and with which record), then how to mend it."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(f"{what} {mend}".strip())
        self.what = what
        self.mend = mend


class Stop(BridgeError):
    pass


class WrongSetting(Stop):
    pass


class BadSource(Stop):
    pass


class Refused(Stop):
    pass


class BrokenContract(Stop):
    pass


class Machine(Stop):
    @classmethod
    def of(cls, error: OSError | sqlite3.Error) -> "Machine":
        """The error in one line, with what to do about it."""
        text = getattr(error, "strerror", None) or str(error)
        number = getattr(error, "errno", None)
        mend = "Check the disk and the rights of its folders."
        if number in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} or "full" in text:
            mend = "Make room on the disk (temporary files go to TMPDIR)."
        elif number in {errno.EMFILE, errno.ENFILE} or "unable to open" in text:
            mend = "Let the command open more files (`ulimit -n`)."
        return cls(f"This machine cannot go on: {text}.", f"{mend} The next run goes on from here.")


class Busy(Stop):
    pass


class TryAgain(BridgeError):
    pass


class LedgerBusy(TryAgain):
    pass
