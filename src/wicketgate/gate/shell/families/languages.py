"""Compilers, and interpreters whose one-liners nobody reads here."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

PROGRAMS = (
    Program(
        "tclsh wish expect guile racket sbcl ghci runghc iex erl escript scala groovy kotlin jruby jython raku rakudo hy janet fennel picolisp gosh csi chibi-scheme sml poly swipl gprolog yap gsc",
        "run text*",
        "* -e: -c: --eval: --run: -Command: -E: -g:",
        when={"-e -c --eval --run -Command -E -g -r -l": "persist code that nobody has read"},
        stdin="start",
    ),
    Program(
        "julia",
        "run text*",
        "* -e:julia --eval:julia -E:julia -p: -t: -L:run --project:?",
        when={"-e --eval -E": Program("", "text*")},
        stdin="start",
    ),
    Program(
        "pwsh powershell",
        "run text*",
        "* -c:pwsh -Command:pwsh -command:pwsh -File:run -f:run",
        long=True,
        reader="powershell",
    ),
    Program(
        "Get-ChildItem Get-Content Get-Location Get-Date Get-Process Select-String Measure-Object Get-Help Test-Path Get-Command Write-Output Write-Host Format-Table Sort-Object Select-Object Where-Object dir.exe where.exe",
        "seen*",
        "*",
    ),
    Program(
        "swift",
        "run text*",
        "* -o:write -e:start --scratch-path:write --package-path:cd -C:cd -c: -Xswiftc: -Xcc: --filter: --product:",
        subs=(
            Program("build test run", "text*", "*", does="build the project"),
            Program(
                "package",
                "text*",
                "*",
                subs=(
                    Program(
                        "resolve describe show-dependencies dump-package tools-version clean reset update init plugin generate-xcodeproj completion-tool",
                        "text*",
                        "*",
                        does="build what the project declares",
                    ),
                    Program("edit unedit config archive-source", "text*", "*", does="change the project's packages"),
                ),
            ),
            Program("format", "tool*", "*", does="build the project's formatting"),
            Program("repl", "text*", "*", does="start code that nobody has read"),
        ),
        stdin="start",
    ),
    Program(
        "javac kotlinc scalac rustc gcc g++ cc c++ clang clang++ ld as nm objdump readelf size tsc gfortran nasm ocamlc",
        "read*",
        "* -o:write -I: -L: -l: -D: -x: -c -d:write -cp: -classpath: -MF:write -MT: -isystem: -include:read --out-dir:write --crate-type: --edition: --outDir:write -p: --project:read -arch: -target: -std: -T:read"
        " -B:run -Xlinker:",
        reader="compiler",
    ),
    Program(
        "ghc",
        "read*",
        "* -e:start -o:write -odir:write -hidir:write -outputdir:write -i: -I: -l: -L: -D: -F -pgmF:run -x: -package: -main-is:"
        " -pgmc:run -pgml:run -pgmP:run -plugin-package:start -fplugin:start --run --interactive --make",
        reader="compiler",
        long=True,
    ),
    Program("ar ranlib strip objcopy llvm-strip llvm-ar", "write*", "* -o:write -R: -j: -N: -K:"),
)

EXAMPLES = (
    ('node -pe \'require("child_process").execSync("id")\'', "unreadable"),
    ("node -p process.version", "harmless"),
    ("node --import=data:text/javascript,x app.js", "asks"),
    ("node --test-reporter=/tmp/x.js --test", "asks"),
    ("perl -ne print 'id|'", "asks"),
    ("perl -pe 1 '|id'", "asks"),
    ("perl -i'/root/.ssh/*' -pe 1 authorized_keys", "asks"),
    ("perl -e 'do \"/tmp/x\"'", "unreadable"),
    ('perl -e \'print " /"; system("id"); print " /"\'', "unreadable"),
    ("perl -e '$s/1;system(\"id\");$s/1'", "unreadable"),
    ("ruby -e 'p /\"/; system(:id.to_s); p /\"/'", "unreadable"),
    ("bun test --preload /tmp/x", "asks"),
    ("deno fmt /", "asks"),
    ("python -m timeit 'import os; os.system(\"id\")'", "unreadable"),
    ("python -m timeit -n 5 -s 'x = 1' 'x + 1'", "harmless"),
    ("python -m cProfile /tmp/x.py", "asks"),
    ("python -m cProfile -o out.prof app.py", "harmless"),
    ("python -m cProfile -m pip install x", "asks"),
    ("python -m pdb -c '!import os' app.py", "asks"),
    ("python -m zipapp app -o /root/.bashrc", "asks"),
    ("python -m unittest /tmp/x.py", "asks"),
    ("python -m autopep8 -ir /", "asks"),
    ("python3 scripts/run.py a b", "run scripts/run.py"),
    ("python3 -c 'print(1 + 1)'", "harmless"),
    ("julia -e 'using Pkg; Pkg.test()'", "harmless"),
    ("julia -e 'run(`id`)'", "unreadable"),
    ("tclsh <<< 'exec rm -rf src'", "asks"),
    ("pwsh -c 'Get-Date'", "harmless"),
    ("pwsh -c 'Remove-Item -Recurse src'", "asks"),
    ("powershell -enc AAAA", "asks"),
    ("swift test", "harmless"),
    ("ghc -e 'System.Process.callCommand \"id\"'", "asks"),
    ("ghc -Wall Main.hs -outputdir build", "harmless"),
    ("ghc --interactive", "asks"),
    ("ghc --run x.hs", "asks"),
    ("gcc -Wall -o prog main.c", "write prog; read main.c"),
    ("osascript -e 'do shell script \"x\"'", "asks"),
    ("clang -fpass-plugin=./x.so a.c", "asks"),
    ("clang -Xclang -load -Xclang /tmp/x.so a.c", "asks"),
    ("clang --ld-path=/tmp/ld a.c", "asks"),
    ("gcc -fuse-ld=/tmp/ld a.c", "asks"),
    ("gcc -fuse-ld=lld a.c", "harmless"),
    ("clang -Xclang -ast-dump a.c", "harmless"),
    ("rustc -C linker=/tmp/x a.rs", "asks"),
    ("rustc -Clinker=/tmp/x a.rs", "asks"),
    ("rustc --codegen=linker=/tmp/x a.rs", "asks"),
    ("rustc -C opt-level=3 a.rs", "harmless"),
)
