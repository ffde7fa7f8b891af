import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "#lab/bench.ts";
import { expectAbsent } from "#lab/judge.ts";
import { type LabVariant, program, type Stage } from "#lab/lab.ts";
import { type Path, SERVER } from "#lab/path.ts";
import { labProgram } from "#lab/programs.ts";
import type { Room } from "#lab/room.ts";
import { at, hole, NETWORK, untilStuck } from "./setting.lab.ts";
import { tells, watch } from "./watch.lab.ts";

const PORT = 6443;
const NODE = "node/lab-node";
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;

/** As large as a chain of three: many names in one certificate. */
const NAMES = Array.from(
  { length: 100 },
  (_, index) => `DNS:group-${index}.teams.example.internal`,
);

async function signed(bench: Bench, name: string, subject: string, names: string): Promise<void> {
  const place = (ending: string): string => join(bench.directory, `${name}.${ending}`);
  const ca = ["-CA", join(bench.directory, "ca.pem"), "-CAkey", join(bench.directory, "ca.key")];
  const request = ["-subj", subject, "-keyout", place("key"), "-out", place("csr")];
  await bench.run("openssl", "req", ...NEW_KEY, ...request);
  await Bun.write(place("ext"), `subjectAltName=${names}\n`);
  const words = ["-in", place("csr"), ...ca, "-CAcreateserial", "-days", "2"];
  await bench.run(
    "openssl",
    "x509",
    "-req",
    ...words,
    "-extfile",
    place("ext"),
    "-out",
    place("pem"),
  );
}

async function certificates(bench: Bench): Promise<void> {
  const [key, ca] = [join(bench.directory, "ca.key"), join(bench.directory, "ca.pem")];
  const words = ["-days", "2", "-subj", "/CN=lab-ca", "-keyout", key, "-out", ca];
  await bench.run("openssl", "req", "-x509", ...NEW_KEY, ...words);
  await signed(bench, "server", "/CN=api", `IP:${SERVER.v4}`);
  await signed(bench, "client", "/O=system:masters/CN=admin", NAMES.join(","));
}

async function kubeconfig(bench: Bench): Promise<void> {
  const place = (name: string): string => join(bench.directory, name);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "lab",
        cluster: {
          server: `https://${SERVER.v4}:${PORT}`,
          "certificate-authority": place("ca.pem"),
        },
      },
    ],
    users: [
      {
        name: "admin",
        user: { "client-certificate": place("client.pem"), "client-key": place("client.key") },
      },
    ],
    contexts: [{ name: "lab", context: { cluster: "lab", user: "admin" } }],
    "current-context": "lab",
  };
  await Bun.write(place("kubeconfig"), JSON.stringify(config));
}

/** What kubectl prints, its complaints too. */
function kubectl(bench: Bench, client: Room): Promise<string> {
  const home = [`HOME=${bench.directory}`, `KUBECONFIG=${join(bench.directory, "kubeconfig")}`];
  // Without the large keys of post-quantum exchange it is the certificate that does not fit, not the ClientHello.
  const small = "GODEBUG=tlskyber=0,tlsmlkem=0";
  const command = ["env", ...home, small, "kubectl", "get", "nodes", "-o", "name"];
  return client.start("sh", "-c", '"$@" 2>&1', "sh", ...command).output;
}

function expectWords(said: string, words: string): void {
  if (!said.includes(words)) throw new Error(`expected kubectl to say ${words}, found ${said}`);
}

/** Makes the client's interface as small as the path, and sees kubectl answer. */
async function repair(bench: Bench, client: Room, failed: Promise<string>): Promise<Stage> {
  expectWords(await failed, "net/http: TLS handshake timeout");
  await client.run("ip", "link", "set", "eth0", "mtu", "1400");
  expectWords(await kubectl(bench, client), NODE);
  // What kubectl gave up is still being sent, until its next try fits as well.
  await bench.until("nothing is stuck any more", async () => {
    return !/ backoff:\d/.test(await client.run("ss", "-tin"));
  });
  return { room: client, judge: expectAbsent };
}

/** The link between the routers carries less from now on. */
async function shrink({ near, far }: Path): Promise<void> {
  await Promise.all(
    [near, far].map((router) => router.run("ip", "link", "set", "middle", "mtu", "1400")),
  );
}

async function serveApi(bench: Bench, { server }: Path): Promise<void> {
  const ready = join(bench.directory, "api.listens");
  server.start(...labProgram("kube-api", bench.directory, ready));
  await bench.until("the API server listens", () => existsSync(ready));
}

/** The story that began this case, with the programs that it happened to. */
export const kubectlVariant: LabVariant = {
  id: "kubectl",
  kind: "fault",
  says: {
    en: "kubectl ends with TLS handshake timeout: its client certificate does not fit; with a smaller MTU it answers",
    zh: "kubectl 报 TLS handshake timeout：客户端证书放不下；调小 MTU 后恢复正常",
  },
  requires: [...NETWORK, program("kubectl"), program("openssl")],
  async up(bench) {
    const built = await hole(bench, {});
    const { client } = built;
    await Promise.all([certificates(bench), kubeconfig(bench)]);
    await serveApi(bench, built);
    // What it learns of the API it keeps, and asks but once when the path is broken.
    expectWords(await kubectl(bench, client), NODE);
    await shrink(built);
    const found = tells(SERVER.v4, "confirmed");
    const watched = await watch(bench, [at([client, "kubectl"], "eth0", found)]);
    const failed = kubectl(bench, client);
    await untilStuck(bench, client);
    return {
      room: client,
      judge: found,
      next: async () => ({
        room: client,
        probe: `${SERVER.v4}:${PORT}`,
        judge: found,
        next: async () => ({
          ...(await watched.first()),
          next: () => repair(bench, client, failed),
        }),
      }),
    };
  },
};
