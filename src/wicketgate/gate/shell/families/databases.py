"""Clients of databases: a statement that only reads runs; all else, and what cannot be seen, asks."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
ASK = "remote a database, by statements nobody has seen"
PROGRAMS = (
    P("psql pgcli", "text*", "* -c:statement --command:statement -f:run --file:run -d: --dbname: -h:server --host:server -p: --port: -U: --username: -v: --set: --variable: -o:write --output:write -L:write --log-file:write -F: -R: -P: -T: -A -t -q -X -l -w -W -1 -E -e -b -x --csv",
      reader="sql-client", stdin="statement"),
    P("mysql mariadb mycli", "text*", "* -e:statement --execute:statement -h:server --host:server -P: --port: -u: --user: -p:? --password:credential? -D: --database: -S: --socket: --protocol: --ssl-ca:read --ssl-key:credential --defaults-file:run --defaults-extra-file:run --plugin-dir:run --init-command:statement --login-path: --tee:write --init-command:statement --delimiter: -N -B -s -t -v --default-character-set: --prompt: --pager:persist",
      reader="sql-client", stdin="statement"),
    P("sqlite3 litecli duckdb", "text*", "* -cmd:statement -init:run -separator: -newline: -nullvalue: -mmap: -vfs: -maxsize: -lookaside: -pagecache: -header -csv -json -line -column -readonly -table -box -markdown -c:statement -s:statement -noheader -html -quote -list -bail -batch -echo -version -help -ui", reader="sqlite", long=True),
    P("clickhouse-client clickhouse sqlcmd bcp sqlplus isql usql bsqldb trino presto beeline cockroach cqlsh", "text*", "* -q:statement --query:statement -Q:statement -e:statement --execute:statement -c:statement -S:server -h:server --host:server -i:run -f:run -d: -U: -P:credential --password:credential -u: --user: --port: -o:write", reader="sql-client", stdin="statement"),
    P("redis-cli valkey-cli keydb-cli", "text*", "* -h:server -p: -a:credential -n: -u:network --user: --pass:credential -s: -r: -i: -x -X: --eval:run -d: --pattern: --rdb:write --functions-rdb:write --pipe --scan --bigkeys --stat --latency --hotkeys --memkeys", reader="redis"),
    P("mongosh mongo", "text*", "* --eval: -f:run --file:run --host:server -u: -p:credential --username: --password:credential --port: --authenticationDatabase: --quiet --norc --nodb --json:?", reader="mongo"),
    P("pg_dump pg_dumpall mysqldump mariadb-dump mongodump mongoexport sqldiff pgbench-dump", "text*", "* -f:write --file:write -r:write --result-file:write -o:write --out:write -h:server --host:server -U: -u: -d: --dbname: -p:? -t: -n: -T: -j: -F: -Z: --port: --uri:network -c: --collection: --db: --query: --archive:? --username: --password:credential --schema: --table: --exclude-table: --format:", "credential all that a database holds",
      when={"-s --schema-only --no-data": P("", "text*", does="fetch a database")}),
    P("pg_restore mongorestore mongoimport mysqlimport dropdb createdb dropuser createuser vacuumdb reindexdb clusterdb pg_ctl initdb pg_upgrade pg_resetwal mysql_upgrade mongod mysqld postgres redis-server pgbench sysbench redis-benchmark mysql_secure_installation gh-ost pt-online-schema-change memcached etcdctl", "text*", "* -h: -U: -d: -u: -D:write -p:?", "remote a database",
      when={"-l --list --version -V --help": "harmless"}),
    P("flyway liquibase dbmate goose migrate atlas-migrate sqitch knex sequelize sequelize-cli typeorm mikro-orm drizzle-kit-cli skeema", "text*", "* -url:network --url:network -u:network -c:run --config:run --knexfile:run -d:run --env: -e: --dir:read", reader="operation", words={"serve start build dev test": "remote a database"}),
    P("mysqladmin", "text*", "* -h:server -u: -p:? -P:", "remote a database", subs=(P("status ping version processlist variables extended-status", "text*", "* -h:server -u: -p:? -P:"), P("create drop shutdown password kill flush-hosts flush-logs flush-privileges flush-status flush-tables reload refresh start-slave stop-slave debug", "text*", "*", "remote a database"))),
    P("pg_isready mysqlshow pg_config pg_lsclusters mysqlcheck", "text*", "* -h:server -U: -p:? -d: -u: -t:", "fetch a database", when={"--repair -r --optimize -o": "remote a database"}),
    P("cypher-shell influx surreal arangosh couchdb kafka-topics kafka-console-consumer kafka-console-producer kcat rabbitmqctl rabbitmqadmin nats mosquitto_pub mosquitto_sub grpcurl evans curlie wscat elasticdump kafka-configs", "text*", "*", "remote a service", when={"--list --describe --version": "harmless"}),
)

EXAMPLES = (
    ("psql -c 'SELECT * FROM users LIMIT 5'", "harmless"), ("psql -c 'DROP TABLE users'", "asks"), ("psql mydb -c '\\dt'", "harmless"), ("psql -c '\\! rm -rf /'", "asks"), ("psql -f migrate.sql", "asks"), ("psql -h db.prod.example -c 'select 1'", "asks"), ("psql -l", "harmless"), ("echo 'select 1' | psql", "harmless"), ("psql", "asks"),
    ("mysql -u root -e 'SHOW TABLES' app", "harmless"), ("mysql -e 'DELETE FROM users'", "asks"), ("mysql app < dump.sql", "asks"), ("sqlite3 app.db '.tables'", "harmless"), ("sqlite3 app.db 'SELECT count(*) FROM t'", "harmless"), ("sqlite3 app.db 'DELETE FROM t'", "asks"), ("sqlite3 app.db '.shell rm -rf src'", "asks"),
    ("redis-cli GET key", "harmless"), ("redis-cli FLUSHALL", "asks"), ("redis-cli -n 1 KEYS '*'", "harmless"), ("redis-cli ping", "harmless"), ("redis-cli CONFIG SET dir /root/.ssh", "asks"), ("redis-cli -h prod.example get x", "asks"), ("mongosh --eval 'db.users.find().limit(5)'", "harmless"), ("mongosh --eval 'db.dropDatabase()'", "asks"),
    ("sqlite3 :memory: \"SELECT writefile('x','y')\"", "asks"), ("sqlite3 :memory: 'create table t(a); select 1'", "harmless"), ("sqlite3 :memory: '.shell id'", "asks"), ("duckdb -c \"COPY t TO '/etc/x'\"", "asks"), ("duckdb -c 'SELECT 42'", "harmless"), ("knex migrate:status", "harmless"), ("npx knex migrate:latest", "asks"), ("flyway info", "harmless"), ("flyway clean", "asks"), ("npx sequelize-cli db:migrate:status", "harmless"), ("npx sequelize-cli db:drop", "asks"), ("typeorm migration:generate src/x", "harmless"), ("typeorm schema:drop", "asks"), ("goose status", "harmless"), ("goose down", "asks"),
    ("psql 'host=localhost hostaddr=198.51.100.1' -c 'select 1'", "asks"), ("psql postgres://localhost,evil.example/x -c 'select 1'", "asks"), ("psql postgres://localhost.evil.example/x -c 'select 1'", "asks"),
    ("psql postgres://a@localhost:5432/x -c 'select 1'", "harmless"), ("psql 'postgres://localhost/x?host=evil.example' -c 'select 1'", "asks"),
    ("pg_dump app > dump.sql", "asks"), ("dropdb app", "asks"), ("pg_isready", "harmless"),
)
