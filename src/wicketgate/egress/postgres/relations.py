"""The relations of the catalogue that are made up from what a task is granted: their columns, as data.

`$1` is a field of a row of the named source, everything else a constant; a source without rows makes an empty relation.
`~` stands for a space. What is not here is not made up, and stays refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Relation(NamedTuple):
    """One relation."""

    source: str
    """Whose rows it has: schemas, tables, columns, types, keys and so on; empty for none."""
    columns: Mapping[str, str]


def _made(source: str, columns: str) -> Relation:
    pairs = (pair.partition("=") for pair in columns.split())
    return Relation(source, {name: value.replace("~", " ") for name, _, value in pairs})


def _none(numbers: str, texts: str = "", truths: str = "", arrays: str = "", lists: str = "") -> Relation:
    """Return a relation without rows, its columns by their types."""
    kinds = {"bigint": numbers, "text": texts, "boolean": truths, "int[]": arrays, "text[]": lists}
    return Relation("", {name: f"NULL::{kind}" for kind, names in kinds.items() for name in names.split()})


_NAMESPACE = "oid=$1::bigint nspname=$2 nspowner=10 nspacl=NULL::text[]"
_CLASS = """
    oid=$1::bigint relname=$2 relnamespace=$3::bigint relnatts=$4::int relkind=$7 relowner=10
    relam=CASE~$7~WHEN~'i'~THEN~403~ELSE~2~END reltype=0
    reloftype=0 relfilenode=0 reltablespace=0 relpages=0 reltuples=-1 relallvisible=0 reltoastrelid=0 relchecks=0
    relhasindex=$8::boolean relisshared=false relpersistence='p' relhasrules=false relhastriggers=$9::boolean
    relhassubclass=false relrowsecurity=false relforcerowsecurity=false relispopulated=true relreplident='d'
    relispartition=false relacl=NULL::text[] reloptions=NULL::text[] relpartbound=NULL::text
"""
_ATTRIBUTE = """
    attrelid=$1::bigint attname=$2 atttypid=$3::bigint atttypmod=$4::int attnum=$5::int attlen=-1
    attnotnull=$15::boolean atthasdef=($16~<>~'') atthasmissing=false attidentity='' attgenerated=''
    attisdropped=false attislocal=true attinhcount=0 attndims=0 attcollation=0 attstorage='p' attcompression=''
    attstattarget=-1 attacl=NULL::text[] attoptions=NULL::text[] attfdwoptions=NULL::text[]
"""
_TYPE = """
    oid=$1::bigint typname=$2 typelem=$3::bigint typarray=$4::bigint typnamespace=11 typowner=10 typlen=-1
    typtype='b' typcategory='U' typispreferred=false typisdefined=true typdelim=',' typrelid=0 typbasetype=0
    typtypmod=-1 typndims=0 typcollation=0 typnotnull=false typdefault=NULL::text typreceive='' typinput='' typoutput=''
"""
_DATABASE = """
    oid=1 datname=$1 datdba=10 encoding=6 datcollate='C' datctype='C' daticulocale=NULL::text datlocprovider='c'
    datistemplate=false datallowconn=true datconnlimit=-1 dattablespace=0 datacl=NULL::text[]
"""
_ROLE = """
    oid=10 rolname='wicketgate' rolsuper=false rolinherit=true rolcreaterole=false rolcreatedb=false rolcanlogin=true
    rolreplication=false rolbypassrls=false rolconnlimit=-1 rolvaliduntil=NULL::text
"""
_TABLES = """
    table_catalog=$6 table_schema=$5 table_name=$2 table_type='BASE~TABLE' is_insertable_into='NO' is_typed='NO'
"""
_COLUMNS = """
    table_catalog=$7 table_schema=$8 table_name=$9 column_name=$2 ordinal_position=$5::int data_type=$10 udt_name=$11
    udt_schema='pg_catalog' udt_catalog=$7 is_nullable=CASE~$15~WHEN~'t'~THEN~'NO'~ELSE~'YES'~END
    column_default=nullif($16,'')
    character_maximum_length=nullif($12,'')::int numeric_precision=nullif($13,'')::int
    numeric_scale=nullif($14,'')::int datetime_precision=NULL::int collation_name=NULL::text is_identity='NO'
    is_generated='NEVER' is_updatable='NO' domain_name=NULL::text
