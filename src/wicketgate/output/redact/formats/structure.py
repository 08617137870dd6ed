"""Secrets told by their structure and not by a vendor: tokens of standards, passwords in addresses and headers."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format

STRUCTURE = (
    Format(
        name="jwt",
        pattern=r"ey[JK][A-Za-z0-9_-]{10,}\.ey[JK][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
        examples=(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwiaWF0IjoxNTE2MjM5MDIyfQ"
            ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        ),
        near_misses=(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIi",
            "eyJub3QiOiJhIHRva2VuIn0.eyJzdWIiOiIxMjM0In0.c2ln",
        ),
        source="https://www.rfc-editor.org/rfc/rfc7519",
        check="jwt",
    ),
    Format(
        name="password-in-address",
        pattern=r"[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:\\?/){2}[^\s:/@\"'<>`{}\[]{0,100}:([^\s/@\"'<>`]{3,200}|[A-Za-z0-9+/]{20,100}={1,2})@[A-Za-z0-9.\[_-]",
        examples=(
            "postgres://app:kT4-vw9Zq@db.internal:5432/crm",
            "redis://:p4ssR9xk@cache:6379/0",
            "amqp://worker:Zx81-kqP@mq/",
        ),
        near_misses=(
            "postgres://app:${DB_PASSWORD}@db/crm",
            "https://user:password@host/",
            "http://host:8080/@scope/package",
            "ssh://git@github.com:22/a.git",
        ),
        source="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
        check="address-password",
        entropy=1.5,
        bounded=False,
    ),
    Format(
        name="basic-credentials",
        pattern=r"(?i:\bbasic)[ \t]+([A-Za-z0-9+/_-]{8,400}={0,2})",
        examples=("Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1lMjI=",),
        near_misses=("basic understanding", "Basic authentication is required"),
        source="https://www.rfc-editor.org/rfc/rfc7617",
        check="basic",
        entropy=2.5,
    ),
    Format(
        name="bearer-token",
        pattern=r"(?i:\bbearer)[ \t]+([A-Za-z0-9._~+/-]{20,}={0,2})",
        examples=("Authorization: Bearer mF_9.B5f-4.1JqM8sXyJk3Lq9Zt",),
        near_misses=("bearer of_the_long_name_that_is_words", "Bearer authentication-is-not-supported-here"),
        source="https://www.rfc-editor.org/rfc/rfc6750",
        check="bearer",
        entropy=3.2,
    ),
    Format(
        name="password-option",
        pattern=r"(?:--(?:pass|passwd|password|api-?key|secret|(?:auth-|access-)?token)|[ \t]-passw(?:or)?d)"
        r"[ \t]+[\"']?([^\s\"'\\]{8,200})",
        examples=("login --user bob --password kT4vw9ZqLm", "tool --token '8sXyJk3Lq9Zt5vWb2NpR' run"),
        near_misses=("tool --password $PASSWORD", "--token is required when not set"),
        source="https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap12.html",
        check="password",
        bounded=False,
    ),
    Format(
        name="netrc-password",
        pattern=r"machine\s{1,9}\S{1,100}\s{1,9}login\s{1,9}\S{1,100}\s{1,9}password\s{1,9}(\S{4,200})",
        examples=("machine api.acme.test login bob password kT4vw9ZqLm",),
        near_misses=("machine api.acme.test login bob password ${PASS}",),
        source="https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
        entropy=1.5,
        check="address-password",
        bounded=False,
    ),
    Format(
        name="curl-user",
        pattern=r"curl[ \t][^\n]{0,200}(?:-u|--user)[ =]{0,2}[\"']?[^\s:\"']{1,64}:([^\s\"'\\]{4,100})",
        examples=("curl -s -u deploy:kT4vw9ZqLm https://ci.acme.test/job",),
        near_misses=("curl -u deploy:$TOKEN https://ci.acme.test", "curl --user-agent x https://a.test:8080/"),
        source="https://curl.se/docs/manpage.html",
        check="password",
        entropy=1.5,
        bounded=False,
    ),
    Format(
        name="sql-password",
        pattern=r"(?i:identified[ \t]{1,4}(?:with[ \t]{1,4}[\w\"']{1,40}[ \t]{1,4})?by"
        r"|(?:with|set)(?:[ \t]{1,4}encrypted)?[ \t]{1,4}password(?:[ \t]{1,4}for[ \t]{1,4}\S{1,80})?)"
        r"[ \t]{1,4}(?:=[ \t]{0,4})?(?i:password[ \t]{1,4})?['\"]([^\s'\"\\]{6,200})['\"]",
        examples=(
            "CREATE USER 'crm'@'%' IDENTIFIED BY 'kT4vw9ZqLm';",
            "ALTER ROLE crm WITH PASSWORD 'kT4vw9ZqLm';",
        ),
        near_misses=("CREATE USER crm IDENTIFIED BY '$PASS';", "ALTER ROLE crm WITH PASSWORD 'password';"),
        source="https://www.postgresql.org/docs/current/sql-alterrole.html",
        check="password",
        entropy=1.5,
        bounded=False,
    ),
    Format(
        name="client-password-option",
        pattern=r"(?:mysql(?:dump|admin)?[ \t][^\n]{0,120}?[ \t]-p|sshpass[ \t]{1,4}-p[ \t]{0,4}"
        r"|redis-cli[ \t][^\n]{0,80}?-a[ \t]{1,4}"
        r"|net use [^\n]{0,120}?/user:\S{1,60}[ \t]{1,4})[\"']?([^\s\"'-][^\s\"']{5,100})",
        examples=("mysql -u root -pkT4vw9ZqLm -h db crm", "sshpass -p kT4vw9ZqLm ssh bob@host"),
        near_misses=("mysql -u root -p -h db crm", "sshpass -p $PASS ssh bob@host", "mysqldump -u root -ppassword"),
        source="https://dev.mysql.com/doc/refman/8.4/en/connecting.html",
        check="password",
        entropy=1.5,
        bounded=False,
    ),
    Format(
        name="oracle-address-password",
        pattern=r"(?:oracle:(?:thin|oci8?):|sqlplus[ \t]{1,4}(?:-\w[ \t]{1,2})?)"
        r"[\w.$#-]{1,60}/[\"']?([^\s@\"'/]{4,60})[\"']?@",
        examples=("jdbc:oracle:thin:crm/kT4vw9ZqLm@//db:1521/crm", "sqlplus -s crm/kT4vw9ZqLm@crm"),
        near_misses=("jdbc:oracle:thin:crm/${PASS}@//db:1521/crm", "jdbc:oracle:thin:@//db:1521/crm"),
        source="https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html",
        check="password",
        entropy=1.5,
        bounded=False,
    ),
    Format(
        name="password-hash",
        pattern=r"\$(?:6\$(?:rounds=[0-9]{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}"
        r"|5\$(?:rounds=[0-9]{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{43}"
        r"|y\$[./0-9A-Za-z]{2,6}\$[./0-9A-Za-z]{10,86}\$[./0-9A-Za-z]{43}"
        r"|(?:apr1|1)\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22})",
        examples=(
            "bob:$6$Zx81kqPw$" + "kT4vw9ZqLm" * 8 + "aB3.x/:19000:0:99999:7:::",
            "bob:$apr1$Zx81kqPw$kT4vw9ZqLmRk2PqZ7mXw4L",
        ),
        near_misses=("bob:$6$Zx81kqPw$" + "kT4vw9ZqLm" * 8, "bob:$6$*:19000:0:99999:7:::"),
        source="https://man7.org/linux/man-pages/man5/crypt.5.html",
    ),
    Format(
        name="kubeconfig-client-key",
        pattern=r"client-key-data\\?[\"']?:[ \t]{0,4}\\?[\"']?([0-9A-Za-z+/]{64,}={0,2})",
        examples=("    client-key-data: LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSUxvZ2ZqN0x0VzE5YzFmSg==",),
        near_misses=("    client-key-data: REDACTED", "    client-key: /home/bob/.minikube/client.key"),
        source="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
        bounded=False,
    ),
)
