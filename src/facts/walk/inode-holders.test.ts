import { describeFact } from "#testing/describe-fact.ts";
import inodeHolders from "./inode-holders.ts";

describeFact(inodeHolders, import.meta.path);
