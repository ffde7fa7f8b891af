import { describeFact } from "#testing/describe-fact.ts";
import nftAListRuleset from "./nft-a-list-ruleset.ts";

describeFact(nftAListRuleset, import.meta.path);
