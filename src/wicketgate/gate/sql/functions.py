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
    abs acos asin atan atan2 avg bool_and bool_or btrim cbrt ceil ceiling char_length character_length chr coalesce
    concat concat_ws corr cos count covar_pop covar_samp cume_dist date date_bin date_part date_trunc degrees
    dense_rank div every exp extract first_value floor format greatest initcap isfinite json_agg json_array_length
    json_build_array json_build_object json_extract_path json_extract_path_text json_object_agg json_typeof
    jsonb_agg jsonb_array_length jsonb_build_array jsonb_build_object jsonb_extract_path jsonb_extract_path_text
    jsonb_object_agg jsonb_typeof jsonb_pretty justify_days justify_hours lag last_value lead least left length ln
    log log10 lower lpad ltrim make_date make_interval make_time make_timestamp max md5 min mod mode nth_value ntile
    now nullif octet_length overlay percent_rank percentile_cont percentile_disc pi position power radians rank
    regexp_count regexp_like regexp_match regexp_replace regexp_substr regr_slope repeat replace reverse right round
    row_number rpad rtrim sign sin split_part sqrt starts_with stddev stddev_pop stddev_samp string_agg strpos
    substr substring sum tan timestamp timestamptz to_char to_date to_json to_jsonb to_number to_timestamp translate
    trim trunc upper var_pop var_samp variance width_bucket array_agg array_length array_to_string array_position
    cardinality string_to_array age
"""
_POSTGRES_TABLES = """
    generate_series json_array_elements json_array_elements_text json_each json_each_text json_object_keys
    jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys regexp_split_to_table
    string_to_table unnest
"""
POSTGRES_TABLES = frozenset(_POSTGRES_TABLES.split())
POSTGRES = frozenset(_POSTGRES.split())

CALLABLE = {"sqlite": SQLITE | SQLITE_TABLES, "postgres": POSTGRES | POSTGRES_TABLES}
"""Names that may stand before a parenthesis."""
