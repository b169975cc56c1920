/** The whole API: every group of endpoints, to be served, documented and called from. */
import { base } from "./api-base.ts"
import { campaignsGroup } from "./routes/campaigns.ts"
import { metaGroup } from "./routes/meta.ts"
import { sessionGroup } from "./routes/session.ts"

export const Api = base.add(metaGroup).add(sessionGroup).add(campaignsGroup)
