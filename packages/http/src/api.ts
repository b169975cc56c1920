/** The whole API: every group of endpoints, to be served, documented and called from. */
import { base } from "./api-base.ts"
import { agentsGroup } from "./routes/agents.ts"
import { boardGroup } from "./routes/board.ts"
import { campaignsGroup } from "./routes/campaigns.ts"
import { channelsGroup } from "./routes/channels.ts"
import { eventsGroup } from "./routes/events.ts"
import { interactionsGroup } from "./routes/interactions.ts"
import { membersGroup } from "./routes/members.ts"
import { metaGroup } from "./routes/meta.ts"
import { offersGroup } from "./routes/offers.ts"
import { sessionGroup } from "./routes/session.ts"
import { statsGroup } from "./routes/stats.ts"
import { usersGroup } from "./routes/users.ts"

export const Api = base
  .add(metaGroup)
  .add(sessionGroup)
  .add(usersGroup)
  .add(agentsGroup)
  .add(channelsGroup)
  .add(campaignsGroup)
  .add(membersGroup)
  .add(interactionsGroup)
  .add(offersGroup)
  .add(statsGroup)
  .add(boardGroup)
  .add(eventsGroup)
