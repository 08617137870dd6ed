"""The part of the matrix about terminated TLS and the broker."""

from __future__ import annotations

from tests.e2e.walls.matrix import Row

U = "tests/unit"
TLS, MEANING = (f"{U}/egress/test_{name}.py::test_" for name in ("terminated", "meaning"))
SWAP, ISSUED = (f"{U}/secrets/broker/test_{name}.py::test_" for name in ("swap", "issued"))
INSIDE = TLS + "what_is_not_granted_inside_tls_reaches_nothing"
ELSEWHERE = SWAP + "a_placeholder_anywhere_else_is_refused_and_an_alarm"
NEVER = MEANING + "an_entry_that_never_asks_still_asks_for_a_mutation_and_a_push"
ATTACKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "tls: one host inside a connection",
        "ask a granted connection for another host",
        "egress/target.py",
        INSIDE + "[host of another]",
    ),
    (
        "tls: no other method or path by a field",
        "have the server take a GET for a DELETE",
        "egress/target.py",
        INSIDE + "[a method override]",
    ),
    ("tls: no upgrade", "leave HTTP by an upgrade", "egress/target.py", INSIDE + "[websocket]"),
    (
        "tls: upstreams verified",
        "stand in the place of an upstream",
        "egress/link.py",
        TLS + "an_upstream_whose_certificate_is_not_trusted_gets_nothing",
    ),
    (
        "tls: the name is the host of the CONNECT",
        "ask a granted connection for another host in TLS",
        "egress/proxy.py",
        TLS + "the_tls_name_must_be_the_host_of_the_connect[other.good.test]",
    ),
    (
        "tls: the authority is good for the task's hosts alone",
        "be believed as a host the task does not name",
        "egress/authority.py",
        TLS + "a_leaf_for_another_host_is_not_believed[evil.test]",
    ),
    (
        "egress: whole answers where a secret is bound",
        "read a reflected secret in parts",
        "egress/carried.py",
        SWAP + "a_part_of_an_answer_cannot_be_asked_for",
    ),
    ("egress: what a push moves is named", "push without anybody seeing it", "egress/meaning.py", NEVER),
    (
        "egress: a fetch holds nothing else",
        "carry data out as a fetch",
        "egress/git/wire.py",
        MEANING + "what_only_claims_to_be_a_fetch_is_none[a pkt-line of data]",
    ),
    (
        "egress: what GraphQL changes is named",
        "change something by a query's path",
        "egress/graphql.py",
        MEANING + "a_mutation_is_seen[a mutation]",
    ),
    ("gate: what changes asks where no entry spells it out", "mutate by `ask: never`", "gate/network.py", NEVER),
    (
        "answers: cleaned of secrets",
        "have the server reflect the secret",
        "egress/answer.py",
        SWAP + "a_reflected_value_is_cleaned_however_it_comes[-0-text/html]",
    ),
    (
        "answers: what cannot be decoded is refused",
        "have the secret reflected in a coding nobody reads",
        "egress/unpacked.py",
        SWAP + "what_cannot_be_decoded_is_refused[br]",
    ),
    (
        "answers: bombs counted",
        "fill memory with an answer that unpacks without end",
        "egress/unpacked.py",
        SWAP + "a_bomb_stops_at_what_the_run_may_move",
    ),
    (
        "broker: one position",
        "have the secret put into another field",
        "secrets/broker/position.py",
        ELSEWHERE + "[another field]",
    ),
    (
        "broker: seen anywhere else",
        "send a placeholder where it is kept",
        "secrets/broker/broker.py",
        ELSEWHERE + "[the body]",
    ),
    (
        "broker: bound method and path",
        "use a secret on another path of its host",
        "secrets/broker/broker.py",
        ELSEWHERE + "[a path that is not bound]",
    ),
    (
        "broker: no credential of the agent's own",
        "log in to a granted host as the attacker",
        "secrets/broker/credentials.py",
        SWAP + "a_credential_of_the_agents_own_is_refused_at_a_bound_host[a bearer]",
    ),
    (
        "broker: one reading of a body",
        "say a field twice, one of them the attacker's",
        "strict_json.py",
        SWAP + "a_value_of_the_agents_own_at_the_bound_field_is_refused[in its json field, twice]",
    ),
    (
        "broker: issued tokens stay outside",
        "read a token a server issues",
        "secrets/broker/issued_tokens.py",
        ISSUED + "a_token_in_an_answer_becomes_a_placeholder_and_is_swapped_back[json]",
    ),
    (
        "broker: cookies stay outside",
        "read a session a server opens",
        "secrets/broker/issued_tokens.py",
        ISSUED + "a_token_in_an_answer_becomes_a_placeholder_and_is_swapped_back[json]",
    ),
    (
        "broker: lent for one action",
        "keep a value for the next action",
        "secrets/broker/lent_value.py",
        ISSUED + "a_tool_is_lent_a_value_for_one_action",
    ),
    (
        "vault: a change ends what is under way",
        "go on with a revoked value",
        "secrets/vault/watches.py",
        f"{U}/egress/test_ended.py::test_what_is_under_way_is_cut_at_both_ends_with_the_reason_on_record[/slow-revoked]",
    ),
    (
        "broker: a placeholder is of one run",
        "use another run's placeholder",
        "secrets/broker/broker.py",
        SWAP + "a_placeholder_of_another_run_is_worth_nothing",
    ),
    (
        "websocket: no placeholder in a message",
        "have a secret put into a message",
        "egress/websocket/relay.py",
        f"{U}/egress/test_websocket.py::test_a_placeholder_in_a_message_is_an_alarm_and_the_end[plain]",
    ),
    (
        "answers: cleaned of what becomes known meanwhile",
        "read a secret in an answer that began before it was known",
        "egress/cleaned.py",
        f"{U}/egress/test_passing.py::test_an_answer_begun_while_nothing_was_known_is_cleaned_or_cut[/events]",
    ),
    (
        "answers: held whole for a while only",
        "fill the memory for answers by letting them drip",
        "egress/answer.py",
        f"{U}/egress/test_passing.py::test_an_answer_that_drips_does_not_hold_its_memory_for_long",
    ),
    (
        "websocket: messages are looked at together",
        "read a secret that comes back in pieces over messages",
        "egress/websocket/border.py",
        f"{U}/egress/test_websocket.py::test_a_value_that_comes_back_in_pieces_over_messages_is_not_put_together",
    ),
    (
        "websocket: messages are looked at together",
        "carry a placeholder out in pieces over messages",
        "egress/websocket/border.py",
        f"{U}/egress/test_websocket.py::test_a_placeholder_in_pieces_over_messages_is_an_alarm_and_the_end",
    ),
    (
        "websocket: memory is the run's",
        "fill the memory outside with messages",
        "egress/websocket/frames.py",
        f"{U}/egress/test_websocket.py::test_what_is_held_of_messages_is_memory_of_the_run",
    ),
    (
        "websocket: messages are cleaned",
        "read a reflected secret in a message",
        "egress/websocket/relay.py",
        f"{U}/egress/test_websocket.py::test_what_comes_back_is_cleaned_message_by_message_however_it_is_cut",
    ),
    (
        "egress: stored objects count by their digest",
        "have a push drawn against what never stood there",
        "egress/git/stored.py",
        f"{U}/egress/git/test_stored.py::test_a_store_can_withhold_an_object_and_not_pass_off_another",
    ),
    (
        "egress: a forced push is named",
        "drop commits behind a plain push",
        "egress/git/commits.py",
        f"{U}/egress/git/test_pushed.py::test_forced_deleted_and_unknown_moves_are_named_as_such",
    ),
)
BROKER_ROWS = tuple(Row(wall, attack, module, (), test=test) for wall, attack, module, test in ATTACKS)
BROKER_WALLED = frozenset(row.module for row in BROKER_ROWS)
