"""grep, sed, awk, jq and their like."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

PROGRAMS = (
    Program(
        "grep egrep fgrep zgrep ggrep",
        "text read*",
        "* -e: -f:read -m: -A: -B: -C: -D: -d: --regexp: --file:read --max-count: --include: --exclude:"
        " --exclude-dir: --exclude-from:read --after-context: --before-context: --context: --label: --binary-files: --color:? --colour:? -#",
        when={
            "-e -f --regexp --file": Program("", "read*"),
            "-r -R --recursive": Program("", "text read*!"),
        },
        prints="matches",
    ),
    Program(
        "rg ripgrep",
        "text read*!",
        "* -e: -f:read -g: -t: -T: -m: -A: -B: -C: -M: -r: -E: -j: -d: --regexp: --file:read --glob: --iglob: --type:"
        " --type-not: --type-add: --max-count: --max-depth: --after-context: --before-context: --context: --replace: --sort: --sortr: --pre:start"
        " --pre-glob: --colors: --encoding: --engine: --ignore-file:read --max-columns: --max-filesize: --threads: --color:"
        " --hostname-bin:start",
        when={"--files -e --regexp -f --file --type-list": Program("", "read*!", prints="paths")},
        prints="matches",
    ),
    Program(
        "ag ack pt ug",
        "text read*!",
        "* -A: -B: -C: -G: -m: --ignore: --ignore-dir: -g: --pager:shell",
        prints="matches",
    ),
    Program(
        "fd fdfind",
        "text list*!",
        "* -e: -t: -d: -E: -j: -S: -o: --extension: --type: --max-depth: --min-depth: --exclude: --glob --changed-within:"
        " --changed-before: --size: --owner: --base-directory:cd --search-path:list -c: --color: --format:",
        reader="fd",
        prints="paths",
    ),
    Program(
        "sed gsed",
        "sed read*",
        "-nErsuz -i:suffix? -e:sed -f:read -l: --quiet --silent --expression:sed --file:read --regexp-extended --in-place:suffix? --line-length:"
        " --null-data --separate --unbuffered --posix --follow-symlinks --sandbox --debug",
        reader="sed",
    ),
    Program(
        "awk gawk mawk nawk original-awk",
        "awk read*",
        "-bcCghnNOPrsStVM -F: -v: -f:read -i:run -l:start -e:awk -E:run -o:write? -p:write? -d:write? -D:start? -L:?"
        " --field-separator: --assign: --file:read --source:awk --include:run --load:start --sandbox --re-interval --posix --traditional"
        " --lint:? --csv",
        when={
            "-f --file": Program("", "read*", does="run an awk program from a file"),
            "-e --source": Program("", "read*"),
        },
        reader="awk",
    ),
    Program(
        "jq gojq jaq yq",
        "jq read*",
        "-nrjcCMSesRah --null-input --raw-output --join-output --compact-output --color-output --monochrome-output"
        " --sort-keys --exit-status --slurp --raw-input --ascii-output --tab --indent: --seq --stream -L:read -f:read --from-file:read"
        " -i -y -Y -P -o: -p: --inplace --yaml-output --prettyPrint --output-format: --input-format: --arg --argjson --slurpfile --rawfile --args"
        " --jsonargs --unbuffered -I: -N -0 --raw-output0",
        reader="jq",
    ),
    Program(
        "xmllint xq htmlq pup",
        "read*",
        "* --xpath: --output:write -o:write --schema:read --dtdvalid:read --format -f: -a:",
    ),
    Program("csvcut csvgrep csvlook csvstat mlr xsv", "text* read*", "*"),
)

EXAMPLES = (
    ("grep -rn TODO src", "read src"),
    ("grep -rn TODO", "read ."),
    ("grep foo a.txt b.txt", "read a.txt; read b.txt"),
    ("grep -e foo a.txt", "read a.txt"),
    ("grep -f patterns.txt a.txt", "read patterns.txt; read a.txt"),
    ("grep root /etc/shadow", "asks"),
    ("grep -r password ~", "asks"),
    ("rg --pre /tmp/evil foo", "asks"),
    ("rg foo", "read ."),
    ("sed -n '1,20p' a.txt", "read a.txt"),
    ("sed 's/a/b/g' a.txt", "read a.txt"),
    ("sed -i 's/a/b/' a.txt", "write a.txt"),
    ("sed -i.bak -e s/a/b/ a.txt", "write a.txt"),
    ("sed -i 's/a/b/' ~/.bashrc", "asks"),
    ("sed -i '' -e 's/1.0/1.1/' VERSION", "write VERSION"),
    ("sed -i '' 's/1.0/1.1/' VERSION", "harmless"),
    ("sed -i '' 'w /etc/x' VERSION", "asks"),
    ("sed 's/a/id/e' a.txt", "unreadable"),
    ("sed '1e rm -rf src' a.txt", "unreadable"),
    ("sed 'w /etc/passwd' a.txt", "asks"),
    ('sed "$X" a.txt', "unreadable"),
    ("sed -i'/root/.ssh/*' s/a/b/ authorized_keys", "asks"),
    ("awk '{print $1}' a.txt", "read a.txt"),
    ('awk \'BEGIN{x=4/2; print "id" | "sh"; y=4/2}\'', "unreadable"),
    ('awk \'/[/"]/{print | "sh"}\' a', "unreadable"),
    ('awk \'{print /"/; print "id" | "sh"; print /"/}\' a', "unreadable"),
    ('awk \'BEGIN{i++ /1; print "id" | "sh"; i++ /1}\' a', "unreadable"),
    ('awk \'BEGIN{if(1) /"/; print "id" | "sh"; /"/}\' a', "unreadable"),
    ("awk '/a|b/ {s += $1 / $2} END {print s/NR, \"a|b\" (s+1)/2}' a.txt", "read a.txt"),
    ("awk 'BEGIN{ARGV[1]=\"/etc/shadow\";ARGC=2}{print}'", "unreadable"),
    ("awk -i /tmp/x 1 a", "asks"),
    ("awk -F: '$3 > 100 {print $1}' data.txt", "read data.txt"),
    ("awk 'BEGIN { system(\"rm -rf src\") }'", "unreadable"),
    ("awk '{print > \"/etc/x\"}' a.txt", "asks"),
    ("awk '{print | \"sh\"}' a.txt", "unreadable"),
    ("jq .name package.json", "read package.json"),
    ("jq -r '.a | keys[]' x.json", "read x.json"),
    ("jq -n env", "asks"),
    ("yq -i '.a = 1' c.yaml", "write c.yaml"),
    ("fd -x rm", "asks"),
    ("fd test src -x wc -l", "harmless"),
    ("fd -e py -x sed -i s/a/b/ {}", "write ./**; list ."),
    ("fd -H . -x sh -c 'rm -rf {}'", "unreadable"),
    ("fd -e o -X rm", "asks"),
    ("fd . /etc -x cat", "asks"),
    ("fd '\\.py$' src", "list src"),
    ("gawk -i inplace 0 f", "asks"),
    ("gawk -i inplace '{}' f", "asks"),
    ("gawk -i inplace '/x/ {next}' f", "asks"),
    ("gawk -i inplace 'BEGIN {x = 1}; {if (y) {x = 1}}' f", "asks"),
    ("gawk -i inplace '{print $1}' f", "harmless"),
    ("gawk -i inplace '{sub(/a/, \"b\")} 1' f", "harmless"),
    ("gawk -i inplace 'NR > 1' f", "harmless"),
    ("gawk -i inplace '!seen[$0]++' f", "harmless"),
    ("perl -i -ne 0 f", "asks"),
    ("perl -ni -e 'print if 0' f", "asks"),
    ("perl -i -pe '$_=\"\"' f", "asks"),
    ("perl -i -pe 's/.*//s' f", "asks"),
    ("perl -i -ne 'print unless /x/' f", "harmless"),
    ("ruby -i -ne 0 f", "asks"),
    ("ruby -i -pe 'gsub(/a/, \"b\")' /root/f", "asks"),
)
