# ruff: noqa: E501
"""Secrets told by where they stand and by no name: arguments of commands and of calls, cookies, device configuration."""

from __future__ import annotations

from wicketgate.output.redact.formats.shape import Format

COMMANDS = (
    r"(?:(?:docker|podman|oras|skopeo|helm registry|az|oc|nerdctl)[ \t]{1,4}login[ \t][^\n|;&]{0,160}?[ \t]-p[ \t=]{1,4}"
    r"|openssl[ \t][^\n|;&]{0,200}?[ \t](?:-k[ \t]{1,4}|-pass(?:in|out)?[ \t]{1,4}pass:)"
    r"|\b(?:zip|7za?|unzip|unrar|rar)[ \t][^\n|;&]{0,80}?-(?:P[ \t]{1,4}|h?p)"
    r"|\bhtpasswd[ \t]{1,4}-\w{0,6}b\w{0,6}[ \t]{1,4}\S{1,120}[ \t]{1,4}\S{1,60}[ \t]{1,4}"
    r"|\bldap(?:search|modify|add|delete|passwd|whoami)[ \t][^\n|;&]{0,200}?[ \t]-w[ \t]{1,4}|-D[ \t]{1,4}[\"\']?(?i:cn|uid|dc)=[^\n|;&]{1,120}?[ \t]-w[ \t]{1,4}"
    r"|\blftp[ \t][^\n|;&]{0,60}?-u[ \t]{1,4}[^\s,\"']{1,60},"
    r"|\b(?:smbclient|rpcclient|wmic|winexe)[ \t][^\n|;&]{0,120}?-U[ \t]{0,4}[\"']?[^\s%\"']{1,80}%"
    r"|\b(?:sqlcmd|bcp|ipmitool|mosquitto_(?:pub|sub))[ \t][^\n|;&]{0,160}?[ \t]-P[ \t]{0,4}"
    r"|\b(?:mc|mcli)[ \t]{1,4}alias[ \t]{1,4}set[ \t]{1,4}\S{1,60}[ \t]{1,4}\S{1,120}[ \t]{1,4}\S{3,60}[ \t]{1,4}"
    r"|\bconan[ \t]{1,4}(?:user|remote login)[ \t][^\n|;&]{0,80}?-p[ \t]{1,4}|\bpoetry config http-basic\.[\w-]{1,40}[ \t]{1,4}\S{1,60}[ \t]{1,4}"
    r"|(?:^|\n|[ \t>])(?:requirepass|masterauth)[ \t]{1,4}|>[ \t]AUTH[ \t]{1,4}(?:default[ \t]{1,4})?|--passphrase[ \t]{1,4}|-(?:store|key)pass[ \t]{1,4}"
    r"|SecureString[ \t][^\n|;&]{0,80}?--value[ \t=]{1,4})[\"']?([^\s\"'-][^\s\"']{5,100})"
)
CALLS = (
    r"(?:(?:pymysql|MySQLdb|psycopg2?|cx_Oracle|oracledb|pyodbc)\.connect|DBI->connect|mysqli_connect|new (?:mysqli|PDO)|\bgetConnection|\bCredentials)"
    r"\([ \t]{0,4}[^()\n]{1,160},[ \t]{0,4}[\"'][^\"'\n]{1,64}[\"'],[ \t]{0,4}[\"']([^\s\"'\\]{6,100})[\"']"
)
PAIRS = (
    r"(?:\bauth[ \t]{0,4}[=:][ \t]{0,4}|\.login|HTTPBasicAuth|HttpBasicAuth|BasicAuth|UsernamePasswordCredentials|NetworkCredential"
    r"|UsernamePasswordAuthenticationToken|[bB]asic_?[aA]uth|setBasicAuth|PlainTextAuthProvider|WiFi\.begin|\.auth)"
    r"\([ \t]{0,4}(?:\w{1,20}[ \t]{0,2}=[ \t]{0,2})?[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,4}(?:\w{1,20}[ \t]{0,2}=[ \t]{0,2})?(?:Some\()?[\"']([^\s\"'\\]{6,100})[\"']"
)
SIGNED = (
    r"(?:(?i:jwt|jsonwebtoken)\.(?:sign|encode|verify|decode)\([^\n\"'()]{1,80},[ \t]{0,4}"
    r"|createCipheriv\([ \t]{0,4}[\"'][\w-]{3,30}[\"'],[ \t]{0,4}(?:Buffer\.from\()?|createHmac\([ \t]{0,4}[\"']\w{3,20}[\"'],[ \t]{0,4}"
    r"|\bhmac\.new\([ \t]{0,4}|\bFernet\([ \t]{0,4}|\bAES\.new\([ \t]{0,4}|CryptoJS\.\w{2,12}\.(?:en|de)crypt\([^\n\"'()]{1,60},[ \t]{0,4}"
    r"|hash_hmac\([ \t]{0,4}[\"']\w{3,20}[\"'],[^\n\"'()]{1,60},[ \t]{0,4}|new SecretKeySpec\([ \t]{0,4})b?[\"']([^\s\"'\\]{12,200})[\"']"
)
TYPED = (
    r"(?i:pass(?:word|wd|code)?|pwd)[\"']?\]?[\"']?\)?\)?(?:\.(?:clear|click)\(\))?\.(?:type|fill|send_?[kK]eys|setValue|sendText|enter_text)"
    r"\([ \t]{0,4}[\"']([^\s\"'\\]{8,100})[\"']"
)
DEVICE = (
    r"(?:\bsnmp-server[ \t]{1,4}community[ \t]{1,4}|\b(?:password|secret)[ \t]{1,4}0[ \t]{1,4}|\bxauth[ \t]{1,4}password[ \t]{1,4}"
    r"|(?:\b|_)(?:PSK|psk|wpa_passphrase|pre-?shared-?key)[ \t]{0,4}[=:]?[ \t]{0,4}[\"']|\bpre-shared-key[ \t]{1,4}(?:local|remote|ascii-text)?[ \t]{0,4}[\"']?)"
    r"([^\s\"'\\]{8,64})"
)
COOKIE = (
    r"(?i:cookie)(?:[\"']?[:=][ \t]{0,4}[\"']?|\\?[\"'][ \t]?,\s{0,24}\\?[\"']value\\?[\"'][ \t]?:[ \t]?\\?[\"'])(?:[^\r\n\"']{0,400}?[; \"'])?"
    r"(?:[\w.-]{0,40}(?:sess(?:ion)?(?:[_-]?(?:id|token))?|\.sid|_sid|-sid)|(?:PHP|ASP|J)SESS(?:ION)?ID\w{0,12}|ASP\.NET_SessionId|(?:__Host-|__Secure-)?\w{0,20}auth\w{0,20}|remember_\w{3,60}|\.AspNetCore\.\w{3,40}|laravel_session)"
    r"=(?:s%3A)?([0-9A-Za-z_.~%+/|-]{20,1000})"
)
BY_NAME = r"(?:(?:password|passwd|secret|token|api[_-]?key)[^\n|;&]{0,80}?--value[ \t=]{1,4}|(?i:secret|token|key|password)[^\n|;&<]{0,60}<<<[ \t]{0,4})[\"']?([^\s\"'\\]{8,200})"

