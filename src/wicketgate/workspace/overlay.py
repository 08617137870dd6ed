"""How overlayfs writes down a change in its upper layer: whiteouts, opaque folders, marks in extended attributes.

Takes open descriptors of a layer no process uses any more. Knows the kernel's `Documentation/filesystems/overlayfs`.
"""

from __future__ import annotations

import os
import stat

from wicketgate.workspace.tree import FILE, FOLDER

PREFIXES = ("user.overlay.", "trusted.overlay.")
# A redirect or a metacopy says "the content lies elsewhere": believed, it would bring in what the view never held.
BORROWED = frozenset({"redirect", "metacopy"})


def marks(handle: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return overlayfs' own marks on an object, without prefix, and the names of all other extended attributes."""
    try:
        names = os.listxattr(handle)
    except OSError:
        return frozenset(), ()
    own = {name: name.removeprefix(prefix) for name in names for prefix in PREFIXES if name.startswith(prefix)}
    return frozenset(own.values()), tuple(sorted(set(names) - set(own)))


def opaque(handle: int) -> bool:
    """Return whether the folder hides everything the view held below it (`x` only says that marks may follow)."""
    for prefix in PREFIXES:
        try:
            if os.getxattr(handle, prefix + "opaque") == b"y":
                return True
        except OSError:
            continue
    return False


def is_whiteout(info: os.stat_result) -> bool:
    """Return whether the object is a whiteout in its usual form, the character device 0:0."""
    return stat.S_ISCHR(info.st_mode) and info.st_rdev == 0


def open_object(parent: int, name: str, folder: bool) -> int:
    """Return a descriptor for reading; an owner whose agent took away the permission takes it back."""
    flags = FOLDER if folder else FILE
    try:
        return os.open(name, flags, dir_fd=parent)
    except PermissionError:
        handle = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        try:
            if not stat.S_ISLNK(os.fstat(handle).st_mode):
                os.chmod(f"/proc/self/fd/{handle}", 0o700)  # noqa: PTH101 - the object itself, not a name
        finally:
            os.close(handle)
        return os.open(name, flags, dir_fd=parent)
