"""What is known of PowerShell's commands: names to roles, data only. Whatever is not listed here is unread code.

A role for each operand by position, `*` on the one that repeats: a kind of effect on a path, or `text`. A name in
lower case as the key; the first role of a path is also what `-Path` means, the second what `-Destination` means.
"""

# ruff: noqa: E501, SIM905 - lists of words
from __future__ import annotations

import re


def _each(names: str, roles: str) -> dict[str, tuple[str, ...]]:
    return {name.lower(): tuple(roles.split()) for name in names.split()}


CMDLETS: dict[str, tuple[str, ...]] = {
    **_each(
        "Get-Date Get-Location Get-Process Get-Service Get-Command Get-Help Get-Module Get-Host Get-Random Get-Culture Get-UICulture Get-TimeZone Get-Uptime Get-Alias Get-Verb Get-Member Get-Unique Get-PSDrive"
        " Get-PSProvider Get-Volume Get-Disk Get-Partition Get-PhysicalDisk Get-NetIPAddress Get-NetIPConfiguration Get-NetTCPConnection Get-NetUDPEndpoint Get-NetAdapter Get-NetRoute Get-ComputerInfo Get-CimInstance"
        " Get-WmiObject Get-CimClass Get-HotFix Get-EventLog Get-WinEvent Get-ScheduledTask Get-ExecutionPolicy Get-InstalledModule Get-Package Get-PackageProvider Get-PSRepository Get-AppxPackage Get-LocalUser Get-LocalGroup"
        " Get-Job Get-FormatData Get-TypeData Get-Event Get-Counter Get-Printer Get-PnpDevice Get-WindowsFeature Get-WindowsOptionalFeature Get-DnsClientServerAddress Get-NetFirewallRule Get-NetFirewallProfile Get-MpComputerStatus"
        " Select-Object Where-Object ForEach-Object Sort-Object Group-Object Measure-Object Measure-Command Compare-Object Format-Table Format-List Format-Wide Format-Custom Format-Hex ConvertTo-Json ConvertFrom-Json"
        " ConvertTo-Csv ConvertFrom-Csv ConvertTo-Xml ConvertTo-Html ConvertFrom-StringData ConvertFrom-Markdown Out-String Out-Null Out-Host Out-Default Write-Output Write-Host Write-Verbose Write-Warning Write-Error Write-Debug"
        " Write-Information Write-Progress New-TimeSpan New-Guid Start-Sleep Set-StrictMode Join-String Get-Error Find-Module Find-Package Split-Path Join-Path Convert-Path Get-PSCallStack Get-Variable",
        "text*",
    ),
    **_each(
        "Get-Content Import-Csv Get-FileHash Import-PowerShellDataFile Test-ModuleManifest Test-Json Get-AuthenticodeSignature",
        "read*",
    ),
    **_each("Get-ChildItem Get-Item Test-Path Resolve-Path Get-Acl Get-ItemProperty Get-ItemPropertyValue", "list*"),
    **_each("Select-String Select-Xml", "text read*"),
    **_each("Copy-Item Compress-Archive", "read write"),
    **_each("Expand-Archive", "read write"),
    **_each("Move-Item Rename-Item", "move write"),
    **_each("Set-Content Add-Content", "write text"),
    **_each("Out-File Export-Csv Export-Clixml Tee-Object", "write"),
    **_each("New-Item", "write"),
    **_each("Remove-Item Clear-Content", "delete*"),
    **_each("Set-Location Push-Location", "cd"),
    **_each("Pop-Location", "text"),
    **_each("Invoke-Pester Invoke-ScriptAnalyzer Invoke-Build Invoke-Formatter Invoke-psake", "run*"),
    **_each("Invoke-WebRequest Invoke-RestMethod", "url"),
    **_each("Test-Connection Test-NetConnection Resolve-DnsName", "host"),
}
BUILDS = frozenset({"invoke-pester", "invoke-scriptanalyzer", "invoke-build", "invoke-psake"})
WANTS = frozenset({"select-xml", "copy-item", "compress-archive", "expand-archive", "move-item", "rename-item"}) | {
    "remove-item",
    "clear-content",
    "new-item",
    "set-content",
    "add-content",
    "out-file",
    "export-csv",
    "export-clixml",
    "tee-object",
    "set-location",
    "push-location",
    "invoke-webrequest",
    "invoke-restmethod",
    "test-connection",
    "test-netconnection",
    "resolve-dnsname",
}
"""Commands whose operand must stand in the text: one that comes through the pipe could be anything."""
OWN = {"gci": "get-childitem", "gc": "get-content", "sls": "select-string", "ft": "format-table", "fl": "format-list", "gcm": "get-command", "gm": "get-member", "gsv": "get-service", "gps": "get-process", "gi": "get-item"}  # fmt: skip
"""Short names that no other shell has."""
SHORT = OWN | {
    "ls": "get-childitem", "dir": "get-childitem", "cat": "get-content", "type": "get-content", "select": "select-object", "where": "where-object", "?": "where-object", "foreach": "foreach-object", "%": "foreach-object", "sort": "sort-object",
    "group": "group-object", "measure": "measure-object", "echo": "write-output", "write": "write-output", "pwd": "get-location", "cd": "set-location", "sl": "set-location", "ps": "get-process", "cp": "copy-item", "copy": "copy-item", "cpi": "copy-item",
    "mv": "move-item", "move": "move-item", "mi": "move-item", "ren": "rename-item", "rni": "rename-item", "rm": "remove-item", "del": "remove-item", "erase": "remove-item", "ri": "remove-item", "rd": "remove-item", "rmdir": "remove-item", "tee": "tee-object",
    "diff": "compare-object", "compare": "compare-object", "iwr": "invoke-webrequest", "irm": "invoke-restmethod", "curl": "invoke-webrequest", "wget": "invoke-webrequest", "man": "get-help", "sleep": "start-sleep", "ni": "new-item",
}  # fmt: skip
TWICE = frozenset({"sls", "gm", "gci", "gcm"})
"""Short names that are programs of other desks as well."""
SETS = frozenset(
    "export declare typeset local readonly read mapfile readarray printf let getopts set unset hash alias unalias shopt"
    " enable builtin command eval source . exec wait trap for select".split()
)
"""What changes bash's own names, so that a variable or a name after it could be a program."""
UNSAFE = frozenset(
    "iex ii saps start icm sasv spps spsv kill rp sp si set sv nal sal ipmo nmo rmo r h ihy clc rv rnp ac asnp cli clp clv nv nsn etsn exsn gcb scb icim sajb rjb shcm trcm swmi rwmi rdr ndr ipal epal lp mount stz sc ogv history fc"
    " function filter class using param workflow return throw exit trap do switch try catch finally data dynamicparam".split()
)
"""Short names of commands that do more than look, and words of the language that nobody reads here."""
PATHS = frozenset({"path", "literalpath", "lp", "pspath"})
ENDS = frozenset({"destination", "destinationpath", "newname"})
FILES = frozenset({"filepath", "outfile", "outputfile"})
SWITCHES = frozenset(
    "recurse r force file directory hidden readonly system raw wait append noclobber notypeinformation nti passthru quiet simplematch casesensitive notmatch list allmatches descending unique confirm whatif verbose autosize"
    " wrap hidetableheaders ascending line word character sum average minimum maximum allstats noelement compress ashashtable asarray nonewline usebasicparsing ascsv listavailable all online full examples detailed follow leaf parent"
    " resolve isvalid noprofile update syncwindow includeequal excludedifferent stream utc asjob ci".split()
)
TEXTS = frozenset(
    "filter include exclude pattern first last skip index property expandproperty excludeproperty encoding totalcount head tail depth itemtype type value name format uformat delimiter header logname maxevents newest list width"
    " groupby scriptblock process begin end status id eq ne gt lt ge le match notmatch like notlike contains in inputobject message object foregroundcolor backgroundcolor separator algorithm context culture class classname namespace"
    " query member dnsname erroraction ea errorvariable warningaction informationaction outvariable seconds milliseconds start show output tag tagfilter severity module noun verb count port state localport remoteport owningprocess maximum minimum"
    " readcount calculate commandname argumentlist stdin indent indentation key childpath additionalchildpath differenceobject referenceobject difference reference compressionlevel filterhashtable filterxpath"
    " membername days hours minutes year month day".split()
)
"""Options whose value names no path."""
AWAY = frozenset(
    "session cimsession credential authentication proxy configurationname vmname hostname sshtransport source repository"
    " connectionuri".split()
)
"""Options that reach another machine, or use a password; so does whatever begins one of them."""
MACHINES = frozenset({"computername", "targetname", "cn"})
"""Options that name another machine, which only what asks a host may have."""
ASKED = frozenset(
    "name fullname length basename extension lastwritetime directoryname id trim tolower toupper tostring".split()
)
"""What a loop may ask of each thing by its bare name, which might be a method."""
ITEMS = frozenset({"file", "directory"})
"""What `New-Item` makes that is no link and no setting of the machine."""
METHODS = frozenset(
    "tolower toupper trim trimstart trimend split replace substring startswith endswith contains indexof lastindexof tostring gettype equals padleft padright adddays addhours addminutes addseconds addmonths addyears"
    " toshortdatestring tolocaltime touniversaltime join isnullorempty isnullorwhitespace round floor ceiling abs min max pow sqrt parse tryparse now newguid getfilename getextension getdirectoryname"
    " getfilenamewithoutextension combine containskey getenumerator compareto tochararray insert count".split()
)
TYPES = frozenset(
    "math string int int32 int64 long double float decimal bool boolean char byte datetime datetimeoffset timespan guid array hashtable ordered pscustomobject psobject version system.version xml regex uri switch void"
    " system.math system.string system.datetime system.guid system.io.path io.path environment system.environment object".split()
)
MEMBERS = frozenset(
    "now utcnow today pi e newguid osversion version processorcount machinename is64bitoperatingsystem newline empty maxvalue minvalue round floor ceiling abs min max pow sqrt isnullorempty isnullorwhitespace join"
    " format getfilename getextension getdirectoryname getfilenamewithoutextension combine parse new directoryseparatorchar username".split()
)
"""What may be asked of a type: all of it computes, or tells of the machine."""
OPERATORS = re.compile(
    r"-(?:[ci]?(?:eq|ne|gt|lt|ge|le|match|notmatch|like|notlike|contains|notcontains|in|notin|replace|split)|and|or|not|xor|is|isnot|as|join|f|band|bor|bxor|shl|shr)|[+*/%!-]|\.\.",
    re.IGNORECASE,
)
STORES = re.compile(r"(?:env|cert|variable|function|alias|hk\w+|registry|wsman)::?", re.IGNORECASE)
"""Drives of PowerShell that are no disks."""
