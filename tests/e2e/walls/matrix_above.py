"""The part of the matrix above the sandbox: each wall is one function or value, its attack is a test that exists."""

from __future__ import annotations

from tests.e2e.walls.matrix import Row
from tests.e2e.walls.matrix_broker import BROKER_ROWS, BROKER_WALLED
from tests.e2e.walls.matrix_postgres import POSTGRES_ROWS, POSTGRES_WALLED
from tests.e2e.walls.matrix_ssh import SSH_ROWS, SSH_WALLED

U = "tests/unit"
MODEL, PROXY, DIAL = (f"{U}/egress/test_{name}.py::test_" for name in ("model_route", "egress_proxy", "dial"))
DESK, RECORD, VERIFY = (
    f"{U}/approvals/test_desk.py::test_",
    f"{U}/audit/test_record.py::test_",
    f"{U}/audit/test_verify.py::test_",
)
COMMIT, SNAPSHOT, GIT = (f"{U}/workspace/test_{name}.py::test_" for name in ("commit", "snapshot", "git"))
OVERLAY = "tests/e2e/workspace/test_overlay.py::test_"
HOOKS, SETTINGS = (f"{U}/intercept/test_{name}.py::test_" for name in ("hooks", "configuration"))
ACCEPTED, LOAD = (f"{U}/policy/test_{name}.py::test_" for name in ("accepted", "load"))
OWN = "tests/e2e/walls/test_own_attacks.py::test_"
DB = f"{U}/tools/test_db_query.py::test_each_wall_is_needed"
CLAUDE = "tests/e2e/intercept/test_settings.py::test_"
GATEWAY = f"{U}/gateway/test_gateway.py::test_"


def row(wall: str, attack: str, module: str, test: str, *backs: str) -> Row:
    """Return a row whose test is run with the wall taken away."""
    return Row(wall, attack, module, backs, test=test)


