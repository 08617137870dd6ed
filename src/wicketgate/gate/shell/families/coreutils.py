"""coreutils that show things: files, text, names, the machine."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

PROGRAMS = (
    Program("cat tac nl rev", "read*", "*", prints="filter"),
    Program("head tail", "read*", "* -n: -c: --lines: --bytes: --pid: -s: --sleep-interval: -#", prints="filter"),
    Program("wc", "read*", "* --files0-from:read"),
    Program(
        "strings od hexdump xxd hd",
        "read*",
        "* -N: -j: -s: -A: -t: -e: -l: -g: --length: --skip-bytes: --format: --bytes: --radix:",
        when={"-r --revert": Program("", "read write")},
    ),
    Program("base64 base32 basenc", "read*", "* -w: --wrap: -i:read -o:write"),
    Program(
        "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum shasum md5 b3sum",
        "read*",
        "* -a: --algorithm:",
    ),
    Program(
        "ls dir vdir gls exa eza lsd tree",
        "list*!",
        "* -I: -w: -T: -L: -P: -o:write --ignore: --hide: --sort: --time: -s --level: --filelimit:",
        prints="paths",
    ),
    Program(
        "stat file readlink realpath",
        "list*",
        "* -c: -f -m:read --format: --printf: --relative-to: -t",
        when={"-C --compile": "write the magic file"},
    ),
    Program("basename dirname", "text*", "-az -s: --suffix: --multiple --zero", prints="tame"),
    Program("du df", "list*!", "* -d: --max-depth: -B: --block-size: --exclude: -t: -x --threshold: --output:?"),
    Program(
        "cmp diff sdiff diff3 colordiff comm join paste icdiff",
        "read*",
        "* -1: -2: -a: -e: -o: -t: -j: -d: -i:? -n -U: -C: -I: -W: -x: -X:read"
        " --label: --exclude: --exclude-from:read --to-file:read --from-file:read --output:write --diff-program:run -S: -F: -D:",
    ),
    Program(
        "sort gsort",
        "read*",
        "* -o:write --output:write -k: -t: -S: -T:write --key: --field-separator: --buffer-size:"
        " --temporary-directory:write --compress-program:start --parallel: --batch-size: --files0-from:read",
        prints="filter",
    ),
    Program(
        "uniq",
        "read write",
        "-cdDiuz -f: -s: -w: --count --repeated --unique --ignore-case --skip-fields: --skip-chars:"
        " --check-chars: --all-repeated:? --group:? --zero-terminated",
    ),
    Program("tr", "text*", "-cCdstU --complement --delete --squeeze-repeats --truncate-set1"),
    Program(
        "cut fold fmt expand unexpand column pr",
        "read*",
        "* -b: -c: -d: -f: -w: -s -t --delimiter: --fields: --characters:"
        " --bytes: --width: --tabs: --output-delimiter: -l: -o: -n: -N: -H: -R: -T: -h:",
    ),
    Program(
        "shuf",
        "read*",
        "-erz -i: -n: -o:write --input-range: --head-count: --output:write --random-source:read --echo --repeat",
        when={"-e --echo": Program("", "text*")},
    ),
    Program("tsort look ptx", "read*", "*"),
    Program("seq factor expr numfmt", "text*", "*", prints="tame"),
    Program(
        "date gdate",
        "text*",
        "-uRI -s: --set: -d: -f:read -r:list --date: --reference:list --utc --rfc-3339: --iso-8601:? -j -v: -n",
        when={"-s --set": "system the clock"},
        prints="tame",
    ),
    Program("cal ncal", "text*", "*"),
    Program("sleep usleep", "text*"),
    Program("yes", "text*"),
    Program(
        "whoami id groups logname users who w tty nproc uname hostid uptime locale getconf lscpu lsmem free vmstat"
        " iostat mpstat sw_vers cloc tokei nvidia-smi sensors lsblk lspci lsusb",
        "text*",
        "*",
        prints="tame",
    ),
    Program(
        "hostname hostnamectl domainname",
        "system*",
        "-aAdfiIsy --fqdn --short --ip-address --all-ip-addresses",
        prints="tame",
        subs=(),
    ),
    Program(
        "pgrep pidof pstree top htop lsof fuser",
        "text*",
        "* -p: -u: -C: -n: -d: -o: -i:? -g: -t: -s: -P:",
        when={"-k --kill": "process whatever uses the file"},
    ),
    Program("printenv", "text*", "-0 --null", reader="printenv"),
    Program("ps", reader="raw-ps"),
    Program("arch", "command", "* -e:assign"),
    Program("stty tput reset clear", "text*", "*"),
    Program("sync", "text*", "*"),
    Program(
        "man info apropos whatis tldr help",
        "text*",
        "* -s:",
        when={"-P --pager -H --html": "persist a program that shows the page"},
    ),
    Program("pathchk mcookie uuidgen", "text*", "*", prints="tame"),
    Program(
        "less more most",
        "read*",
        "* -p: -P: -x: -j: -o:write -O:write -k:read -T:read -t:",
        words={"+!* +|* +:!* +v": "start what the pager runs"},
    ),
    Program(
        "bat batcat ccat glow",
        "read*",
        "* -l: --language: --theme: --style: -r: --line-range: --paging: --pager:shell -H: -m:",
    ),
    Program("jot units bc dc", "read*", "* -e: --expression:", stdin="text"),
)

EXAMPLES = (
    ("cat a.txt b.txt", "read a.txt; read b.txt"),
    ("cat /etc/shadow", "asks"),
    ("cat ~/.ssh/id_rsa", "asks"),
    ("cat .env", "asks"),
    ("cat .e?v", "asks"),
    ("cat $FILE", "asks"),
    ("head -n 20 README.md", "read README.md"),
    ("head -20 README.md", "read README.md"),
    ("tail -f log/app.log", "read log/app.log"),
    ("wc -l *.py", "harmless"),
    ("ls -la /etc", "harmless"),
    ("ls", "list ."),
    ("ls ~/.ssh", "asks"),
    ("cat /usr/share/dict/words", "harmless"),
    ("sort -u names.txt -o out.txt", "read names.txt; write out.txt"),
    ("sort --compress-program='rm -rf src' a", "asks"),
    ("diff a b", "read a; read b"),
    ("date +%F", "harmless"),
    ("date -s 2020-01-01", "asks"),
    ('echo "built at $(date)" > log.txt', "write log.txt"),
    ("printenv", "asks"),
    ("printenv HOME", "harmless"),
    ("hostname evil", "asks"),
    ("hostname", "harmless"),
    ("ps aux", "harmless"),
)
