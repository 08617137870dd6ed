"""The part of the matrix about PostgreSQL, tried against a real server."""

from __future__ import annotations

from tests.e2e.walls.matrix import Row

STATEMENTS, PROTOCOL, BYPASSED, LOGIN, BINARY = (
    f"tests/e2e/postgres/test_{name}.py::test_" for name in ("statements", "protocol", "bypassed", "login", "binary")
)
UPSTREAM, SESSION, CONNECT = "egress/postgres/upstream.py", "tools/postgres/session.py", "tools/postgres/connect.py"
CATALOGUE = "tests/e2e/postgres/test_catalogue.py::test_"
CLEANING, DIAL = "egress/postgres/cleaning.py", "tools/postgres/dial.py"
CLEANED = STATEMENTS + "known_secrets_are_cleaned_from_rows_also_when_spread_over_columns"
FAR = LOGIN + "a_server_that_is_far_away_"
OVERLOADS = "tests/e2e/postgres/test_overloads.py::test_"
READ = "tests/e2e/postgres/test_readings.py::test_what_postgresql_reads_is_what_was_decided"
ATTACKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "postgres: words as every reader parts them",
        "have PostgreSQL read a name where a word was read",
        "gate/sql/lex.py",
        READ + "[white space that is a letter]",
    ),
    (
        "postgres: a column is proven to be one",
        "call a function by its name behind a table",
        "gate/sql/statement.py",
        OVERLOADS + "nothing_of_the_databases_own_is_called[one behind a table beside an extension]",
    ),
    (
        "postgres: keys of granted columns alone",
        "learn a table that is not granted from a key that leads to it",
        "egress/postgres/keys.py",
        "tests/e2e/postgres/test_keys.py::test_keys_and_defaults_of_granted_columns_are_told_and_no_others",
    ),
    (
        "postgres: names are the server's own",
        "have an overload of a function called that somebody has made",
        "tools/postgres/proof.py",
        OVERLOADS + "nothing_of_the_databases_own_is_called[a better fit]",
    ),
    (
        "postgres: or an extension's",
        "have a cast of the database's own called",
        "tools/postgres/proof.py",
        OVERLOADS + "nothing_of_the_databases_own_is_called[an implicit cast]",
    ),
    (
        "postgres: words of functions are no words of ours",
        "learn from a function behind a row policy what it reads",
        "tools/postgres/fault.py",
        OVERLOADS + "a_function_behind_a_row_policy_that_needs_a_path_says_how_to_give_it_one",
    ),
    (
        "postgres: a name given by what is computed",
        "call a function by its name behind a text that it runs",
        "gate/sql/uses.py",
        READ + "[a function with a statement, behind its text]",
    ),
    (
        "postgres: each statement is decided",
        "read a table that is not granted",
        UPSTREAM,
        STATEMENTS + "nothing_that_is_not_granted_is_run_and_the_session_goes_on",
    ),
    (
        "postgres: a yes for one execution",
        "execute a statement again and again for one count",
        "egress/postgres/extended.py",
        PROTOCOL + "each_execution_beyond_the_first_is_a_request_of_its_own",
    ),
    (
        "postgres: read only",
        "write as a role that may",
        SESSION,
        BYPASSED + "a_role_that_may_write_still_cannot_in_our_transaction",
    ),
    (
        "postgres: rolled back",
        "leave a setting for the next statement",
        SESSION,
        BYPASSED + "a_role_that_may_write_still_cannot_in_our_transaction",
    ),
    (
        "postgres: our own clock",
        "run longer than a statement may",
        SESSION,
        STATEMENTS + "the_clock_is_ours_and_the_session_goes_on",
    ),
    ("postgres: rows and bytes", "read more than one answer may hold", SESSION, BYPASSED + "caps_hold"),
    (
        "postgres: a part is never the whole",
        "have a part of an answer pass for the whole",
        UPSTREAM,
        STATEMENTS + "a_part_of_an_answer_never_looks_like_the_whole[SELECT id FROM tickets]",
    ),
    ("postgres: answers cleaned", "read the password where it stands in a row", UPSTREAM, CLEANED),
    ("postgres: rows cleaned across their columns", "read it in two columns", CLEANING, CLEANED),
    (
        "postgres: an error is about the statement",
        "learn names nobody granted from an error",
        "tools/postgres/fault.py",
        STATEMENTS + "what_the_database_says_of_an_error_is_cut_to_the_statement",
    ),
    (
        "postgres: a failed login says nothing",
        "learn the role from a login that failed",
        CONNECT,
        PROTOCOL + "the_password_is_in_no_byte_anybody_inside_is_sent",
    ),
    (
        "postgres: the secret asked for at each statement",
        "go on with a password that was revoked",
        UPSTREAM,
        PROTOCOL + "a_revoked_secret_refuses_the_next_statement_and_a_rotated_one_serves_the_next_connection",
    ),
    (
        "postgres: the password for TLS alone",
        "ask for the password in the database's place",
        CONNECT,
        LOGIN + "a_server_that_asks_for_the_password_itself_gets_none",
    ),
    (
        "postgres: the server proves itself",
        "stand in the database's place without its password",
        "tools/postgres/scram.py",
        LOGIN + "the_server_proves_that_it_knows_the_password[another signature]",
    ),
    (
        "postgres: TLS to what is far away",
        "listen on the way to the database",
        DIAL,
        FAR + "and_speaks_no_tls_is_refused",
    ),
    (
        "postgres: its certificate verified",
        "stand in the database's place on the way",
        DIAL,
        FAR + "is_spoken_to_in_verified_tls_only",
    ),
    (
        "postgres: the authorities named alone",
        "show a certificate of another authority than the source's",
        DIAL,
        LOGIN + "a_source_with_authorities_of_its_own_is_verified_by_them_alone",
    ),
    (
        "postgres: a cancel of one's own",
        "end another session's statement",
        "egress/postgres/leg.py",
        STATEMENTS + "a_program_cancels_its_own_statement_and_no_other",
    ),
    (
        "postgres: each statement is decided",
        "read a table that is not granted beside the catalogue of what is",
        UPSTREAM,
        CATALOGUE + "nothing_gets_in_beside_what_is_granted",
    ),
    (
        "postgres: more rows of what is made up alone",
        "read more rows than an answer may hold beside the catalogue of what is granted",
        "egress/postgres/lookups.py",
        CATALOGUE + "a_cap_on_rows_is_one_on_those_of_the_database",
    ),
    (
        "postgres: a description is decided",
        "learn the columns of a table that is not granted",
        UPSTREAM,
        BINARY + "describing_a_statement_is_decided_as_if_it_ran",
    ),
    (
        "postgres: types of values that are known",
        "have a row of a table that is not granted described by the number of its type",
        "egress/postgres/values.py",
        BINARY + "describing_a_statement_is_decided_as_if_it_ran",
    ),
    (
        "postgres: binary fits its type",
        "have a value that was cleaned pass for another number",
        "egress/postgres/binary.py",
        BINARY + "values_are_cleaned_before_they_are_put_in_binary",
    ),
)
POSTGRES_ROWS = tuple(Row(wall, attack, module, (), test=test) for wall, attack, module, test in ATTACKS)
POSTGRES_WALLED = frozenset(row.module for row in POSTGRES_ROWS)
