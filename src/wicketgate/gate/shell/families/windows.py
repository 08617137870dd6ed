"""What a shell below Windows starts: its command interpreter, its launchers, and tools that only look."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
PROGRAMS = (
    P("cmd", reader="raw-cmd"),
    P("py", reader="raw-py"),
    P("tasklist systeminfo driverquery getmac hostname.exe ver wslpath cygpath wslinfo wslvar winver gpresult quser", "text*", "*"),
    P("ipconfig", "text*", "*", words={"/release* /renew* /flushdns /registerdns /setclassid*": "system the network's settings"}),
    P("wsl", "text*", "*", "start a command in another system", when={"-l --list --status --version -v": "harmless", "--unregister --install --import --export --shutdown -t --terminate -u --user -e --exec --mount --set-default -s --update": "system other systems of the machine"}),
    P("notepad", "write*", "*"),
    P("ConvertFrom-Json ConvertTo-Json ConvertFrom-Csv ConvertTo-Csv Out-String Out-Null Group-Object Compare-Object Select-Xml Get-Unique", "text*", "*"),
    P("Get-Item Resolve-Path Split-Path Join-Path Get-FileHash Get-Acl Import-Csv", "seen*", "*"),
    P("xcbeautify xcpretty xcpretty-json-formatter gotestfmt tap-spec tap-min tap-dot pino-pretty bunyan humanlog", "text*", "* -r: --report: -o:write --output:write"),
)

EXAMPLES = (
    ("cmd.exe /c ver", "harmless"), ("cmd.exe /c 'dir /b src'", "list src"), ("cmd.exe /c 'type src\\\\a.txt'", "read src/a.txt"), ("cmd.exe /c 'type .env'", "asks"), ("cmd.exe /c 'npm run build'", "harmless"), ("cmd.exe /c 'npm publish'", "asks"), ("cmd.exe /c rd /s /q src", "asks"), ("cmd.exe /c 'dir & del x'", "asks"), ("cmd.exe /c 'dir > C:\\\\x'", "asks"), ("cmd.exe", "asks"), ("cmd.exe /c 'set AWS'", "asks"), ("pwsh -c 'Get-Content -Encoding utf8 .env'", "asks"), ("pwsh -c 'Select-String KEY a,.env'", "asks"), ("cmd.exe /k dir", "asks"), ("cmd.exe /c 'echo %PATH%'", "harmless"), ("cmd.exe /c 'echo %GITHUB_TOKEN%'", "asks"), ("cmd.exe /c \"$X\"", "asks"),
    ("py -3.11 -m pytest", "harmless"), ("py -m pip install evil", "asks"), ("py -3 /tmp/x.py", "asks"), ("python.exe -m pytest -q", "harmless"), ("npm.cmd run build", "harmless"), ("dotnet.exe build App.sln", "harmless"), ("npm.cmd publish", "asks"), ("powershell.exe -NoProfile -Command 'Get-ChildItem src | Select-Object Name,Length'", "harmless"), ("powershell.exe -Command 'Remove-Item -Recurse src'", "asks"), ("powershell.exe -enc AAAA", "asks"),
    ("pwsh -NoProfile -c 'Get-Content package.json | Select-Object -First 5'", "harmless"), ("pwsh -c 'Get-Content .env'", "asks"), ("pwsh -c 'Get-Content /etc/shadow'", "asks"), ("pwsh -c 'Get-ChildItem | Remove-Item'", "asks"), ("Get-Content package.json | ConvertFrom-Json", "harmless"),
    ("tasklist.exe | grep node", "harmless"), ("ipconfig.exe", "harmless"), ("ipconfig.exe /release", "asks"), ("wsl.exe --list --verbose", "harmless"), ("wsl.exe --unregister Ubuntu", "asks"), ("wsl.exe rm -rf src", "asks"), ("notepad.exe README.md", "harmless"), ("notepad.exe /etc/hosts", "asks"), ("taskkill.exe /F /IM node.exe", "unreadable"), ("swift build 2>&1 | xcbeautify | tail", "harmless"), ("wslpath -w src", "harmless"),
)