# fmt: off
PLACES = (
    Format("command-password", COMMANDS, ("docker login -u bot -p kT4vw9ZqLm registry.acme.test", "openssl enc -aes-256-cbc -k kT4vw9ZqLm -in a", "lftp -u bob,kT4vw9ZqLm sftp://files.acme.test", "smbclient //srv/share -U 'corp/bob%kT4vw9ZqLm'"), ("docker login -u bot --password-stdin registry.acme.test", "docker login -u bot -p $TOKEN registry.acme.test", "zip -r out.zip project", "openssl genrsa -out key.pem 2048", "docker run -p 8080:80 web"), "https://docs.docker.com/reference/cli/docker/login/", check="password", entropy=1.5, bounded=False),
    Format("command-secret-value", BY_NAME, ("aws ssm put-parameter --name /crm/token --value kT4vw9ZqLmRk2PqZ7", "tool secret put API_TOKEN <<< \"kT4vw9ZqLmRk2PqZ7mXw4L\""), ("kubectl get secret crm --value $VALUE", "tool secret put API_TOKEN <<< \"$TOKEN\""), "https://docs.aws.amazon.com/cli/latest/reference/ssm/put-parameter.html", check="told", bounded=False),
    Format("connect-password", CALLS, ("pymysql.connect('db', 'crm', 'kT4vw9ZqLm', 'shop')", "DriverManager.getConnection(url, \"crm\", \"kT4vw9ZqLm\")"), ("pymysql.connect('db', 'crm', password, 'shop')", "mysqli_connect(\"db\", \"crm\", \"password\", \"shop\")"), "https://docs.oracle.com/en/java/javase/21/docs/api/java.sql/java/sql/DriverManager.html", check="password", entropy=1.5, bounded=False),
    Format("login-password", PAIRS, ("requests.get(url, auth=(\"crm\", \"kT4vw9ZqLm\"))", "smtp.login('bob@acme.test', 'kT4vw9ZqLm')"), ("smtp.login('bob@acme.test', password)", "auth=('user', 'password')"), "https://requests.readthedocs.io/en/latest/user/authentication/", check="password", entropy=1.5, bounded=False),
    Format("signing-secret", SIGNED, ("jwt.encode(claims, 'kT4vw9ZqLmRk2PqZ7mXw', algorithm='HS256')", "hmac.new(b\"kT4vw9ZqLmRk2PqZ7mXw\", msg, sha256)"), ("jwt.encode(claims, 'secret', algorithm='HS256')", "jwt.decode(token, settings.SECRET_KEY)", "hmac.new(key, msg, 'sha256')"), "https://pyjwt.readthedocs.io/en/stable/usage.html", check="told", bounded=False),
    Format("typed-password", TYPED, ("cy.get('#password').type('kT4vw9ZqLm')", "driver.find_element(By.ID, \"password\").send_keys(\"kT4vw9ZqLm\")"), ("cy.get('#password').type('password')", "cy.get('#password').type(user.password)", "page.get('#name').type('kT4vw9ZqLm')"), "https://docs.cypress.io/api/commands/type", check="password", entropy=1.5, bounded=False),
    Format("sent-password", r"(?i:expect[^\n]{0,20}pass(?:word|phrase)[^\n]{0,20})\n[ \t]{0,12}send(?:[ \t]--)?[ \t]{1,4}\"([^\s\"\\]{6,100})\\[rn]", ("expect \"Password:\"\nsend \"kT4vw9ZqLm\\r\"",), ("expect \"Password:\"\nsend \"$pass\\r\"", "expect \"Name:\"\nsend \"kT4vw9ZqLm\\r\""), "https://core.tcl-lang.org/expect/index", check="password", entropy=1.5, bounded=False),
    Format("secure-string", r"(?i:ConvertTo-SecureString)(?i:[ \t]{1,4}-String)?[ \t]{1,4}[\"']([^\s\"'$][^\s\"']{5,100})[\"']", ("ConvertTo-SecureString 'kT4vw9ZqLm' -AsPlainText -Force",), ("ConvertTo-SecureString $pass -AsPlainText -Force", "ConvertTo-SecureString 'password' -AsPlainText"), "https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring", check="password", entropy=1.5, bounded=False),
    Format("user-password-line", r"(?:echo[ \t]{1,4}[\"']?\w{1,32}:([^\s\"'|:]{6,100})[\"']?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]{1,4})?chpasswd)", ("echo 'bob:kT4vw9ZqLm' | sudo chpasswd",), ("echo \"bob:$PASS\" | chpasswd", "echo 'a:b' | sort"), "https://man7.org/linux/man-pages/man8/chpasswd.8.html", check="password", entropy=1.5, bounded=False),
    Format("device-password", DEVICE, ("snmp-server community kT4vw9ZqLm RO", "username bob password 0 kT4vw9ZqLm", 'psk="kT4vw9ZqLm"', ': PSK "kT4vw9ZqLmRk2PqZ7"'), ("snmp-server community public RO", "key_mgmt=WPA-PSK", 'psk="password"'), "https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/snmp/command/nm-snmp-cr-book.html", check="password", entropy=1.5, bounded=False),
    Format("pgpass-password", r"(?:^|\s)[\w.*-]{1,100}:(?:54[0-9]{2}|6432|25060|26257|\*):[\w*-]{1,60}:[\w*-]{1,60}:([^\s:\"']{8,100})", ("db.acme.test:5432:crm:bob:kT4vw9ZqLm",), ("db.acme.test:5432:crm:bob:password", "a.go:1204:17:3:unexpected"), "https://www.postgresql.org/docs/current/libpq-pgpass.html", check="told", bounded=False),
    Format("session-cookie", COOKIE, ("Cookie: theme=dark; sessionid=7vcy8ja1dydb2ajrur5jk6qmxj8kzzrk", "Set-Cookie: JSESSIONID=E359AACA777A96D785E18E2F49E77A28; Path=/", "Cookie: connect.sid=s%3AQ5af2NymLsw7bqg4WVdgFuDrKsv4el2-.44vHrYlcNSq8vwJHGDp8qU5d"), ("Cookie: theme=dark; locale=en_GB", "Set-Cookie: csrftoken=7vcy8ja1dydb2ajrur5jk6qmxj8kzzrk", "Cookie: sessionid=<your-session-id-goes-in-here>"), "https://www.rfc-editor.org/rfc/rfc6265", check="drawn", bounded=False),
    Format("token-in-address", r"https?:(?:\\?/){2}([0-9A-Za-z_-]{20,255})(?::x-oauth-basic|:)?@[a-zA-Z0-9.-]{3,100}", ("https://kT4vw9ZqLmRk2PqZ7mXw4Lb9@git.acme.test/crm.git", "https://a99bc4d7971c2009441964dc6364f53f5100f1d5@git.acme.test/crm.git"), ("https://9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d@o12345.ingest.sentry.io/5", "https://some-long-user-name-of-a-person@git.acme.test/crm.git"), "https://git-scm.com/docs/gitcredentials", check="address-token", bounded=False),
    Format("jwk-private-part", r"\\?\"(?:d|k|p|q|dp|dq|qi)\\?\"[ \t]{0,4}:[ \t]{0,4}\\?\"([0-9A-Za-z_-]{42,700})\\?\"", ('{"kty":"oct","k":"mF9B5f41JqM8sXyJk3Lq9ZtmF9B5f41JqM8sXyJk3Lq9Zt"}',), ('{"kty":"RSA","n":"mF9B5f41JqM8sXyJk3Lq9ZtmF9B5f41JqM8sXyJk3Lq9Zt"}', '{"d": "the_long_name_of_a_thing_that_is_made_of_many_words"}'), "https://www.rfc-editor.org/rfc/rfc7518#section-6", check="random", bounded=False),
    Format("gossip-key", r"\bencrypt\\?\"?[ \t]{0,4}[=:][ \t]{0,4}\\?\"([0-9A-Za-z+/]{22}==|[0-9A-Za-z+/]{43}=)", ('encrypt = "J6ueDGwpTw5/FbCt4hneSL4HCXqWT1J5GUTHky7TvqY="',), ('encrypt = "true"', 'encrypt = "J6ueDGwpTw5"'), "https://developer.hashicorp.com/consul/docs/security/encryption/gossip", bounded=False),
    Format("erlang-cookie", r"(?:\{cookie,[ \t]{0,4}'|-setcookie[ \t]{1,4}[\"']?|\.erlang\.cookie[^\n]{0,40}[\n ][ \t]{0,4})([A-Z]{20})\b", ("{cookie, 'JCTHVRDCTIBOKKKWNPGW'}.", "erl -sname a -setcookie JCTHVRDCTIBOKKKWNPGW"), ("{cookie, 'JCTHVRDCTIBO'}.",), "https://www.erlang.org/doc/system/distributed.html"),
    Format("hardhat-account-key", r"\baccounts[ \t]{0,4}:[ \t]{0,4}\[\s{0,20}[`\"'](?:0x)?([0-9a-f]{64})[`\"']", ('accounts: ["0xb19d46ec57bde69d78b3d7ebccb57cc7d71bd8f4b3062557791602437fae0819"]',), ('accounts: ["0xb19d46ec57bde69d78b3d7ebccb57cc7d71bd8f4"]', "accounts: [PRIVATE_KEY]"), "https://hardhat.org/hardhat-runner/docs/config", bounded=False),
    Format("twilio-pair", r"\bAC[0-9a-f]{32}[\"'],[ \t]{0,4}[\"']([0-9a-f]{32})[\"']", ('Client("AC9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d", "kT"); Client("AC9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d", "8f7a6b5c4d9f8b7c6d5e4f3a2b1c0d9e")',), ('Client("AC9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d", token)',), "https://www.twilio.com/docs/usage/api"),
    Format("openweather-query", r"[?&]appid=([0-9a-f]{32})\b", ("https://api.openweathermap.org/data/2.5/weather?q=Oslo&appid=9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d",), ("https://api.openweathermap.org/data/2.5/weather?q=Oslo&appid=KEY",), "https://openweathermap.org/appid"),
    Format("told-password", r"(?i:\b(?:pw|pwd|pass(?:word|code|wd)?|passphrase)\b)[^\n.:=\"';?!(){}]{1,40}[ \t]is[ \t:]{1,3}[\"'`]?([^\s\"'`,;]{8,64})", ("pw for the staging box is kT4vw9ZqLm btw", "the password of bob is `kT4vw9ZqLm`"), ("the password for this account is required.", "your password for it is incorrect", "the password of the user is ${PASS}"), "https://pages.nist.gov/800-63-4/sp800-63b.html", check="told", bounded=False),
)