ABOVE_ROWS: tuple[Row, ...] = (
    *BROKER_ROWS,
    *SSH_ROWS,
    *POSTGRES_ROWS,
    row(
        "model: known fields only",
        "have the upstream call a server of one's own",
        "egress/messages.py",
        MODEL + "what_makes_the_upstream_act_is_refused[mcp connector]",
    ),
    row(
        "model: no server tools",
        "have the upstream fetch a page",
        "egress/messages.py",
        MODEL + "what_makes_the_upstream_act_is_refused[web fetch]",
    ),
    row(
        "model: no source to fetch",
        "have the upstream fetch an image",
        "egress/messages.py",
        MODEL + "content_that_reaches_out_is_refused_however_deep[plain-image by url]",
    ),
    row(
        "model: credentials of the client dropped",
        "use a key of one's own",
        "egress/model.py",
        MODEL + "credentials_of_the_client_are_dropped_and_the_operators_key_is_forced",
    ),
    row(
        "model: known beta features only",
        "switch a feature of the upstream on",
        "egress/betas.py",
        MODEL + "credentials_of_the_client_are_dropped_and_the_operators_key_is_forced",
    ),
    row(
        "model: two paths only",
        "upload a file to the upstream",
        "egress/model.py",
        MODEL + "every_other_path_is_refused[POST-/v1/files]",
    ),
    row(
        "model: strict JSON",
        "say one thing to us and another to the upstream",
        "egress/strict.py",
        MODEL + "what_is_not_a_known_message_is_refused",
    ),
    row(
        "model: text cleaned of secrets",
        "tell the model a known secret",
        "egress/strict.py",
        MODEL + "secrets_are_cleaned_from_everything_the_model_is_sent",
    ),
    row(
        "model: errors without the key",
        "read the operator's key in an error",
        "egress/model.py",
        MODEL + "upstream_errors_pass_with_status_and_without_the_key",
    ),
    row(
        "model: tokens and cost reserved",
        "spend without end",
        "egress/budget.py",
        MODEL + "tokens_are_reserved_settled_and_run_out",
    ),
    row(
        "model: on record before it is forwarded",
        "speak to the model off the record",
        "egress/ledger.py",
        MODEL + "nothing_is_forwarded_when_the_record_fails",
    ),
    row(
        "model: upstream is https or loopback",
        "send the key in the clear",
        "egress/upstream.py",
        MODEL + "an_upstream_is_https_or_loopback[http://10.0.0.1]",
    ),
    row(
        "egress: decided before a name is resolved",
        "carry data in a name",
        "egress/proxy.py",
        PROXY + "a_name_that_is_not_granted_is_never_resolved",
    ),
    row(
        "egress: addresses checked",
        "reach an inner address by a granted name",
        "egress/dial.py",
        PROXY + "a_granted_name_that_leads_inside_is_refused",
    ),
    row(
        "egress: the checked address is dialled",
        "answer the second question about a name differently",
        "egress/dial.py",
        DIAL + "a_name_is_resolved_once_and_the_checked_address_is_dialled",
    ),
    row(
        "egress: the name in TLS is read",
        "ask a granted address for another host",
        "egress/splice.py",
        PROXY + "the_tls_name_must_be_the_admitted_host[other.test-False]",
    ),
    row(
        "egress: Host field agrees",
        "name one host in the URL and another in the field",
        "egress/target.py",
        PROXY + "what_is_not_granted_reaches_nothing[host field of another]",
    ),
    row(
        "egress: path rule",
        "fetch another path of a granted host",
        "gate/rules.py",
        PROXY + "what_is_not_granted_reaches_nothing[another path]",
    ),
    row(
        "egress: names below a wildcard counted",
        "carry data in names below a wildcard",
        "egress/meter.py",
        PROXY + "names_below_a_wildcard_carry_little",
    ),
    row(
        "egress: bytes capped",
        "carry more than the run may move",
        "egress/meter.py",
        PROXY + "bytes_that_leave_have_a_cap_and_so_has_what_comes_back",
    ),
    row(
        "http: one reading only",
        "smuggle a second request",
        "http/head.py",
        f"{U}/http/test_http_server.py::test_no_order_of_fields_lets_two_framings_through",
    ),
    row(
        "flow: nothing without a record",
        "act while the record cannot be written",
        "flow.py",
        GATEWAY + "broken_record_lets_nothing_through",
    ),
    row(
        "gate: no match denies",
        "use what no rule grants",
        "gate/decide.py",
        f"{U}/gate/test_gate_vectors.py::test_vector[deny_read_of_a_file_no_pattern_names]",
    ),
    row(
        "gate: what is visible outside asks",
        "post without anybody seeing it",
        "gate/risk.py",
        f"{U}/gate/test_gate_vectors.py::test_vector[ask_post_of_a_granted_path]",
    ),
    row(
        "approvals: bound to the exact action",
        "use a yes for another action",
        "approvals/binding.py",
        DESK + "a_grant_fits_no_other_action[arguments0]",
    ),
    row(
        "approvals: the digest that was shown",
        "approve something else than what was shown",
        "approvals/desk.py",
        DESK + "an_approval_without_the_digest_that_was_shown_does_not_count",
    ),
    row("approvals: used once", "use one yes twice", "approvals/pending.py", DESK + "a_grant_is_used_once"),
    row(
        "approvals: expire",
        "use a yes that has expired",
        "approvals/desk.py",
        DESK + "a_grant_expires_even_when_it_was_given_in_time",
    ),
    row(
        "approvals: flood refused",
        "tire the person with questions",
        "approvals/desk.py",
        OWN + "a_run_that_asks_without_end_is_refused",
    ),
    row(
        "control: its socket is private",
        "speak to the warden as somebody else",
        "control/place.py",
        OWN + "the_socket_is_private",
    ),
    row(
        "control: its folder is private",
        "reach the socket by a folder left open",
        "client.py",
        OWN + "a_state_folder_others_may_enter_is_refused",
    ),
    row(
        "control: only its own user",
        "speak to the warden through a socket left open",
        "control/server.py",
        OWN + "another_user_is_hung_up_on",
    ),
    row("output: capped", "print without end", "cli/pump.py", OWN + "output_beyond_the_cap_is_not_carried"),
    row(
        "output: the filter stands before the terminal",
        "write into the terminal's input",
        "cli/pump.py",
        OWN + "a_terminal_gets_what_is_on_the_list",
    ),
    row(
        "record: entries from inside say reported",
        "pass the agent's word for a fact",
        "audit/record.py",
        RECORD + "only_what_comes_from_inside_is_called_reported",
    ),
    row(
        "record: cleaned of secrets",
        "have a secret written into the record",
        "audit/record.py",
        RECORD + "no_known_secret_is_recorded_anywhere",
    ),
    row(
        "record: chained", "change an entry of the record", "audit/verify.py", VERIFY + "two_swapped_entries_are_found"
    ),
    row(
        "journal: private folder",
        "read the record as somebody else",
        "store/journal_file.py",
        f"{U}/store/test_journal.py::test_a_folder_open_to_others_is_refused",
    ),
    row(
        "journal: one owner",
        "have two write one record",
        "store/journal_file.py",
        f"{U}/store/test_journal.py::test_two_cannot_own_one_journal",
    ),
    row(
        "view: hidden by inode",
        "read a hidden file by its other name",
        "workspace/snapshot.py",
        SNAPSHOT + "a_hard_link_to_a_hidden_file_is_absent",
    ),
    row(
        "view: no link out",
        "follow a link out of the workspace",
        "workspace/tree.py",
        SNAPSHOT + "links_are_copied_only_where_they_lead_inside",
    ),
    row(
        "view: frozen",
        "read what a person writes during the run",
        "workspace/file_copy.py",
        SNAPSHOT + "an_edit_in_place_on_the_host_stays_invisible",
    ),
    row(
        "history: judged by every path",
        "read a hidden file out of the repository",
        "workspace/git/history.py",
        GIT + "hidden_and_ungranted_contents_cannot_be_shown",
    ),
    row(
        "commit: what was approved",
        "have a change committed that nobody approved",
        "workspace/commit.py",
        COMMIT + "nothing_approved_changes_nothing",
    ),
    row(
        "commit: no link is followed",
        "write outside by a folder that became a link",
        "workspace/tree.py",
        COMMIT + "a_folder_swapped_for_a_link_receives_nothing",
    ),
    row(
        "commit: looked at again after the swap",
        "lose a person's edit between check and swap",
        "workspace/apply_step.py",
        COMMIT + "what_a_person_does_between_the_check_and_the_swap_is_kept",
    ),
    row(
        "commit: a person's edit is a conflict",
        "overwrite what a person changed",
        "workspace/judge.py",
        COMMIT + "a_persons_edit_before_the_commit_is_a_conflict_shown_three_ways",
    ),
    row(
        "commit: run-later is asked about",
        "plant what something later runs",
        "workspace/danger.py",
        OVERLAY + "what_is_executed_later_is_asked_about_one_by_one",
    ),
    row(
        "commit: nothing hidden",
        "bring a file in under a hidden name",
        "workspace/judge.py",
        OVERLAY + "a_hidden_file_of_the_agents_own_is_never_brought_in",
    ),
    row(
        "hooks: silence is a denial",
        "have a malformed call go through",
        "intercept/hook_endpoint.py",
        HOOKS + "malformed_is_denied",
    ),
    row(
        "hooks: bodies bounded",
        "hide a call in a body too long to read",
        "intercept/hook_endpoint.py",
        HOOKS + "oversized_body_is_denied",
    ),
    row(
        "settings: every proxy variable pinned",
        "lead the hooks elsewhere by a settings file",
        "intercept/environment.py",
        SETTINGS + "every_proxy_variable_is_pinned_and_leads_nowhere_without_network",
    ),
    row(
        "settings: no allow rule",
        "run a tool where the hook fell silent",
        "intercept/managed_settings.py",
        SETTINGS + "no_rule_ever_allows",
    ),
    row(
        "agent: hash of its program",
        "put another program in the agent's place",
        "intercept/claude_binary.py",
        SETTINGS + "unknown_binary_is_refused_with_the_way_to_accept_it",
    ),
    row(
        "policy: others cannot have written it",
        "write the policy as somebody else",
        "policy/file.py",
        LOAD + "a_file_others_may_write_is_refused",
    ),
    row(
        "policy: others cannot have put it there",
        "put another policy in its place",
        "policy/file.py",
        LOAD + "a_folder_others_may_write_is_refused_unless_sticky",
    ),
    row(
        "policy: accepted digest",
        "run on a policy nobody accepted",
        "policy/accepted.py",
        ACCEPTED + "a_change_no_longer_counts_and_is_said",
    ),
    row(
        "policy: accepted text is whole",
        "put another digest beside the accepted text",
        "policy/accepted.py",
        ACCEPTED + "a_digest_put_beside_another_text_accepts_nothing",
    ),
    row(
        "policy: state lies elsewhere",
        "accept a policy from inside the workspace",
        "policy/accepted.py",
        ACCEPTED + "a_state_directory_inside_the_workspace_is_refused",
    ),
    row(
        "output: known values redacted",
        "print a known secret",
        "output/redact/redactor.py",
        f"{U}/output/test_redact.py::test_every_common_encoding_is_replaced",
    ),
    row(
        "output: every common encoding",
        "print a known secret in base64",
        "output/redact/known/forms.py",
        f"{U}/output/test_redact.py::test_every_common_encoding_is_replaced",
    ),
    row(
        "output: escapes on the list",
        "have the terminal answer into its own input",
        "output/terminal.py",
        f"{U}/output/test_terminal.py::test_what_a_terminal_must_not_get_disappears",
    ),
    row(
        "output: hidden characters shown",
        "hide words from the person who approves",
        "output/show.py",
        f"{U}/output/test_show.py::test_hidden_characters_are_written_out",
    ),
    Row(
        "gateway: the worker holds nothing",
        "read a credential in the worker's environment",
        "gateway/gateway.py",
        test=GATEWAY + "worker_holds_nothing",
        root_only=True,
    ),
    row(
        "commit: no policy file",
        "bring a policy in",
        "workspace/judge.py",
        OVERLAY + "special_and_setuid_and_hostile_objects_are_refused",
    ),
    row(
        "egress: the TLS name is the admitted host",
        "ask a tunnel for no host at all",
        "egress/splice.py",
        PROXY + "the_tls_name_must_be_the_admitted_host[None-False]",
    ),
    row(
        "gate: calls are counted",
        "call without end",
        "gate/decide.py",
        f"{U}/gate/test_gate_vectors.py::test_vector[deny_a_hook_after_the_calls_are_used_up]",
    ),
    row(
        "agent: its program cannot be read",
        "rewrite the agent in its memory",
        "run/program_copy.py",
        OWN + "the_copy_of_the_agent_can_be_started_and_not_read",
    ),
)

