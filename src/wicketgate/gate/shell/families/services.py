"""Services that host, deploy or keep something elsewhere, by the words of what is asked of them (`readers/services.py`)."""

# ruff: noqa: E501 - a table's row is one line
from __future__ import annotations

from wicketgate.gate.shell.format import Program

P = Program
# fmt: off
OPTIONS = "* -a: --app: -p: -n: --namespace: -e: --env: --environment: -s: --stage: -r: --region: --project: --org: -o:write --output: -c:run --config:run -f:read --profile: --stack: -t: --template:read --scope: --cwd:cd --token:credential --api-key:credential --filter: --format:"
PROGRAMS = (
    P("vercel vc now", "text*", OPTIONS, reader="operation", words={"env": "credential what the service keeps for the project"}),
    P("netlify ntl wrangler firebase surge heroku flyctl fly railway amplify sentry-cli render doctl koyeb northflank porter deno-deploy deployctl convex nixpacks zeet qovery platform upsun", "text*", OPTIONS, reader="operation"),
    P("eas", "text*", OPTIONS, reader="operation", words={"build": "publish what is built elsewhere"}),
    P("serverless sls sst sam cdk8s chalice zappa architect arc up copilot", "text*", OPTIONS, reader="operation", words={"run start": "remote a service"}),
    P("eb cf bosh oc-admin nova openstack", "text*", OPTIONS, reader="operation", words={"build start": "remote a service"}),
    P("packer", "text*", OPTIONS + " -var: -var-file:read", reader="operation", long=True, words={"build": "remote infrastructure"}),
    P("supabase convex-dev hasura appwrite pocketbase nhost xata", "text*", OPTIONS, reader="operation", words={"reset dump": "remote a database"}),
    P("ibmcloud oci aliyun tccli hcloud linode-cli vultr-cli scw exo ovhai civo exoscale gh-cloud upctl yc hws lightsail akamai fastly cloudflare cf-terraforming", "text*", OPTIONS, reader="operation", words={"build start": "remote a service"}),
    P("databricks snowsql snow neonctl planetscale pscale turso atlas confluent stripe twilio shopify okta auth0 algolia contentful sanity segment launchdarkly ldcli datadog-ci newrelic pagerduty opsgenie slack ", "text*", OPTIONS, reader="operation", words={"build start test generate serve": "remote a service"}),
    P("cloudflared ngrok localtunnel lt tailscale zerotier-cli wg wg-quick bore frpc tunnelmole zrok pagekite serveo", "text*", "*", "remote a way into this machine", subs=(
        P("version help status whoami ip ping show list netcheck", "text*", "*", "fetch the service"),
        P("http tcp tls start up down set login logout tunnel serve funnel access ssh file cert switch lock service update authtoken add-authtoken config api proxy run share", "text*", "*", "remote a way into this machine"))),
    P("wp drush terminus", "text*", OPTIONS + " --path:read --url: --ssh:remote --require:run --exec:start", reader="operation", words={"build start serve dev local test generate eval php eval-file": "start or change something on a site"}),
    P("stern kubetail kail", "text*", "* -n: --namespace: -c: -l: -o: --tail: --since: -s: --context: --kubeconfig:read", "fetch the cluster"),
    P("helmfile skaffold tilt argocd argo flux istioctl linkerd eksctl kops kubeadm rancher velero k9s consul nomad cilium tkn kn crossplane up-cli werf garden devspace okteto telepresence kubeone talosctl k0s k3s rke", "text*", OPTIONS, reader="operation", words={"dev serve start up": "remote a cluster"}),
)

EXAMPLES = (
    ("vercel --prod", "asks"), ("vercel", "asks"), ("vercel dev", "harmless"), ("vercel ls", "harmless"), ("vercel env pull .env", "asks"), ("vercel env ls", "asks"), ("vercel logs my-app.vercel.app", "harmless"), ("vercel --version", "harmless"), ("vercel build", "harmless"),
    ("netlify build", "harmless"), ("netlify deploy --prod", "asks"), ("netlify sites:list", "harmless"), ("netlify sites:delete abc", "asks"), ("netlify dev", "harmless"), ("wrangler dev", "harmless"), ("wrangler tail", "harmless"), ("wrangler deploy", "asks"), ("wrangler d1 execute db --command 'SELECT 1'", "asks"), ("wrangler kv:key list", "asks"), ("wrangler types", "harmless"),
    ("firebase emulators:start", "harmless"), ("firebase projects:list", "harmless"), ("firebase deploy --only hosting", "asks"), ("firebase firestore:delete --all-collections", "asks"), ("heroku apps", "harmless"), ("heroku ps -a x", "harmless"), ("heroku ps:scale web=0", "asks"), ("heroku logs --tail -a x", "harmless"), ("heroku config -a x", "asks"), ("heroku pg:psql", "asks"), ("heroku run bash", "asks"),
    ("fly status", "harmless"), ("fly logs", "harmless"), ("fly deploy", "asks"), ("fly ssh console", "asks"), ("fly secrets list", "asks"), ("supabase status", "harmless"), ("supabase start", "harmless"), ("supabase db diff", "harmless"), ("supabase db reset", "asks"), ("supabase db push", "asks"), ("supabase gen types typescript --local", "harmless"),
    ("doctl compute droplet list", "harmless"), ("doctl compute droplet delete 1", "asks"), ("sam build", "harmless"), ("sam local invoke f", "harmless"), ("sam deploy --guided", "asks"), ("sls package", "harmless"), ("sls deploy", "asks"), ("sls invoke -f x", "asks"), ("packer validate a.pkr.hcl", "harmless"), ("packer fmt .", "harmless"), ("packer build a.pkr.hcl", "asks"),
    ("eas build", "asks"), ("stripe listen", "asks"), ("ngrok http 8080", "asks"), ("wp plugin list", "harmless"), ("wp db reset", "asks"), ("drush status", "harmless"), ("drush sql-drop", "asks"), ("wp eval 'x'", "asks"), ("tailscale status", "harmless"), ("argocd app list", "harmless"), ("argocd app sync web", "asks"), ("argocd app delete web", "asks"), ("flux get all", "harmless"), ("flux reconcile kustomization x", "asks"), ("skaffold build", "harmless"), ("skaffold dev", "asks"), ("eksctl get cluster", "harmless"), ("eksctl delete cluster x", "asks"),
    ("consul members", "harmless"), ("stern api --since 5m", "harmless"), ("tilt ci --help", "harmless"), ("heroku ps:scale --help", "harmless"), ("argocd account generate-token", "asks"), ("atlas schema clean -u x", "asks"), ("supabase status -o env", "asks"), ("consul kv get x", "asks"), ("nomad status", "harmless"), ("nomad job stop x", "asks"), ("istioctl analyze", "harmless"), ("vercel $X", "asks"),
)
