"""What a machine lacks for a run, each with the command that mends it. Pure."""

from __future__ import annotations

from wicketgate.sandbox.machine import Machine, Missing

OLDEST_BWRAP = (0, 8)
ARCHITECTURES = ("x86_64", "aarch64")
APPARMOR = """sudo tee /etc/apparmor.d/bwrap >/dev/null <<'END' && sudo systemctl reload apparmor
abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {{
  userns,
}}
profile wicketgate {interpreter} flags=(unconfined) {{
  userns,
}}
END"""
"""Profiles that let bubblewrap, and the interpreter that starts it, enter user namespaces (Ubuntu 23.10 on)."""


def remedies(found: Machine, interpreter: str, apparmor: bool, sysctls: tuple[str, ...]) -> tuple[Missing, ...]:
    """Return everything `found` lacks; `apparmor` and `sysctls` say which settings of the kernel stand in the way."""
    out = []
    if found.architecture not in ARCHITECTURES:
        out.append(Missing(f"no walls are written for {found.architecture}", "use an x86_64 or aarch64 machine"))
    if not found.bwrap:
        out.append(Missing("bubblewrap is not installed", "sudo apt-get install -y bubblewrap"))
    elif not found.bwrap_version:
        out.append(Missing(f"{found.bwrap} cannot be started by you", "sudo apt-get install --reinstall -y bubblewrap"))
    elif found.bwrap_version < OLDEST_BWRAP:
        got = ".".join(str(part) for part in found.bwrap_version)
        out.append(Missing(f"bubblewrap 0.8 or newer is needed (got {got})", "sudo apt-get install -y bubblewrap"))
    if not found.seccomp:
        out.append(Missing("libseccomp cannot be loaded", "sudo apt-get install -y libseccomp2"))
    if not found.landlock:
        remedy = "use Linux 5.13 or newer and add landlock to the kernel's lsm= list (/etc/default/grub, update-grub)"
        out.append(Missing("the kernel has no Landlock", remedy))
    if not found.namespaces:
        out.append(Missing("user namespaces are refused", _namespaces(interpreter, apparmor, sysctls)))
    elif not found.overlay:
        out.append(Missing("an overlay cannot be mounted in a user namespace", "use Linux 5.11 or newer"))
    return tuple(out + _weaker(found))


def _namespaces(interpreter: str, apparmor: bool, sysctls: tuple[str, ...]) -> str:
    if sysctls:
        return " && ".join(f"sudo sysctl -w {setting}" for setting in sysctls)
    if apparmor:
        return APPARMOR.format(interpreter=interpreter)
    return "allow unprivileged user namespaces (in a container: its seccomp profile and its AppArmor profile must)"


def _weaker(found: Machine) -> list[Missing]:
    out = []
    if found.overlay and not found.tmpfs_xattr:
        what = "the disk cap of a run is sampled, not held by a tmpfs"
        out.append(Missing(what, "use Linux 6.6 or newer", required=False))
    if found.cgroup.kind == "none":
        what = "the memory cap of a run is sampled, not held by a cgroup"
        remedy = "start it under your systemd: systemd-run --user --scope wicketgate …"
        out.append(Missing(what, remedy, required=False))
    return out
