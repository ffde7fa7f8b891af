import { describeFact } from "#testing/describe-fact.ts";
import nfConntrackBuckets from "./nf_conntrack_buckets.ts";

describeFact(nfConntrackBuckets, import.meta.path);
