import { describeFact } from "#testing/describe-fact.ts";
import tcpMaxTwBuckets from "./tcp_max_tw_buckets.ts";

describeFact(tcpMaxTwBuckets, import.meta.path);
