import type { NonEmpty } from "#contract/nonempty.ts";
import { captured, type Place } from "#lab/captured.ts";
import { filter } from "#lab/filter.ts";
import type { LabVariant } from "#lab/lab.ts";
import { SERVER } from "#lab/path.ts";
import { wire } from "#lab/wire.ts";
import {
  AT_RECEIVER,
  AT_SENDER,
  dropped,
  FROM_SERVER,
  lossy,
  lossyTransfer,
  MEBIBYTE,
  REQUIRES,
  transfer,
} from "./transfer.lab.ts";

const RANDOM = "numgen random mod 100 < 5";

/** A router loses single packets of the server's, seen from several places. */
export const randomLoss: NonEmpty<LabVariant> = [
  {
    id: "random-at-the-sender",
    kind: "fault",
    says: {
      en: "a router loses 5 % of the server's packets at random; captured at the server",
      zh: "路由器随机丢弃服务端 5 % 的数据包，在服务端抓包",
    },
    requires: REQUIRES,
    async up(bench) {
      const { file, lost } = await lossyTransfer(bench, AT_SENDER, RANDOM);
      return lossy(file, { cause: "random-loss", lost, side: "behind" });
    },
  },
  {
    id: "random-at-the-receiver",
    kind: "fault",
    says: {
      en: "the same, captured at the client: the lost packets never came",
      zh: "同上，在客户端抓包：丢失的数据包从未到达",
    },
    requires: REQUIRES,
    async up(bench) {
      const { file, lost } = await lossyTransfer(bench, AT_RECEIVER, RANDOM);
      return lossy(file, { cause: "random-loss", lost, side: "before" });
    },
  },
  {
    id: "random-at-the-router",
    kind: "fault",
    says: {
      en: "the same, captured on the router that loses them, with -i any: every packet twice",
      zh: "同上，在丢包的路由器上以 -i any 抓包：每个数据包出现两次",
    },
    requires: REQUIRES,
    async up(bench) {
      const place: Place = { at: "far", options: { device: "any", snapLength: 128 } };
      const { file, lost } = await lossyTransfer(bench, place, RANDOM);
      return lossy(file, { cause: "random-loss", lost, side: "behind" });
    },
  },
  {
    id: "random-ipv6",
    kind: "fault",
    says: {
      en: "the same over IPv6, captured at the client",
      zh: "同上，使用 IPv6，在客户端抓包",
    },
    requires: REQUIRES,
    async up(bench) {
      const place: Place = { at: "client", options: { device: "eth0", snapLength: 128 } };
      const { file, lost } = await lossyTransfer(bench, place, RANDOM, SERVER.v6);
      const subject = /^\[fd91:1::2\]:\d+ → \[fd91:2::2\]:8443$/;
      return lossy(file, { cause: "random-loss", lost, side: "before", subject });
    },
  },
  {
    id: "random-one-way",
    kind: "fault",
    says: {
      en: "the same, captured at the server, only what it sends: what arrived can be guessed only",
      zh: "同上，在服务端只抓它发出的数据包：是否送达只能推测",
    },
    requires: REQUIRES,
    async up(bench) {
      const options = { ...AT_SENDER.options, direction: "out" } as const;
      const { file } = await lossyTransfer(bench, { at: "server", options }, RANDOM);
      return lossy(file, { cause: "random-loss", certainty: "suspected" });
    },
  },
  {
    id: "random-in-vxlan",
    kind: "fault",
    says: {
      en: "the same inside VXLAN, captured on the underlay before the loss",
      zh: "同上，在 VXLAN 内，于丢包之前的底层网络抓包",
    },
    requires: REQUIRES,
    async up(bench) {
      const built = await wire(bench, { vxlan: { mtu: 1450 } });
      await filter(built.near, {
        hook: "forward",
        text: `${FROM_SERVER} ${RANDOM} counter drop`,
      });
      const options = { device: "middle", snapLength: 160, filter: "udp port 4789" };
      const happen = () => transfer(bench, built, 2 * MEBIBYTE);
      const file = await captured(bench, built, { at: "near", options }, happen);
      const lost = await dropped(built, "near");
      return lossy(file, { cause: "random-loss", lost, side: "behind" });
    },
  },
];