REFERENCED: tuple[Row, ...] = (
    row(
        "gateway: tables and columns",
        "read what is not granted by a pragma",
        "tools/sqlite/authoriser.py",
        DB + "[authoriser]",
    ),
    row(
        "gateway: shadows of hidden columns", "compare with a hidden column", "tools/sqlite/source.py", DB + "[shadows]"
    ),
    row("gateway: pages of granted tables only", "read the schema", "tools/sqlite/authoriser.py", DB + "[pages]"),
    row(
        "settings: every proxy variable pinned",
        "lead the agent's hooks elsewhere by its settings",
        "intercept/managed_settings.py",
        CLAUDE + "without_pinned_variables_they_redirect",
    ),
    row(
        "settings: a hook that fails blocks",
        "run a tool while nobody answers its hook",
        "intercept/managed_settings.py",
        CLAUDE + "without_blocking_a_missing_endpoint_is_open",
    ),
    row(
        "settings: managed hooks and helpers only",
        "start a program by the agent's settings",
        "intercept/managed_settings.py",
        CLAUDE + "without_the_key_settings_of_the_agent_start_it",
    ),
    row(
        "settings: deny rules",
        "be offered a tool no key admits",
        "intercept/managed_settings.py",
        CLAUDE + "without_deny_rules_they_are_offered",
    ),
    row(
        "history: rebuilt",
        "show a hidden file of an old commit",
        "workspace/git/rebuild.py",
        GIT + "the_same_secret_without_any_protection_would_show",
    ),
)
"""Walls that a test elsewhere takes away itself, and watches: named here, run there."""