"""
_ATTRDEF = "oid=$1::bigint adrelid=$2::bigint adnum=$3::int adbin=$4 adsrc=$4"
_CONSTRAINT = """
    oid=$1::bigint conname=$2 contype=$3 conrelid=$4::bigint connamespace=$5::bigint conindid=$6::bigint
    confrelid=$7::bigint conkey=nullif($8,'{}')::int[] confkey=nullif($9,'{}')::int[] confupdtype=$10 confdeltype=$11
    confmatchtype=CASE~$3~WHEN~'f'~THEN~'s'~ELSE~'~'~END condeferrable=false condeferred=false convalidated=true
    conislocal=true connoinherit=true contypid=0 conparentid=0 coninhcount=0 conbin=NULL::text
"""
_INDEX = """
    indexrelid=$1::bigint indrelid=$2::bigint indnatts=$3::int indnkeyatts=$3::int indisprimary=$4::boolean
    indisunique=true indkey=$5::int[] indoption=$7::int[] indclass=$7::int[] indcollation=$7::int[] indpred=NULL::text
    indexprs=NULL::text indisclustered=false indisvalid=true indisready=true indislive=true indisreplident=false
    indisexclusion=false indimmediate=true indcheckxmin=false indnullsnotdistinct=false
"""
_TABLE_CONSTRAINTS = """
    constraint_catalog=$15 constraint_schema=$13 constraint_name=$2 table_catalog=$15 table_schema=$13 table_name=$14
    constraint_type=$16 is_deferrable='NO' initially_deferred='NO' enforced='YES'
"""
_KEY_USAGE = """
    constraint_catalog=$1 constraint_schema=$2 constraint_name=$3 table_catalog=$1 table_schema=$2 table_name=$4
    column_name=$5 ordinal_position=$6::int position_in_unique_constraint=nullif($7,'')::int
"""
_COLUMN_USAGE = """
    table_catalog=$1 table_schema=$2 table_name=$3 column_name=$4 constraint_catalog=$1 constraint_schema=$5
    constraint_name=$6
"""
_REFERENTIAL = """
    constraint_catalog=$15 constraint_schema=$13 constraint_name=$2 unique_constraint_catalog=$15
    unique_constraint_schema=$17 unique_constraint_name=$18 match_option='NONE' update_rule=$19 delete_rule=$20
