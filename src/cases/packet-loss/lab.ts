import { captured } from "#lab/captured.ts";
import { filter, loses, unfilter } from "#lab/filter.ts";
import { defineLab } from "#lab/lab.ts";
import { slowerWay, wire } from "#lab/wire.ts";
import { cutForGood } from "./cut.lab.ts";
import { randomLoss } from "./random.lab.ts";
import {
  AT_RECEIVER,
  AT_SENDER,
  FROM_SERVER,
  lossy,
  lossyTransfer,
  MEBIBYTE,
  peaceful,
  PORT,
  REQUIRES,
  transfer,
} from "./transfer.lab.ts";

/** The last six of every three hundred: few enough that segments behind them tell of it. */
const IN_A_ROW = "numgen inc mod 300 >= 294";

export default defineLab({
  case: "packet-loss",
  variants: [
    ...randomLoss,
    {
      id: "burst-at-the-sender",
      kind: "fault",
      says: {
        en: "a router loses six packets in a row of every three hundred; captured at the server",
        zh: "路由器每三百个数据包连续丢弃六个，在服务端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const { file, lost } = await lossyTransfer(bench, AT_SENDER, IN_A_ROW);
        return lossy(file, { cause: "burst-loss", lost, side: "behind" });
      },
    },
    {
      id: "burst-at-the-receiver",
      kind: "fault",
      says: { en: "the same, captured at the client", zh: "同上，在客户端抓包" },
      requires: REQUIRES,
      async up(bench) {
        const { file, lost } = await lossyTransfer(bench, AT_RECEIVER, IN_A_ROW);
        return lossy(file, { cause: "burst-loss", lost, side: "before" });
      },
    },
    {
      id: "link-cut",
      kind: "fault",
      says: {
        en: "the path is cut for 0.4 s in the middle of a transfer; captured at the server",
        zh: "传输途中路径中断 0.4 s，在服务端抓包",
      },
      requires: REQUIRES,
      async up(bench) {
        const built = await wire(bench);
        const file = await captured(bench, built, AT_SENDER, async () => {
          const done = transfer(bench, built, 6 * MEBIBYTE);
          await Bun.sleep(600);
          await filter(built.far, { hook: "forward", text: `${FROM_SERVER} drop` });
          await Bun.sleep(400);
          await unfilter(built.far);
          await done;
        });
        return lossy(file, { cause: "burst-loss", side: "behind" });
      },
    },
    cutForGood,
    {
      id: "reordering",
      kind: "look-alike",
      says: {
        en: "every tenth packet takes a slower way and is overtaken; nothing is lost",
        zh: "十分之一的数据包走较慢的路径而乱序，没有丢失",
      },
      requires: REQUIRES,
      up: (bench) => {
        return peaceful(bench, AT_RECEIVER, (built) => slowerWay(built, FROM_SERVER));
      },
    },
    {
      id: "reordering-at-the-sender",
      kind: "look-alike",
      says: {
        en: "the same, captured at the server, which sends some packets again without need",
        zh: "同上，在服务端抓包，它会多余地重传一些数据包",
      },
      requires: REQUIRES,
      up: (bench) => {
        return peaceful(bench, AT_SENDER, (built) => slowerWay(built, FROM_SERVER));
      },
    },
    {
      id: "acknowledgments-lost",
      kind: "look-alike",
      says: {
        en: "a fifth of the client's acknowledgments is lost, and no data",
        zh: "客户端的确认丢失五分之一，数据没有丢失",
      },
      requires: REQUIRES,
      async up(bench) {
        const rule = loses(20, `tcp dport ${PORT} tcp flags & syn == 0`);
        return peaceful(bench, AT_SENDER, ({ far }) => filter(far, rule));
      },
    },
    {
      id: "capture-drops",
      kind: "look-alike",
      says: {
        en: "the capture misses every sixteenth frame of the server, the network none",
        zh: "抓包漏掉服务端十六分之一的帧，网络没有丢包",
      },
      requires: REQUIRES,
      async up(bench) {
        const missing = `tcp and not (src port ${PORT} and ip[5] & 15 = 7)`;
        return peaceful(bench, { at: "client", options: { device: "eth0", filter: missing } });
      },
    },
    {
      id: "healthy",
      kind: "healthy",
      says: {
        en: "the same transfer over a path that loses nothing",
        zh: "同样的传输，路径没有丢包",
      },
      requires: REQUIRES,
      up: (bench) => peaceful(bench, AT_SENDER),
    },
  ],
});
