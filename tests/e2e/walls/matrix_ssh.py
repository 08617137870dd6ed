"""The part of the matrix about SSH out of a sandbox."""

from __future__ import annotations

from tests.e2e.walls.matrix import Row

U = "tests/unit"
AGENT, KEYS = (f"{U}/{name}.py::test_" for name in ("egress/test_ssh_agent", "secrets/test_ssh_keys"))
SIGNED = AGENT + "nothing_is_signed"
LOGIN, RING, SESSIONS = "secrets/ssh/login.py", "secrets/ssh/ring.py", "egress/ssh/sessions.py"
LEG, TUNNEL, GREETING = "egress/ssh/agent.py", "egress/ssh/tunnel.py", "egress/ssh/greeting.py"
FILTER = "sandbox/seccomp.py"
ATTACKS: tuple[tuple[str, str, str, str], ...] = (
    ("ssh: a session that passes here", "have a login of somebody outside signed", SESSIONS, SIGNED + "[elsewhere]"),
    ("ssh: a session that still runs", "bind a session again when it is over", SESSIONS, SIGNED + "[over]"),
    ("ssh: the host signed the session", "bind an invented session id", LOGIN, SIGNED + "[no_proof]"),
    ("ssh: no forwarded connection", "sign for whoever is behind the host", LOGIN, SIGNED + "[forwarded]"),
    ("ssh: nothing but a login is signed", "have arbitrary bytes signed", LOGIN, SIGNED + "[anything]"),
    ("ssh: the bound session alone", "have a login of another session signed", LEG, SIGNED + "[another_session]"),
    ("ssh: listed users", "log in as somebody else", "gate/ssh.py", SIGNED + "[another_user]"),
    ("ssh: the key of the host's entry", "use the key of another host", LEG, SIGNED + "[another_key]"),
    (
        "ssh: the key that was decided on",
        "sign with another key than the one a person saw",
        RING,
        AGENT + "a_key_rotated_while_a_person_thinks_does_not_sign_for_the_one_they_saw",
    ),
    (
        "ssh: SHA-2",
        "have a login signed with SHA-1",
        LOGIN,
        KEYS + "the_flags_must_ask_for_the_algorithm_that_is_named[0]",
    ),
    (
        "ssh: one decision a session",
        "ask until somebody says yes",
        LEG,
        AGENT + "a_session_is_signed_for_once_on_however_many_connections",
    ),
    (
        "ssh: the host's key as it passes",
        "go to another host in the listed one's name",
        GREETING,
        AGENT + "a_host_that_is_not_the_listed_one_is_refused[another host]",
    ),
    (
        "ssh: little leaves before a login",
        "log in with a key of its own and carry data out",
        TUNNEL,
        AGENT + "little_leaves_before_a_login_was_signed",
    ),
    (
        "ssh: its way carries SSH alone",
        "carry anything over the way for SSH",
        TUNNEL,
        AGENT + "the_way_carries_ssh_alone",
    ),
    (
        "ssh: Unix streams alone",
        "open a Unix datagram socket beside the ssh-agent",
        FILTER,
        f"{U}/sandbox/test_seccomp.py::test_with_an_ssh_agent_unix_streams_and_nothing_else_are_added",
    ),
    (
        "ssh: Unix sockets beside an ssh-agent alone",
        "open a Unix socket in a task without ssh",
        "sandbox/launcher.py",
        "tests/e2e/sandbox/test_unix.py::test_without_an_ssh_agent_no_unix_socket_can_be_opened",
    ),
)
SSH_ROWS = tuple(Row(wall, attack, module, (), test=test) for wall, attack, module, test in ATTACKS)
SSH_WALLED = frozenset(row.module for row in SSH_ROWS)
