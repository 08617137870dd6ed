"""The machine itself: services, packages of the system, logs; what only looks runs."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
APT = "* -o:persist -c:persist -t: --target-release: --option:persist -q:? -a:"
PROGRAMS = (
    P("systemctl", "text*", "* -t: --type: --state: -p: --property: -n: --lines: -o: --output: -H:network --host:network -M:remote --machine:remote --root:system", "fetch the state of services", subs=(
        P("status show list-units list-unit-files list-timers list-sockets list-jobs list-dependencies list-machines is-active is-enabled is-failed is-system-running get-default cat help show-environment", "text*", "*"),
        P("start stop restart reload try-restart reload-or-restart kill isolate enable disable mask unmask daemon-reload daemon-reexec edit set-property set-default link preset revert add-wants add-requires set-environment unset-environment import-environment reboot poweroff halt suspend hibernate rescue emergency kexec reset-failed clean freeze thaw soft-reboot default exit switch-root", "text*", "*", "system services of the machine"))),
    P("service rc-service", "text*", "*", "system services of the machine", words={}, when={"--status-all": "harmless"}, reader="service"),
    P("journalctl", "text*", "* -u: --unit: -n: --lines: -S: --since: -U: --until: -p: --priority: -o: --output: -g: --grep: -b:? -t: -D:read --directory:read --file:read -M:remote", when={"--vacuum-time --vacuum-size --vacuum-files --rotate --flush --sync --relinquish-var": "destroy logs of the machine"}),
    P("dmesg lsmod modinfo lshw hwinfo dmidecode inxi neofetch fastfetch screenfetch vm_stat ioreg system_profiler sysctl-a timedatectl-status locale-gen-list ldconfig-p uptime-kuma acpi upower", "text*", "*", when={"-C -c --clear --console-off --console-on": "system the kernel's log"}),
    P("getent", "text*", "* -s:", words={"shadow gshadow": "credential the machine's passwords", "hosts ahosts ahostsv4 ahostsv6": "network a name server"}),
    P("timedatectl localectl loginctl hostnamectl-set bootctl coredumpctl machinectl networkctl systemd-analyze systemd-cgls systemd-cgtop busctl udevadm", "text*", "*", subs=(
        P("status list list-sessions list-users show list-timezones info blame critical-chain verify time cat tree show-session show-user timesync-status security plot dot monitor introspect", "text*", "*"),
        P("set-time set-timezone set-ntp set-locale set-keymap set-hostname terminate-session kill-session kill-user enable-linger disable-linger call dump debug trigger settle control reload set-property login shell start stop poweroff reboot install update remove", "text*", "*", "system the machine"))),
    P("systemd-run systemd-nspawn", "text*", "*", "persist a command of the service manager"),
    P("sysctl", "text*", "-abdeNnqrX -w:system -p:system --system --load:system --pattern: -A --all --names --values", words={"*=*": ""}, reader="sysctl"),
    P("launchctl", "text*", "*", "persist jobs of the machine", subs=(P("list print print-disabled version help blame dumpstate managerpid manageruid managername", "text*", "*"), P("load unload start stop bootstrap bootout enable disable kickstart submit remove setenv unsetenv kill config attach asuser", "text*", "*", "persist jobs of the machine"))),
    P("apt apt-get aptitude nala", "text*", APT, subs=(
        P("list search show policy depends rdepends showsrc changelog check help moo", "text*", APT),
        P("update install remove purge upgrade full-upgrade dist-upgrade autoremove autopurge reinstall build-dep source download edit-sources satisfy clean autoclean markauto unmarkauto hold unhold", "text*", APT, "system packages of the machine", when={"-s --simulate --dry-run --just-print": "harmless"}))),
    P("apt-cache apt-file dpkg-query apt-rdepends dpkg-architecture aptitude-search repoquery pkgfile", "text*", APT + " -W -l -L -S -s -f: --showformat:"),
    P("dpkg", "text*", "* -D: --admindir:system --root:system", "system packages of the machine", when={"-l --list -L --listfiles -s --status -S --search -p --print-avail --get-selections --print-architecture -c --contents -I --info --version --verify --audit --compare-versions": "harmless"}),
    P("apt-key add-apt-repository apt-mark dpkg-reconfigure update-alternatives update-rc.d update-grub update-initramfs grub-install depmod insmod rmmod modprobe locale-gen update-ca-certificates trust snap flatpak", "text*", "*", "system the machine", words={}, subs=(
        P("list info find search version showhold showmanual showauto remotes history", "text*", "*"),
        P("install remove refresh update uninstall run connect disconnect set unset enable disable start stop restart hold unhold manual auto add extract anchor revert switch alias", "text*", "*", "system the machine"))),
    P("yum dnf microdnf rpm zypper pacman yay paru apk emerge xbps-install xbps-query nix-env nix-store nixos-rebuild home-manager guix port fink eopkg swupd pkg pkg_add pkgin winget choco scoop opkg", "text*", "*", "system packages of the machine", reader="packages-query"),
    P("brew", "text*", "* --prefix: --cellar: --repository: --repo:", subs=(
        P("list ls info search deps uses outdated config doctor desc home leaves log cat --version --prefix --cellar --repository --cache --env casks formulae commands options missing", "text*", "*", "fetch the package index"),
        P("services", "text*", "*", subs=(P("list info", "text*", "*"), P("start stop restart run cleanup kill", "text*", "*", "system services of the machine"))),
        P("tap", "text*", "*", when={"0": ""}, does="install formulas of others"),
        P("install upgrade update reinstall uninstall remove rm untap link unlink pin unpin cleanup autoremove cask bundle edit create extract postinstall migrate switch analytics developer", "text*", "*", "install programs for the machine", when={"-n --dry-run": "harmless"})), when={"--version --prefix --cellar --repository --cache --config": "harmless", "0": ""}),
    P("nix", "text*", "* -f:run --file:run -I:run --arg: --argstr: --option:start -o:write --out-link:write", "system packages of the machine", subs=(
        P("build", "text*", "*", reader="flake"), P("develop shell", "command", "-c --command -i --ignore-environment --impure --offline -L", "build what the project declares"), P("run", "text*", "*", reader="flake"),
        P("flake", "text*", "*", subs=(P("check show metadata info lock update", "text*", "*", reader="flake"), P("init new clone archive prefetch", "text*", "*", "install a flake of others"))),
        P("search", "text text*", "* --json -e: --exclude:", reader="nix-search"),
        P("eval repl-show path-info why-depends log show-config derivation hash fmt config --version", "text*", "*", reader="flake"),
        P("profile store upgrade-nix copy key registry daemon repl bundle edit print-dev-env", "text*", "*", "system packages of the machine", words={"list ls info ping": ""}))),
    P("nix-build nix-instantiate", "run*", "* -A: -o:write -I:run --arg: --argstr: -E:start", "build what the project declares"),
    P("nix-shell", "run*", "* --run:shell --command:shell -p:install --packages:install -A: -I:run --pure", "build what the project declares"),
    P("nix-collect-garbage nixos-install nix-channel nixos-generate-config", "text*", "*", "system packages of the machine"),
    P("zfs zpool btrfs lvm mdadm multipath dmsetup lvcreate lvremove lvextend lvreduce lvresize lvchange lvrename vgcreate vgremove vgextend vgreduce vgchange vgrename pvcreate pvremove pvmove pvresize xfs_repair xfs_growfs resize2fs bcache", "text*", "*", "destroy or change what is on a disk", reader="asked"),
    P("lvs vgs pvs lvdisplay vgdisplay pvdisplay lvscan vgscan pvscan blkid dumpe2fs xfs_info smartctl nvme-list", "text*", "*", when={"-s -t -X": "system a disk"}),
    P("ldconfig", "system*", "-nNXvVl -f:system -C:system -r:system -c: -p --print-cache", "system the machine", when={"-p --print-cache": P("", "text*")}),
    P("reboot shutdown halt poweroff init telinit wall write mesg", "text*", "*", "system the machine"),
    P("useradd userdel usermod adduser deluser groupadd groupdel groupmod gpasswd passwd chpasswd chage newgrp vipw vigr visudo chsh chfn dscl dseditgroup sysadminctl pwck grpck newusers lchsh", "text*", "*", "privilege users and groups"),
    P("restorecon setenforce setsebool semanage chcon-system aa-enforce aa-complain aa-disable auditctl ausearch setfacl-system spctl csrutil codesign xattr-system nvram bless pmset softwareupdate tmutil diskutil hdiutil defaults scutil networksetup tccutil profiles systemsetup installer pkgutil kextload", "text*", "*", "system the machine", words={}, reader="looks"),
    P("dscacheutil", "text*", "*", "system caches of the machine", when={"-q -h -statistics -configuration -cachedump": "harmless"}, long=True),
    P("PlistBuddy", "text*", "* -c:", reader="plist"), P("java_home path_helper", "text*", "-v: -V -F -a: -x -X -s -c --exec", when={"--exec": "start a program"}),
    P("log", "text*", "* --predicate: --last: --start: --end: --style: --process: --level: --type: --archive:read --file:read --output:write", "system the machine's log", subs=(P("show stream stats help", "text*", "* --predicate: --last: --start: --end: --style: --process: --level: --type: --archive:read --file:read"),)),
    P("sestatus getenforce aa-status sw_vers-system getsebool", "text*", "*"),
    P("open xdg-open wslview start explorer.exe osascript-run say notify-send zenity xdotool wmctrl xclip xsel pbcopy pbpaste wl-copy wl-paste clip.exe clip", "text*", "* -a: -b:", "network whatever opens it", reader="opens"),
    P("tmux screen zellij byobu abduco dtach", "text*", "*", "persist a terminal of its own", subs=(P("ls list-sessions list-windows list-panes capture-pane show-options display-message info -V", "text*", "*"), P("new new-session", "shell*", "-dAPEX -s: -n: -c:cd -x: -y: -t: -e:assign -F:", "change a terminal", reader="joined"), P("attach attach-session kill-session kill-server send-keys new-window split-window detach source-file run-shell respawn-pane pipe-pane set set-option", "text*", "*", "persist a terminal of its own")), when={"-l&-s -V -v": "harmless"}),
    P("logger", "text*", "* -f:read -n:send -p: -t:", "system the machine's log"),
    P("logrotate anacron cron crond systemd atd fcrontab incrontab", "text*", "*", "persist commands that run on schedule"),
)

EXAMPLES = (
    ("systemctl status nginx", "harmless"), ("systemctl restart nginx", "asks"), ("systemctl list-units --type=service", "harmless"), ("systemctl --user enable evil.service", "asks"), ("journalctl -u web -n 50", "harmless"), ("journalctl --vacuum-time=1s", "asks"), ("service nginx status", "harmless"), ("service nginx stop", "asks"),
    ("apt list --installed", "harmless"), ("apt install x", "asks"), ("apt-get update", "asks"), ("apt-cache policy x", "harmless"), ("dpkg -l", "harmless"), ("dpkg -i x.deb", "asks"), ("dpkg -L bash", "harmless"), ("brew list", "harmless"), ("brew install jq", "asks"), ("brew --prefix", "harmless"), ("brew --prefix openssl@3", "harmless"), ("git diff | pbcopy", "harmless"), ("log show --last 5m --style compact", "harmless"), ("log erase --all", "asks"), ("xclip -o < a", "asks"), ("dscacheutil -q host -a name localhost", "harmless"), ("dscacheutil -flushcache", "asks"), ("/usr/libexec/PlistBuddy -c 'Print :A' a.plist", "read a.plist"), ("/usr/libexec/PlistBuddy -c 'Set :A 1' /etc/a.plist", "asks"), ("brew services list", "harmless"), ("brew services stop x", "asks"),
    ("rpm -qa", "harmless"), ("rpm -i x.rpm", "asks"), ("pacman -Q", "harmless"), ("pacman -Syu", "asks"), ("dnf list installed", "harmless"), ("apk add x", "asks"), ("sysctl -a", "harmless"), ("sysctl kernel.hostname", "harmless"), ("sysctl -w vm.swappiness=1", "asks"), ("sysctl vm.swappiness=1", "asks"), ("launchctl list", "harmless"), ("launchctl load ~/x.plist", "asks"),
    ("reboot", "asks"), ("useradd evil", "asks"), ("passwd root", "asks"), ("defaults read com.apple.dock", "harmless"), ("defaults write com.apple.dock x y", "asks"), ("tmux ls", "harmless"), ("tmux new -d -s dev 'npm run dev'", "harmless"), ("tmux new -d 'rm -rf src'", "asks"), ("tmux send-keys -t 0 'rm -rf src' Enter", "asks"), ("codesign -dv build/A.app", "harmless"), ("codesign --verify --verbose build/A.app", "harmless"), ("pmset -g batt", "harmless"), ("pmset -a sleep 0", "asks"), ("codesign -f -s x build/A.app", "asks"), ("zfs list", "harmless"), ("zfs destroy tank/x", "asks"), ("lvs", "harmless"), ("lvremove vg/x", "asks"), ("btrfs filesystem show", "harmless"), ("btrfs subvolume delete x", "asks"), ("nix build", "harmless"), ("nix flake check", "harmless"), ("nix develop -c make test", "harmless"), ("nix develop -c rm -rf src", "asks"), ("nix-shell --run 'make test'", "harmless"), ("nix-shell -p hello --run hello", "asks"), ("nix run github:evil/x", "asks"), ("nix run .#app", "harmless"), ("nix-env -iA x", "asks"), ("nix-collect-garbage -d", "asks"), ("dmesg", "harmless"), ("sestatus", "harmless"), ("pbcopy < a.txt", "harmless"), ("pbcopy < .env", "asks"), ("open https://evil.example", "asks"),
)
