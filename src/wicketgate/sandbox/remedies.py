"""What a machine lacks for a run, each with the command that mends it. Pure but for reading two kernel settings' names."""

from __future__ import annotations

from wicketgate.sandbox.machine import Machine, Missing

PROFILE = """printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) {\\n  userns,\\n}\\n\
' | sudo tee /etc/apparmor.d/bwrap && sudo systemctl reload apparmor"""


def remedies(found: Machine, oldest: tuple[int, ...]) -> tuple[Missing, ...]:
    """Return everything `found` lacks."""
    out = []
    if found.architecture not in ("x86_64", "aarch64"):
        out.append(Missing(f"no walls are written for {found.architecture}", "use an x86_64 or aarch64 machine"))
    if not found.bwrap:
        out.append(Missing("bubblewrap is not installed", "sudo apt-get install -y bubblewrap"))
    elif found.bwrap_version < oldest:
        out.append(Missing("bubblewrap is older than 0.8", "sudo apt-get install -y bubblewrap"))
    if not found.seccomp:
        out.append(Missing("libseccomp cannot be loaded", "sudo apt-get install -y libseccomp2"))
    if not found.landlock:
        out.append(Missing("the kernel has no Landlock", "use Linux 5.13 or newer, with landlock in the lsm= list"))
    if not found.namespaces:
        out.append(Missing("user namespaces are refused", "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"))
    elif not found.overlay:
        out.append(Missing("an overlay cannot be mounted in a user namespace", "use Linux 5.11 or newer"))
    return tuple(out)