WALLED = frozenset(
    [
        "flow.py",
        "client.py",
        "gate/decide.py",
        "gate/rules.py",
        "approvals/desk.py",
        "approvals/binding.py",
        "approvals/pending.py",
        "audit/record.py",
        "audit/verify.py",
        "store/journal_file.py",
        "control/place.py",
        "control/server.py",
        "cli/pump.py",
        "egress/messages.py",
        "egress/model.py",
        "egress/betas.py",
        "egress/strict.py",
        "egress/budget.py",
        "egress/ledger.py",
        "egress/upstream.py",
        "egress/proxy.py",
        "egress/dial.py",
        "egress/splice.py",
        "egress/target.py",
        "egress/meter.py",
        "http/head.py",
        "intercept/hook_endpoint.py",
        "intercept/managed_settings.py",
        "intercept/environment.py",
        "intercept/claude_binary.py",
        "gateway/gateway.py",
        "tools/sqlite/authoriser.py",
        "tools/sqlite/source.py",
        "output/redact/redactor.py",
        "output/redact/known/forms.py",
        "output/terminal.py",
        "output/show.py",
        "policy/file.py",
        "policy/accepted.py",
        "run/program_copy.py",
        "workspace/snapshot.py",
        "workspace/file_copy.py",
        "workspace/tree.py",
        "workspace/apply_step.py",
        "workspace/commit.py",
        "workspace/judge.py",
        "workspace/danger.py",
        "workspace/git/history.py",
        "workspace/git/rebuild.py",
        "sandbox/plan.py",
        "sandbox/mounts.py",
        "sandbox/child.py",
        "sandbox/stage.py",
        "sandbox/syscalls.py",
        "sandbox/landlock.py",
        "sandbox/seccomp.py",
        "sandbox/limits.py",
        "sandbox/launcher_process.py",
        *BROKER_WALLED,
        *SSH_WALLED,
        *POSTGRES_WALLED,
    ]
)
"""The modules in which a wall stands: each has a row."""
