"""Languages whose one-liners are read by a list of names that only compute and print: lua, R, octave, elixir."""

from __future__ import annotations

from wicketgate.gate.shell.format import Program

PROGRAMS = (
    Program(
        "osascript",
        "run text*",
        "* -e:applescript -l:start",
        when={"-e": Program("", "text*")},
        stdin="start",
    ),
    Program(
        "lua luajit lua5.1 lua5.3 lua5.4",
        "run text*",
        "* -e:lua -l:start",
        when={"-e": Program("", "text*"), "-v": "harmless"},
        stdin="start",
    ),
    Program(
        "Rscript littler",
        "run text*",
        "* -e:rlang -g: --args",
        when={"-e": Program("", "text*"), "--version": "harmless"},
        stdin="start",
    ),
    Program(
        "R",
        "text*",
        "* -e:rlang -g: -f:run --file:run --args",
        when={"-e -f --file --version": "harmless"},
        does="start code that nobody has read",
        subs=(
            Program(
                "CMD",
                "text*",
                "*",
                subs=(
                    Program(
                        "check build Rd2pdf Rdconv config",
                        "tool*",
                        "* -o:write --output:write",
                        does="build the project",
                    ),
                    Program("INSTALL REMOVE BATCH SHLIB javareconf", "code*", "*", does="install packages"),
                ),
            ),
        ),
        stdin="start",
    ),
    Program(
        "octave octave-cli",
        "run text*",
        "* --eval:octave -p:run --path:run",
        when={"--eval": Program("", "text*")},
        stdin="start",
    ),
    Program(
        "elixir",
        "run text*",
        "* -e:elixir --eval:elixir --rpc-eval:start -r:run -pr:run -pa:run -S:start --remsh:start --erl:start",
        when={"-e --eval": Program("", "text*"), "-v --version": "harmless"},
        stdin="start",
    ),
)

EXAMPLES = (
    ("elixir -e 'IO.puts(\"#{:os.cmd(1)}\")'", "unreadable"),
    ('Rscript -e \'x=r"(")"; system("c"); r"(")"\'', "unreadable"),
    ("Rscript -e 'data.table::fread(\"id x\")'", "unreadable"),
    ("lua -e 'io.write(string.format(\"a\"))'", "harmless"),
    ("lua -e 'os.remove(\"a\")'", "unreadable"),
    ("lua -e 'print([[a]]..os.getenv(1))'", "unreadable"),
    ('osascript -e \'display notification "done" with title "build"\'', "harmless"),
    ("osascript -e 'display notification (do shell script \"id\")'", "unreadable"),
    ("osascript -e 'tell application \"Finder\" to empty trash'", "unreadable"),
    ("osascript /tmp/x.scpt", "asks"),
    ("osascript <<< 'beep'", "asks"),
    ("lua -e 'print(1+1)'", "harmless"),
    ("lua -e 'os.execute(\"id\")'", "unreadable"),
    ('lua -e \'os["execute"]("id")\'', "unreadable"),
    ("lua -e 'io.popen(\"id\")'", "unreadable"),
    ("lua -l evil x.lua", "asks"),
    ("Rscript -e 'testthat::test_local()'", "harmless"),
    ("Rscript -e 'rmarkdown::render(\"report.Rmd\")'", "harmless"),
    ("Rscript -e 'rmarkdown::render(\"/tmp/report.Rmd\")'", "asks"),
    ("Rscript -e 'system(\"id\")'", "unreadable"),
    ('Rscript -e \'"system"("id")\'', "unreadable"),
    ('Rscript -e \'sapply("id", "system")\'', "unreadable"),
    ("Rscript -e 'unlink(\"src\", recursive=TRUE)'", "unreadable"),
    ("Rscript -e 'base:::system(\"id\")'", "unreadable"),
    ("Rscript -e 'install.packages(\"x\")'", "unreadable"),
    ("Rscript -e 'installed.packages()[,\"Version\"]'", "harmless"),
    ("R CMD check .", "harmless"),
    ("Rscript analysis.R", "run analysis.R"),
    ("R -e 'print(1)'", "harmless"),
    ("R -e 'system(1)'", "unreadable"),
    ("R -f /tmp/x.R", "asks"),
    ("R < x.R", "asks"),
    ("R CMD INSTALL /tmp/x", "asks"),
    ("octave --eval 'disp(2+2)'", "harmless"),
    ("octave --eval 'system(\"id\")'", "unreadable"),
    ("elixir -e 'IO.puts(1 + 1)'", "harmless"),
    ('elixir -e \'System.cmd("rm", ["-rf", "src"])\'', "unreadable"),
    ("elixir -e ':os.cmd(~c\"id\")'", "unreadable"),
)
