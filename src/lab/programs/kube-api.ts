import { file, serve, sleep, write } from "bun";

/**
 * `kube-api CERTIFICATES READY`: the little of a Kubernetes API server that `kubectl get nodes` asks for, on port 6443 of
 * every address. It asks for a client certificate, and speaks TLS 1.2, in which the client waits until its own has
 * arrived. Writes the file READY when it listens.
 */
const [certificates = ".", ready = ""] = process.argv.slice(2);

/** SSL_OP_NO_TLSv1_3 of OpenSSL. */
const WITHOUT_TLS_1_3 = 0x20000000;

const nodes = {
  name: "nodes",
  singularName: "node",
  namespaced: false,
  kind: "Node",
  verbs: ["get", "list"],
};
const ANSWERS: Readonly<Record<string, object>> = {
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: [] },
  "/api/v1": { kind: "APIResourceList", groupVersion: "v1", resources: [nodes] },
  "/api/v1/nodes": {
    kind: "NodeList",
    apiVersion: "v1",
    metadata: {},
    items: [{ kind: "Node", apiVersion: "v1", metadata: { name: "lab-node" } }],
  },
};

serve({
  hostname: "::",
  port: 6443,
  tls: {
    key: file(`${certificates}/server.key`),
    cert: file(`${certificates}/server.pem`),
    ca: file(`${certificates}/ca.pem`),
    requestCert: true,
    rejectUnauthorized: true,
    secureOptions: WITHOUT_TLS_1_3,
  },
  fetch(request) {
    const answer = ANSWERS[new URL(request.url).pathname];
    return answer ? Response.json(answer) : new Response("", { status: 404 });
  },
});
await write(ready, "");
await sleep(120_000);
