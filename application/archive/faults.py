"""What the archive says when it cannot: one exception for each thing that somebody can do about it."""

import re

# EFBIG, ENOSPC and EDQUOT of a folder; what S3 servers say.
NO_ROOM = re.compile(
    r"os error (?:27|28|122)\b|Server returned non-2xx status code: 507|XMinioStorageFull|QuotaExceeded"
)
# EPERM, EACCES and EROFS of a folder; what S3 servers say to a stranger, or of a bucket that is elsewhere or nowhere.
NOT_OURS = re.compile(r"os error (?:1|13|30)\b|Server returned non-2xx status code: (?:301|401|403)|NoSuchBucket")


class NotArchived(LookupError):
    """There is no such content under this key."""


class Corrupted(Exception):
    """What is stored is not what was stored. The message names the content, never the key."""


class ArchiveUnavailable(Exception):
    """The store does not answer, refuses, or has no room. Nothing was half done; try again."""


class ArchiveFull(ArchiveUnavailable):
    """The store has no room left. Nothing was half done; somebody has to make room."""


class ArchiveRefuses(ArchiveUnavailable):
    """The store does not know us or our place in it, or does not keep what it promises: look at the settings."""


def fault_of(error: Exception) -> ArchiveUnavailable:
    """Return what the store's own complaint means, told in its first line: what follows is its debugging output."""
    text = str(error)
    first_line = text.partition("\n")[0]
    if NO_ROOM.search(text):
        return ArchiveFull(first_line)
    if NOT_OURS.search(text):
        return ArchiveRefuses(first_line)
    return ArchiveUnavailable(first_line)


def is_missing_bucket(error: Exception) -> bool:
    """Whether not the object is missing but the whole bucket; obstore raises the same for both."""
    return "NoSuchBucket" in str(error)
