"""What lets `ssh` inside work without hand-work: its settings, the hosts' keys, and how it reaches the proxy.

Takes a profile, gives read-only files and a variable. None of it is a wall: a program inside may bring its own, and
meets the proxy and the ssh-agent all the same.
"""

from __future__ import annotations

from wicketgate.intercept import inside
from wicketgate.policy import Profile
from wicketgate.policy.ssh import PORT, ssh_place

CONFIG, KNOWN, CONNECT = "/etc/ssh/ssh_config", "/etc/ssh/ssh_known_hosts", "/etc/wicketgate/ssh-connect"
SETTINGS = f"""Host *
  ProxyCommand /usr/bin/python3 -I -S {CONNECT} %h %p
  GlobalKnownHostsFile {KNOWN}
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  CheckHostIP no
  UpdateHostKeys no
  CanonicalizeHostname no
  PreferredAuthentications publickey
  ForwardAgent no
  ForwardX11 no
"""
PROGRAM = '''"""Opens a way to HOST PORT by the proxy's CONNECT, and carries standard input and output over it."""
import os, socket, sys, threading

host, port = sys.argv[1:]
place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
line = socket.create_connection(("127.0.0.1", 8703))
line.sendall(f"CONNECT {place} HTTP/1.1\\r\\nHost: {place}\\r\\n\\r\\n".encode())
head = b""
while not head.endswith(b"\\r\\n\\r\\n"):
    piece = line.recv(1)
    if not piece:
        break
    head += piece
if b" 200 " not in head.split(b"\\r\\n")[0]:
    line.settimeout(5)
    body = b"".join(iter(lambda: line.recv(4096), b""))
    sys.exit(f"no way to {place}: {body.decode(errors='replace')[:2000]}")


def up():
    while piece := os.read(0, 65536):
        line.sendall(piece)
    line.shutdown(socket.SHUT_WR)


threading.Thread(target=up, daemon=True).start()
while piece := line.recv(65536):
    while piece:
        piece = piece[os.write(1, piece) :]
'''


def files(profile: Profile) -> dict[str, bytes]:
    """Return the read-only files inside; none without an `ssh` entry."""
    if not profile.task.ssh:
        return {}
    return {CONFIG: _config(profile).encode(), KNOWN: _known(profile).encode(), CONNECT: PROGRAM.encode()}


def variables(profile: Profile) -> dict[str, str]:
    """Return the variable by which programs find the ssh-agent."""
    return {"SSH_AUTH_SOCK": inside.AGENT} if profile.task.ssh else {}


def _config(profile: Profile) -> str:
    """Return the settings; where a host has one port and one user, they need not be typed."""
    lines, seen = list[str](), set[str]()
    for place, grant in profile.task.ssh.items():
        host, port = ssh_place(place)
        if host not in seen:
            seen.add(host)
            lines += [f"Host {host}", f"  Port {port}"]
            lines += [f"  User {grant.users[0]}"] if len(grant.users) == 1 else []
    return "\n".join([*lines, SETTINGS])


def _known(profile: Profile) -> str:
    lines = []
    for place, grant in profile.task.ssh.items():
        host, port = ssh_place(place)
        name = host if port == PORT else f"[{host}]:{port}"
        lines += [f"{name} {key}\n" for key in grant.host_keys]
    return "".join(lines)
