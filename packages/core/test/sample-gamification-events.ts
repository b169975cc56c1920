/** One event of every kind of measures, points, groups and badges. */
const named = { name: "best", label: "The best" }
const measure = { name: "sales", label: "Sales", unit: null, objective: 10 }
const group = { name: "north", label: "North", area: "spain" }

export const gamificationEvents = {
  MeasureDefined: measure,
  MeasureChanged: { ...measure, unit: "calls", objective: null },
  MeasureRemoved: { name: "sales" },
  BadgeDefined: named,
  BadgeChanged: named,
  BadgeRemoved: { name: "best" },
  AreaDefined: named,
  AreaChanged: named,
  AreaRemoved: { name: "best" },
  AgentGroupDefined: group,
  AgentGroupChanged: { ...group, area: null },
  AgentGroupRemoved: { name: "north" },
  AgentGroupAssigned: { group: "north", agentIds: ["ann", "bob"] },
  PointsRecorded: { entries: [{ agentId: "ann", measure: "sales", date: "2026-03-02", points: 12 }] },
  BadgeAwarded: { badgeAwardId: "award1", agentId: "ann", badge: "best", label: "The best", supervisorId: "sue" }
}
