"""kubectl, helm and their like: looking at a cluster, changing it, reading its secrets."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
KUBE = (
    "* -n: --namespace: -f:read --filename:read -k:read --kustomize:read -l: --selector: -o: --output: --context: --cluster: --kubeconfig:read --user: -c: --container: --sort-by: --field-selector: --since: --since-time: --tail: --as:privilege --as-group:privilege --server:network -s:network --token:credential"
    " --template: --timeout: --replicas: --image: --port: --target-port: --type: --from-literal:credential --from-file:read --dry-run:? -L: --chunk-size: --request-timeout: --cache-dir:write --certificate-authority:read --client-certificate:credential --client-key:credential --password:credential --username: --for: --revision: --to-revision: -v: --subresource: --verbs: --api-group: --api-version:"
)
SECRETS = {"secret secrets secret/* secrets/* *secret.yaml *secrets.yaml secret,* sealedsecret* externalsecret*": "credential the cluster's secrets"}
PROGRAMS = (
    P("kubectl oc k k3s-kubectl microk8s-kubectl kubecolor", "text*", KUBE, subs=(
        P("get", "text*", KUBE + " -w -A --raw:", "fetch the cluster", words=SECRETS),
        P("describe", "text*", KUBE, "fetch the cluster", words=SECRETS),
        P("rollout", "text*", KUBE, "remote the cluster", subs=(P("status history", "text*", KUBE, "fetch the cluster"), P("restart undo pause resume", "text*", KUBE, "remote the cluster"))),
        P("top logs events explain api-resources api-versions version cluster-info wait options diff auth-can-i whoami status", "text*", KUBE, "fetch the cluster", when={"-t --show-token": "credential the cluster's"}),
        P("auth", "text*", KUBE, subs=(P("can-i whoami", "text*", KUBE, "fetch the cluster"), P("reconcile", "text*", KUBE, "remote the cluster's rights"))),
        P("config", "text*", KUBE, subs=(
            P("current-context get-contexts get-clusters get-users", "text*", KUBE),
            P("view", "text*", KUBE, when={"--raw": "credential the cluster's"}),
            P("use-context set-context use", "text*", KUBE, "persist which cluster later commands reach"),
            P("set set-cluster set-credentials delete-context delete-cluster delete-user unset rename-context", "text*", KUBE, "credential the cluster's"))),
        P("kustomize", "read!", KUBE), P("completion plugin krew", "text*", KUBE),
        P("create apply replace patch edit delete scale autoscale set label annotate taint cordon uncordon drain expose run adm new-app new-project process import policy project start-build tag import-image", "text*", KUBE, "remote the cluster", when={"--dry-run": "harmless"},
          subs=()),
        P("exec", "text elsewhere", KUBE + " -i -t", "remote a container in the cluster"),
        P("debug attach rsh", "text*", KUBE, "remote a container in the cluster"),
        P("cp rsync", "copyfrom* copyto", KUBE, "remote a container in the cluster"),
        P("port-forward proxy", "text*", KUBE + " --address:", "network the cluster"),
        P("certificate login logout", "text*", KUBE, "credential the cluster's"))),
    P("helm", "text*", KUBE + " --repo:install --version: --set: --values:read --kube-context: --max: --set-string: --set-file:read --post-renderer:run -d:write --destination:write --output-dir:write", subs=(
        P("list ls status history version search show env template lint help verify inspect completion", "text*", KUBE + " --repo:install --version: --set: --values:read --kube-context: --max: --set-string: --output-dir:write", "fetch the cluster"),
        P("get", "text*", KUBE, "fetch the cluster", words={"values all manifest": "credential what a release was given"}),
        P("create package", "write*", KUBE + " -d:write", "change a chart"),
        P("repo", "text*", KUBE, subs=(P("list index", "text*", KUBE), P("update", "text*", KUBE, "fetch the chart index"), P("add remove", "text*", KUBE, "persist where charts come from"))),
        P("dependency dep", "text*", KUBE, subs=(P("list ls", "text*", KUBE), P("update build", "text*", KUBE, "build what the chart declares"))),
        P("pull fetch", "text*", KUBE, "install a chart of others"),
        P("diff", "text*", KUBE + " -f:read --values:read --post-renderer:start", "fetch the cluster"),
        P("install upgrade uninstall delete rollback test", "text*", KUBE + " --atomic --wait", "remote the cluster", when={"--dry-run": "harmless"}),
        P("push registry plugin", "text*", KUBE, "publish a chart", words={"list": ""}))),
    P("kustomize kubeval kubeconform kube-linter kube-score conftest helm-docs chart-testing ct opa regal", "read*", "* -o:write --output:write -p:read -d:read", "build the project's manifests", words={"build test check lint version eval fmt edit docs verify": ""}),
    P("kubectx kubens", "text*", "* -c -d:remote", when={"0": P("", "text*"), "-c": "harmless"}, does="persist which cluster later commands reach"),
    P("sops vault kubeseal boundary", "text*", "*", "credential a cluster's secrets", subs=(
        P("version status help completion -v --version", "text*", "*", "fetch the cluster"),
        P("read write list kv token auth operator lease secrets policy login ssh unwrap wrap print agent server namespace audit plugin path-help patch delete -d -e --decrypt --encrypt decrypt encrypt edit exec-env exec-file updatekeys rotate connect", "text*", "*", "credential a cluster's secrets")), when={"-d --decrypt -e --encrypt -i -r": "credential a cluster's secrets"}),
)

EXAMPLES = (
    ("kubectl get pods -A", "harmless"), ("kubectl get secret db -o yaml", "asks"), ("kubectl get deploy,svc", "harmless"), ("kubectl describe secret x", "asks"), ("kubectl rollout status deploy/web", "harmless"), ("kubectl rollout undo deploy/web", "asks"), ("kubectl describe pod web-1", "harmless"), ("kubectl logs -f web-1 --tail=100", "harmless"), ("kubectl apply -f k8s/", "asks"),
    ("kubectl apply --dry-run=client -f k8s/", "harmless"), ("kubectl delete ns prod", "asks"), ("kubectl exec -it web-1 -- sh", "asks"), ("kubectl exec web-1 -- cat /etc/passwd", "asks"), ("kubectl config current-context", "harmless"), ("kubectl config view --raw", "asks"),
    ("kubectl port-forward svc/db 5432", "asks"), ("helm list -A", "harmless"), ("helm template . -f values.yaml", "harmless"), ("helm uninstall web", "asks"), ("helm upgrade --install web .", "asks"), ("kubectx", "harmless"), ("kubectx prod", "asks"), ("vault kv get secret/db", "asks"), ("vault status", "harmless"),
)