"""
_SCHEMATA = "catalog_name=$3 schema_name=$2 schema_owner='wicketgate'"

CATALOGUE = {
    "pg_namespace": _made("schemas", _NAMESPACE),
    "pg_class": _made("relations", _CLASS),
    "pg_attribute": _made("columns", _ATTRIBUTE),
    "pg_type": _made("types", _TYPE),
    "pg_depend": _none("classid objid objsubid refclassid refobjid refobjsubid", "deptype"),
    "pg_database": _made("one", _DATABASE),
    "pg_roles": _made("one", _ROLE),
    "pg_user": _made("one", "usename='wicketgate' usesysid=10 usesuper=false usecreatedb=false"),
    "pg_am": _made("methods", "oid=$1::bigint amname=$2 amtype=$3"),
    "pg_settings": _made("settings", "name=$1 setting=$2"),
    "pg_tables": _made("tables", "schemaname=$5 tablename=$2 tableowner='wicketgate' tablespace=NULL::text"),
    "pg_attrdef": _made("defaults", _ATTRDEF),
    "pg_collation": _none("oid collnamespace", "collname"),
    "pg_constraint": _made("keys", _CONSTRAINT),
    "pg_description": _none("objoid classoid objsubid", "description"),
    "pg_enum": _none("oid enumtypid enumsortorder", "enumlabel"),
    "pg_extension": _none("oid extowner extnamespace", "extname extversion"),
    "pg_foreign_table": _none("ftrelid ftserver"),
    "pg_index": _made("indexes", _INDEX),
    "pg_inherits": _none("inhrelid inhparent inhseqno", "", "inhdetachpending"),
    "pg_opclass": _none("oid", "opcname", "opcdefault"),
    "pg_policy": _none("oid polrelid", "polname polcmd polqual polwithcheck", "polpermissive", "polroles"),
    "pg_proc": _none("oid pronamespace proowner", "proname prokind prosrc"),
    "pg_publication": _none("oid", "pubname", "puballtables"),
    "pg_publication_namespace": _none("oid pnpubid pnnspid"),
    "pg_publication_rel": _none("oid prpubid prrelid", "prqual", "", "prattrs"),
    "pg_range": _none("rngtypid rngsubtype rngmultitypid"),
    "pg_sequence": _none("seqrelid seqstart seqincrement seqmax seqmin seqcache", "", "seqcycle"),
    "pg_statistic_ext": _none("oid stxrelid stxnamespace stxstattarget", "stxname", "", "", "stxkind"),
    "pg_tablespace": _none("oid spcowner", "spcname"),
    "pg_trigger": _none("oid tgrelid tgparentid tgconstraint tgfoid tgtype", "tgname tgenabled", "tgisinternal"),
    "pg_views": _none("", "schemaname viewname viewowner definition"),
}
SCHEMA = {
    "tables": _made("tables", _TABLES),
    "columns": _made("columns", _COLUMNS),
    "schemata": _made("schemas", _SCHEMATA),
    "views": _none("", "table_catalog table_schema table_name view_definition"),
    "table_constraints": _made("keys", _TABLE_CONSTRAINTS),
    "key_column_usage": _made("keyed", _KEY_USAGE),
    "constraint_column_usage": _made("used", _COLUMN_USAGE),
    "referential_constraints": _made("foreign", _REFERENTIAL),
}
TYPES = _made("types", "oid=$1::bigint typname=$2 spelled=$5")
SPELLED = _made("spelled", "oid=$1::bigint mod=$2::int spelled=$3")
DEFINED = {
    "pg_get_constraintdef": _made("keys", "wicketgate_oid=$1::bigint definition=$12"),
    "pg_get_indexdef": _made("indexes", "wicketgate_oid=$1::bigint definition=$6"),
}
NAMED = _made("tables", "wicketgate_oid=$1::bigint relname=$2 nspname=$5")
"""What functions and casts that turn a name into a number, or back, are looked up in."""
NUMBERED = {"regclass": NAMED, "regtype": TYPES}
CASTS = {
    **dict.fromkeys(("regclass", "regtype", "regnamespace", "regproc", "regrole", "name"), "text"),
    "oid": "bigint",
}
ALWAYS = {
    **dict.fromkeys(("pg_type_is_visible", "pg_function_is_visible"), "true"),
    "pg_collation_is_visible": "true",
    **dict.fromkeys(("pg_relation_is_publishable", "pg_is_other_temp_schema", "pg_has_role"), "false"),
    **dict.fromkeys(("obj_description", "col_description", "shobj_description", "pg_get_viewdef"), "NULL::text"),
    **dict.fromkeys(("pg_get_serial_sequence", "pg_get_statisticsobjdef_columns"), "NULL::text"),
    **dict.fromkeys(("pg_get_partkeydef", "pg_get_triggerdef", "pg_size_pretty"), "NULL::text"),
    "pg_get_userbyid": "'wicketgate'",
    **dict.fromkeys(("pg_my_temp_schema", "pg_backend_pid"), "0"),
    "pg_encoding_to_char": "'UTF8'",
    "current_schema": "'public'",
    "current_schemas": "string_to_array('pg_catalog,public', ',')",
}
"""What functions of the catalogue give, whatever they are asked."""
SETTINGS = {"jit": "off", "default_table_access_method": "heap"}
TAKES = {"format_type": 2, "generate_subscripts": 2, "to_regtype": 1, "to_regclass": 1}
"""Functions that are asked with so many values."""
FIRST = frozenset({"pg_get_expr", *DEFINED})
"""Those whose first value says all."""
NUMBERING = "_pg_expandarray"
SAME = {NUMBERING: ("unnest(", ")"), "pg_partition_ancestors": ("unnest(ARRAY[(", ")::bigint])")}
"""What stands around their value instead."""
