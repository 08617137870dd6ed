"""What to raise around one order: its environment, files, ports and limits, worked out from the profile."""

from __future__ import annotations

from dataclasses import replace

from wicketgate.errors import Refused
from wicketgate.intercept import inside, managed_settings, ssh_config
from wicketgate.intercept.claude_arguments import arguments
from wicketgate.intercept.environment import database, environment, seeds
from wicketgate.run.folder import RunFolder
from wicketgate.run.network import RunNetwork
from wicketgate.run.order import Order
from wicketgate.sandbox.plan import DATABASE, EGRESS, HOOKS, MODEL, TOOLS, Bind, Spec
from wicketgate.tools.catalogue import offered_tools, postgres_source

CARRIED = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TMPDIR", "TERM", "IS_SANDBOX")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def ports(order: Order) -> tuple[int, ...]:
    """Return the ports the order may use: a way out that is not granted has no listener at all."""
    task = order.profile.task
    own = (MODEL, HOOKS) if order.kind == "claude" else ()
    egress = (EGRESS,) if task.network or task.ssh else ()
    tools = (TOOLS,) if offered_tools(order.profile) else ()
    tables = (DATABASE,) if postgres_source(order.profile) is not None else ()
    return own + egress + tools + tables


def specify(order: Order, folder: RunFolder, uid: int | None, outside: RunNetwork) -> Spec:
    """Return the sandbox of an order; Refused if its task grants no commands and it is one."""
    profile = order.profile
    folder.scratch.mkdir(mode=0o700, exist_ok=True)
    spec = Spec(
        run=folder.id,
        argv=("/usr/bin/env", "--", *order.argv),  # which looks it up on the PATH inside
        env=environment(profile, order.terminal)
        | outside.variables()
        | database(profile)
        | ssh_config.variables(profile),
        files={**outside.files(), **ssh_config.files(profile)},
        limits=profile.task.limits,
        lower=str(folder.view / "frozen"),
        ports=ports(order),
        agent=bool(profile.task.ssh),
        uid=uid,
        scratch=str(folder.scratch),
    )
    return _agent(spec, order) if order.kind == "claude" else _command(spec, order, outside)


def _agent(spec: Spec, order: Order) -> Spec:
    profile = order.profile
    return replace(
        spec,
        argv=arguments(order.argv),
        binaries=(Bind(str(order.claude), inside.CLAUDE),),
        files={**spec.files, **managed_settings.files(profile)},
        seeds=seeds(),
        execute="any" if profile.task.commands else (inside.CLAUDE,),
    )


def _command(spec: Spec, order: Order, outside: RunNetwork) -> Spec:
    profile = order.profile
    if not profile.task.commands:
        where = profile.rule()
        raise Refused(f"task {profile.name} starts no program ({where})", f"add `commands: any` there ({where})")
    names = (
        *CARRIED,
        *PROXIES,
        *map(str.lower, PROXIES),
        *outside.variables(),
        *database(profile),
        *ssh_config.variables(profile),
    )
    return replace(spec, env={name: spec.env[name] for name in names})
