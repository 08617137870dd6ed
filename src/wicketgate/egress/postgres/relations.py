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
    """Whose rows it has: schemas, tables, columns, types, spelled, one; empty for none."""
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
    oid=$1::bigint relname=$2 relnamespace=$3::bigint relnatts=$4::int relkind='r' relowner=10 relam=2 reltype=0
    reloftype=0 relfilenode=0 reltablespace=0 relpages=0 reltuples=-1 relallvisible=0 reltoastrelid=0 relchecks=0
    relhasindex=false relisshared=false relpersistence='p' relhasrules=false relhastriggers=false
    relhassubclass=false relrowsecurity=false relforcerowsecurity=false relispopulated=true relreplident='d'
    relispartition=false relacl=NULL::text[] reloptions=NULL::text[] relpartbound=NULL::text
"""
_ATTRIBUTE = """
    attrelid=$1::bigint attname=$2 atttypid=$3::bigint atttypmod=$4::int attnum=$5::int attlen=-1 attnotnull=false
    atthasdef=false atthasmissing=false attidentity='' attgenerated='' attisdropped=false attislocal=true
    attinhcount=0 attndims=0 attcollation=0 attstorage='p' attcompression='' attstattarget=-1 attacl=NULL::text[]
    attoptions=NULL::text[] attfdwoptions=NULL::text[]
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
    udt_schema='pg_catalog' udt_catalog=$7 is_nullable='YES' column_default=NULL::text
    character_maximum_length=nullif($12,'')::int numeric_precision=nullif($13,'')::int
    numeric_scale=nullif($14,'')::int datetime_precision=NULL::int collation_name=NULL::text is_identity='NO'
    is_generated='NEVER' is_updatable='NO' domain_name=NULL::text
"""
_SCHEMATA = "catalog_name=$3 schema_name=$2 schema_owner='wicketgate'"

CATALOGUE = {
    "pg_namespace": _made("schemas", _NAMESPACE),
    "pg_class": _made("tables", _CLASS),
    "pg_attribute": _made("columns", _ATTRIBUTE),
    "pg_type": _made("types", _TYPE),
    "pg_database": _made("one", _DATABASE),
    "pg_roles": _made("one", _ROLE),
    "pg_user": _made("one", "usename='wicketgate' usesysid=10 usesuper=false usecreatedb=false"),
    "pg_am": _made("one", "oid=2 amname='heap' amtype='t'"),
    "pg_tables": _made("tables", "schemaname=$5 tablename=$2 tableowner='wicketgate' tablespace=NULL::text"),
    "pg_attrdef": _none("oid adrelid adnum", "adbin"),
    "pg_collation": _none("oid collnamespace", "collname"),
    "pg_constraint": _none(
        "oid conrelid conindid confrelid connamespace contypid conparentid",
        "conname contype confupdtype confdeltype confmatchtype",
        "condeferrable condeferred convalidated conislocal connoinherit",
        "conkey confkey",
    ),
    "pg_description": _none("objoid classoid objsubid", "description"),
    "pg_enum": _none("oid enumtypid enumsortorder", "enumlabel"),
    "pg_extension": _none("oid extowner extnamespace", "extname extversion"),
    "pg_foreign_table": _none("ftrelid ftserver"),
    "pg_index": _none(
        "indexrelid indrelid indnatts indnkeyatts",
        "indpred indexprs",
        "indisprimary indisunique indisclustered indisvalid indisreplident indisready indnullsnotdistinct",
        "indkey indoption indclass indcollation",
    ),
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
    "pg_trigger": _none("oid tgrelid", "tgname tgenabled", "tgisinternal"),
    "pg_views": _none("", "schemaname viewname viewowner definition"),
}
SCHEMA = {
    "tables": _made("tables", _TABLES),
    "columns": _made("columns", _COLUMNS),
    "schemata": _made("schemas", _SCHEMATA),
    "views": _none("", "table_catalog table_schema table_name view_definition"),
    "table_constraints": _none(
        "", "constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name constraint_type"
    ),
    "key_column_usage": _none(
        "ordinal_position position_in_unique_constraint",
        "constraint_catalog constraint_schema constraint_name table_catalog table_schema table_name column_name",
    ),
    "constraint_column_usage": _none(
        "", "table_catalog table_schema table_name column_name constraint_catalog constraint_schema constraint_name"
    ),
    "referential_constraints": _none(
        "",
        "constraint_catalog constraint_schema constraint_name unique_constraint_schema unique_constraint_name"
        " update_rule delete_rule",
    ),
}
TYPES = _made("types", "oid=$1::bigint typname=$2 spelled=$5")
SPELLED = _made("spelled", "oid=$1::bigint mod=$2::int spelled=$3")
NAMED = _made("tables", "oid=$1::bigint relname=$2 nspname=$5")
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
    **dict.fromkeys(("obj_description", "col_description", "shobj_description", "pg_get_expr"), "NULL::text"),
    **dict.fromkeys(("pg_get_constraintdef", "pg_get_indexdef", "pg_get_viewdef"), "NULL::text"),
    **dict.fromkeys(("pg_get_serial_sequence", "pg_get_statisticsobjdef_columns"), "NULL::text"),
    **dict.fromkeys(("pg_get_partkeydef", "pg_get_triggerdef", "pg_size_pretty"), "NULL::text"),
    "pg_get_userbyid": "'wicketgate'",
    **dict.fromkeys(("pg_my_temp_schema", "pg_backend_pid"), "0"),
    "pg_encoding_to_char": "'UTF8'",
    "current_schema": "'public'",
    "current_schemas": "string_to_array('pg_catalog,public', ',')",
}
"""What functions of the catalogue give, whatever they are asked."""
