"""docker, compose, podman: what looks, what the project declares, and what leaves the container."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
LOOK = "* -f: --filter: --format: -n: --last: --since: --until: --tail: -l --type: --orderby: --no-trunc -a -q -s"
RUN = (
    "* -v:mount --volume:mount --mount:mount -e: --env: --env-file:read --name: -p: --publish: -w: --workdir: -u: --user: --network: --net: --entrypoint: -h: --hostname: -m: --memory: --cpus: -l: --label: --add-host: --dns: --expose: --link: --log-driver: --log-opt:"
    " --platform: --pull: --restart: --shm-size: --stop-signal: --tmpfs: --ulimit: --gpus: --ip: --health-cmd: --cidfile:write --security-opt: --cap-add: --cap-drop: --device: --pid: --ipc: --userns: --uts: --cgroupns: --cgroup-parent: --volumes-from: --runtime: --sysctl: --group-add: --init --rm --privileged -d -i -t"
)
BUILD = "* -t: --tag: -f:read --file:read --build-arg: --target: --platform: --cache-from: --cache-to: --progress: --network: --output:write -o:write --secret:credential --ssh:credential --label: --iidfile:write --metadata-file:write --add-host: --no-cache --pull --push --load --builder: --build-context: --allow:privilege"
COMPOSE = "* -f:run --file:run -p: --project-name: --profile: --env-file:read --project-directory:cd --ansi: --progress: --scale: -t: --timeout: --tail: -n: --since: --until: --index: --format: -s: --exit-code-from: -w: -e: -u: -l: --pull: --workdir: --env: --user:"
CONTAINERS = (
    P("inspect", "text*", LOOK, reader="container-inspect"),
    P("ps ls list images image-ls logs top stats port diff history version info events wait search", "text*", LOOK, words={}),
    P("build", "text*", BUILD, "build what the project declares", when={"--push": "publish an image"}, words={"http* git* ssh*": "install what is built from elsewhere"}),
    P("run create", "text* elsewhere", RUN, reader="container-run"),
    P("exec", "text inside", "* -e: --env: --env-file:read -w: --workdir: -u: --user: --detach-keys: -i -t -d --privileged", "change a container", when={"--privileged": "privilege all rights in a container"}),
    P("start stop restart pause unpause rename update attach kill commit tag", "text*", "* -t: --time: -s: --signal: -a: -m: -c: --author: --message: -f --memory: --cpus: --restart:", "change containers"),
    P("rm", "text*", "* -f --force -v --volumes -l", "change containers", when={"-v --volumes": "destroy a container's volumes", "-f --force": "destroy running containers"}),
    P("rmi", "text*", "* -f --force", "change images", when={"-f --force": "destroy images"}),
    P("pull", "text*", "* --platform:", "install an image of others"),
    P("push", "text*", "*", "publish an image"),
    P("cp", "text*", "* -a -L -q", reader="container-copy"),
    P("save export", "text*", "* -o:write --output:write"),
    P("load import", "text*", "* -i:read --input:read -c: -m: --platform:", "install an image from a file"),
    P("login logout", "text*", "* -u: -p:credential --username: --password:credential", "credential a registry's"),
    P("system builder buildx-cache", "text*", LOOK, subs=(P("df info events dial-stdio", "text*", LOOK), P("prune reset", "text*", "* --filter:", "destroy what is not in use: containers, images, volumes"))),
    P("image", "text*", LOOK, subs=(P("ls list inspect history", "text*", LOOK), P("build", "text*", BUILD, "build what the project declares"), P("pull", "text*", "*", "install an image of others"), P("push", "text*", "*", "publish an image"), P("tag save", "text*", "* -o:write", "change images"), P("rm prune load import", "text*", "* --filter: -i:read", "destroy images"))),
    P("container", "text*", LOOK, subs=(P("ls list ps inspect logs top stats port diff wait", "text*", LOOK), P("start stop restart pause unpause rename kill commit update attach create", "text*", "* -t: -s:", "change containers"), P("exec", "text inside", "* -e: -w: -u:", "change a container"), P("run", "text* elsewhere", RUN, reader="container-run"), P("rm prune", "text*", "* --filter:", "destroy containers"))),
    P("volume network context config plugin", "text*", LOOK, subs=(P("ls list inspect show", "text*", LOOK), P("use", "text*", "*", "persist which machine later commands reach"), P("create connect disconnect", "text*", "* -d: --driver: -o: --opt: --subnet: --label:", "change networks or volumes"), P("rm remove prune", "text*", "* --filter: -f", "destroy volumes or networks"), P("install enable disable update import export set upgrade", "text*", "*", "system docker itself"))),
    P("secret swarm service stack node trust", "text*", LOOK, "remote a swarm", subs=(P("ls list ps inspect logs services tasks", "text*", LOOK), P("init join leave create update scale rollback deploy rm remove promote demote ca unlock unlock-key join-token sign revoke key signer", "text*", LOOK, "remote a swarm"))),
    P("buildx", "text*", LOOK, subs=(P("build b bake", "text*", BUILD, "build what the project declares", when={"--push": "publish an image"}), P("ls du inspect version imagetools history", "text*", LOOK), P("create use rm stop prune install uninstall", "text*", LOOK + " --driver: --name: --driver-opt: --platform:", "change builders"))),
    P("manifest scout sbom", "text*", LOOK, subs=(P("inspect cves quickview compare recommendations", "text*", LOOK), P("create annotate push rm", "text*", LOOK, "publish an image's manifest"))),
    P("machine pod generate play kube unshare healthcheck", "text*", LOOK, "system containers of the machine", words={"ls list inspect ps": ""}),
)
COMPOSING = (
    P("ps ls logs top images config convert version port events stats wait", "text*", COMPOSE + " -o:write --output:write"),
    P("up build pull create start restart stop pause unpause watch scale attach", "text*", COMPOSE, "build what the project declares"),
    P("rm", "text*", "* -fsv --force --stop --volumes", "change the project's containers", when={"-v --volumes": "destroy the project's volumes"}),
    P("down", "text*", COMPOSE + " --rmi: -v --volumes", "change the project's containers", when={"-v --volumes": "destroy the project's volumes", "--rmi": "change images"}),
    P("run", "text inside", COMPOSE + " --entrypoint: --name: -p: --publish: -v:mount --volume:mount --privileged --cap-add:privilege", "build what the project declares", when={"--privileged": "privilege all rights in a container"}),
    P("exec", "text inside", COMPOSE, "change a container", when={"--privileged": "privilege all rights in a container"}),
    P("kill", "text*", COMPOSE, "change the project's containers"),
    P("cp", "text*", COMPOSE, reader="container-copy"),
    P("push publish", "text*", COMPOSE, "publish an image"),
)
PROGRAMS = (
    P("docker podman nerdctl", "text*", "* -H:remote --host:remote -c: --context: --config:read --log-level: -l: -D --tls --tlscacert:read --tlscert:credential --tlskey:credential --connection: --url:remote", subs=(*CONTAINERS, P("compose", "text*", COMPOSE, subs=COMPOSING))),
    P("docker-compose podman-compose", "text*", COMPOSE, subs=COMPOSING),
    P("dive", "seen*", "* --ci --source: --ci-config:read --highestUserWastedPercent: --lowestEfficiency:", "fetch an image", words={"build": "build what the project declares"}),
    P("buildah skopeo kaniko crane regctl oras cosign ko pack jib hadolint-docker", "text*", "*", "publish an image", subs=(
        P("inspect list-tags ls images version digest manifest config catalog tag-list verify tree", "text*", "*", "fetch a registry"),
        P("copy sync push delete login logout sign attach append mutate rebase pull build bud from run rm rmi commit mount add export", "text*", "*", "publish an image"))),
)

EXAMPLES = (
    ("docker ps -a", "harmless"), ("docker images --format '{{.Repository}}'", "harmless"), ("docker logs -f --tail 100 web", "harmless"), ("docker build -t app .", "harmless"), ("docker build --push -t app .", "asks"),
    ("docker run --rm alpine ls", "asks"), ("docker run --privileged alpine sh", "asks"), ("docker run -v /:/host alpine ls", "asks"), ("docker exec web ls /app", "harmless"), ("docker exec web rm -rf /data", "asks"), ("docker exec -it db psql -c 'DROP TABLE x'", "asks"),
    ("docker stop web", "harmless"), ("docker rm -f web", "asks"), ("docker system prune -af", "asks"), ("docker volume rm data", "asks"), ("docker push acme/app", "asks"), ("docker inspect web", "harmless"), ("docker login -u x -p y", "asks"),
    ("docker compose up -d", "harmless"), ("docker compose down", "harmless"), ("docker compose down -v", "asks"), ("docker compose exec web pytest", "harmless"), ("docker-compose logs web", "harmless"), ("docker compose run --rm web npm test", "harmless"),
    ("docker -H tcp://prod:2375 ps", "asks"), ("docker cp web:/app/log.txt log.txt", "harmless"), ("docker network ls", "harmless"), ("kind create cluster", "asks"), ("vagrant validate", "harmless"), ("vagrant destroy -f", "asks"), ("docker context use prod", "asks"),
)
