import type { Says } from "#contract/message.ts";
import { bytes, quantity } from "#contract/quantity.ts";
import type { Container } from "#facts/docker/containers.ts";
import type { SightGap } from "#facts/walk/overlay2-layers.ts";
import type { Doubt, Proof } from "./classify.ts";
import type { Cost, LayerInUse } from "./layers.ts";
import { words } from "./messages.ts";

/** Ids as docker prints them. */
const SHORT_ID = 12;

/** `sha256:` and 64 digits, or an id alone, cut as docker cuts them. */
function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, SHORT_ID);
}

export function proofSays(proof: Proof): Says {
  switch (proof.kind) {
    case "daemon-stopped":
      return words["proof-daemon-stopped"]();
    case "older-than-daemon":
      return words["proof-older-than-daemon"]({ seconds: quantity(proof.seconds, "seconds") });
    case "left-alone":
      return words["proof-left-alone"]({ seconds: quantity(proof.seconds, "seconds") });
    case "by-its-files":
      return words["proof-by-its-files"]();
  }
}

export function gapSays({ what, path, code }: SightGap): Says {
  if (what === "torn") return words["doubt-torn"]({ path });
  if (what === "daemon") return words["doubt-daemon"]({ path });
  if (code === "cut") return words["doubt-cut"]({ path });
  if (code === "kept") return words["doubt-kept"]({ path });
  return words["doubt-blind"]({ path, code: code === "" ? what : code });
}

export function doubtSays(doubt: Doubt): Says {
  switch (doubt.kind) {
    case "in-progress":
      return words["doubt-in-progress"]();
    case "being-removed":
      return words["doubt-being-removed"]();
    case "half-removed":
      return words["doubt-half-removed"]();
    case "foreign":
      return words["doubt-foreign"]();
    case "mounted-over":
      return words["doubt-mounted-over"]();
    case "carries-doubtful":
      return words["doubt-carries-doubtful"]();
    case "other-store":
      return words["doubt-other-store"]({ store: doubt.store });
    case "blind":
      return gapSays(doubt.gap);
  }
}

function containerSays(id: string, container: Container | null, hasContainers: boolean): Says {
  if (container) return words["use-container"]({ name: container.name, state: container.state });
  const slots = { id: shortId(id) };
  return hasContainers ? words["use-container-unnamed"](slots) : words["use-container-id"](slots);
}

/** @param hasContainers whether a missing configuration says anything. */
export function useSays({ reference, container }: LayerInUse, hasContainers: boolean): Says {
  const { kind, who } = reference;
  switch (kind) {
    case "container":
      return containerSays(who, container, hasContainers);
    case "mount":
      return words["use-mount"]({ who });
    case "process":
      return words["use-process"]({ who });
    case "image":
      return words["use-image"]({ who: shortId(who) });
    case "build":
      return words["use-build"]({ who });
    case "stack":
      return words["use-stack"]({ who: shortId(who) });
    case "removing":
      return words["use-removing"]({ who: shortId(who) });
  }
}

export function costSays(cost: (Cost & { readonly isEstimate?: boolean }) | null): Says {
  if (cost === null) return words.costUnknown();
  const slots = { bytes: bytes(cost.bytes), inodes: quantity(cost.inodes, "inodes") };
  return cost.isEstimate === true ? words.costAbout(slots) : words.cost(slots);
}
