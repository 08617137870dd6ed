"""The functions a query may call, by engine: those that compute from their arguments alone. Everything else is refused.

A function can reach what no reading of tables shows: files, settings, other databases, sleep, other functions by name.
"""

from __future__ import annotations

_SQLITE = """
    -> ->> abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char coalesce concat concat_ws cos cosh count
    cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp first_value floor
    format glob group_concat hex if ifnull iif instr json json_array json_array_length json_extract json_group_array
    json_group_object json_object json_quote json_type json_valid julianday lag last_value lead length like
    likelihood likely ln log log10 log2 lower ltrim max median min mod nth_value ntile nullif octet_length
    percent_rank percentile pi pow power printf quote radians rank replace round row_number rtrim sign sin sinh sqrt
    strftime string_agg substr substring sum tan tanh time timediff total trim trunc typeof unhex unicode unixepoch
    unlikely upper
"""
SQLITE = frozenset(_SQLITE.split())
"""Their result is bounded by the engine's length limit."""
SQLITE_TABLES = frozenset({"json_each", "json_tree"})
"""Functions that stand where a table does."""
SQLITE_TABLE_COLUMNS = frozenset("key value type atom id parent fullkey path".split())  # noqa: SIM905

_POSTGRES = """
    abs acos acosh array_append array_cat array_dims array_lower array_ndims array_positions array_prepend
    array_remove array_replace array_to_json array_upper ascii asin asinh atan atan2 atanh avg bit_and bit_length
    bit_or bool_and bool_or btrim cbrt ceil ceiling char_length character_length chr clock_timestamp coalesce concat
    concat_ws corr cos cosh cot count covar_pop covar_samp cume_dist date date_bin date_part date_trunc decode
    degrees dense_rank div encode every exp extract factorial first_value floor format gcd gen_random_uuid greatest
    initcap isfinite json_agg json_array_length json_build_array json_build_object json_extract_path
    json_extract_path_text json_object_agg json_typeof jsonb_agg jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_extract_path jsonb_extract_path_text json_strip_nulls jsonb_insert jsonb_object_agg
    jsonb_path_exists jsonb_path_match jsonb_path_query_array jsonb_path_query_first jsonb_set jsonb_strip_nulls
    jsonb_typeof jsonb_pretty justify_days justify_hours justify_interval lag lcm last_value lead least left length
    ln log log10 lower lpad ltrim make_date make_interval make_time make_timestamp make_timestamptz max md5 min mod
    mode nth_value ntile now nullif num_nonnulls num_nulls octet_length overlay percent_rank percentile_cont
    percentile_disc phraseto_tsquery pi plainto_tsquery pg_typeof position power quote_ident quote_literal
    quote_nullable radians random rank regexp_count regexp_instr regexp_like regexp_match regexp_matches
    regexp_replace regexp_split_to_array regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2
    regr_slope regr_sxx regr_sxy regr_syy repeat replace reverse right round row_number row_to_json rpad rtrim
    sha224 sha256 sha384 sha512 sign sin sinh split_part sqrt starts_with statement_timestamp stddev stddev_pop
    stddev_samp string_agg strpos substr substring sum tan tanh timestamp timestamptz timezone to_char to_date
    to_hex to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector transaction_timestamp translate ts_rank
    ts_rank_cd trim trunc upper var_pop var_samp variance websearch_to_tsquery width_bucket array_agg array_length
    array_to_string array_position cardinality string_to_array age
"""
_POSTGRES_TABLES = """
    generate_series json_array_elements json_array_elements_text json_each json_each_text json_object_keys
    jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query
    regexp_split_to_table string_to_table unnest
"""
POSTGRES_TABLES = frozenset(_POSTGRES_TABLES.split())
POSTGRES = frozenset(_POSTGRES.split())

CALLABLE = {"sqlite": SQLITE | SQLITE_TABLES, "postgres": POSTGRES | POSTGRES_TABLES}
"""Names that may stand before a parenthesis."""
