/** The board's figures: tiles, campaigns, who waits, agents. Filled from one snapshot; waits count up between two. */
import { element, keep, make, named, part, write } from "./dom.js"
import { count, mean, ratio, span } from "./format.js"

/** From which service level on it is well, or at least bearable; above which abandoned ratio it is not. */
const LEVEL_GOOD = 0.8
const LEVEL_FAIR = 0.6
const ABANDONED_FAIR = 0.05
const ABANDONED_BAD = 0.1

/** @param {number | null} level */
const levelClass = (level) =>
  level === null ? "" : level >= LEVEL_GOOD ? "good" : level >= LEVEL_FAIR ? "warn" : "bad"

/** @param {number | null} abandoned */
const abandonedClass = (abandoned) =>
  abandoned === null || abandoned <= ABANDONED_FAIR ? "" : abandoned <= ABANDONED_BAD ? "warn" : "bad"

/** The columns of a campaign's row after its name: what each is called on a narrow screen. */
const COLUMNS = /** @type {const} */ ([
  ["available", "Available"],
  ["serviceLevel", "Service level"],
  ["serviceLevel2", "Service level 2"],
  ["abandonRatio", "Abandoned"],
  ["averageHold", "Average hold"],
  ["acd", "ACD"],
  ["wrapUp", "Wrap-up"],
  ["entered", "Entered"],
  ["answered", "Answered"]
])

function newCampaign() {
  const cells = COLUMNS.map(([name, label]) => {
    const cell = make("td", "", [named("span", name, "mark")])
    cell.dataset["label"] = label
    if (name === "acd") cell.append(named("span", "acd-sub", "sub"))
    if (name === "serviceLevel" || name === "serviceLevel2") {
      const bar = named("span", `${name}-bar`, "bar")
      bar.append(make("i"))
      cell.append(bar)
    }
    return cell
  })
  const name = make("td", "", [named("b", "label"), named("span", "about", "sub")])
  return make("tr", "", [name, ...cells])
}

/**
 * @param {HTMLElement} row
 * @param {any} campaign
 */
function fillCampaign(row, campaign) {
  const { today } = campaign
  row.className = campaign.enabled ? "" : "off"
  write(part(row, "label"), campaign.label)
  write(
    part(row, "about"),
    `${campaign.enabled ? "" : "disabled · "}${campaign.channel} · ${campaign.logged} of ${campaign.members} connected`
  )
  const texts = {
    available: count(campaign.available),
    serviceLevel: ratio(today.serviceLevel),
    serviceLevel2: ratio(today.serviceLevel2),
    abandonRatio: ratio(today.abandonRatio),
    averageHold: mean(today.averageHoldMs),
    acd: campaign.waitingLimit > 0 ? `${count(campaign.acd)} / ${count(campaign.waitingLimit)}` : count(campaign.acd),
    wrapUp: count(campaign.wrapUp),
    entered: count(today.entered),
    answered: count(today.answered)
  }
  for (const [name] of COLUMNS) write(part(row, name), texts[name])
  write(part(row, "acd-sub"), campaign.backlog > 0 ? `+ ${count(campaign.backlog)} behind` : "")
  setLevel(row, "serviceLevel", today.serviceLevel)
  setLevel(row, "serviceLevel2", today.serviceLevel2)
  part(row, "abandonRatio").parentElement?.setAttribute("class", abandonedClass(today.abandonRatio))
}

/**
 * @param {HTMLElement} row
 * @param {string} name
 * @param {number | null} level
 */
function setLevel(row, name, level) {
  const bar = part(row, `${name}-bar`)
  bar.parentElement?.setAttribute("class", levelClass(level))
  const fill = bar.firstElementChild
  if (fill instanceof HTMLElement) fill.style.transform = `scaleX(${level ?? 0})`
}

/**
 * @param {string} name
 * @param {string} label
 */
function newTile(name, label) {
  const tile = make("div", "tile", [make("span", "", [label]), named("strong", name)])
  tile.dataset["key"] = name
  return tile
}

const TILES = /** @type {const} */ ([
  ["waiting", "Waiting now"],
  ["longest", "Longest wait"],
  ["free", "Agents free"],
  ["entered", "Entered today"],
  ["answered", "Answered today"],
  ["level", "Service level today"]
])

/** @param {any} snapshot */
function drawTiles({ rows, agents }) {
  const tiles = element("tiles")
  if (tiles.childElementCount === 0) tiles.append(...TILES.map(([name, label]) => newTile(name, label)))
  const sum = (/** @type {(row: any) => number} */ of) =>
    rows.reduce((/** @type {number} */ total, /** @type {any} */ row) => total + of(row), 0)
  const connected = agents.filter((/** @type {any} */ { status }) => status !== "Disconnected")
  const free = connected.filter((/** @type {any} */ { status }) => status === "Free")
  const answered = sum(({ today }) => today.answered)
  const level = answered === 0 ? null : sum(({ today }) => today.answeredWithin) / answered
  write(part(tiles, "waiting"), count(sum(({ acd }) => acd)))
  write(part(tiles, "free"), `${free.length} of ${connected.length}`)
  write(part(tiles, "entered"), count(sum(({ today }) => today.entered)))
  write(part(tiles, "answered"), count(answered))
  write(part(tiles, "level"), ratio(level))
  part(tiles, "level").setAttribute("class", levelClass(level))
  const since = rows
    .map((/** @type {any} */ { longestWaitSince }) => longestWaitSince)
    .filter((/** @type {number | null} */ at) => at !== null)
  const longest = part(tiles, "longest")
  if (since.length === 0) delete longest.dataset["since"]
  else longest.dataset["since"] = String(Math.min(...since))
  if (since.length === 0) longest.textContent = "–"
}

function newWaiting() {
  return make("li", "", [
    make("div", "who", [named("span", "name"), named("span", "about", "sub")]),
    named("span", "tag", "tag"),
    named("span", "wait", "wait")
  ])
}

/** An interaction as it is named on the board: a GUID by its first part. */
export const short = (/** @type {string} */ id) => (/^[0-9a-f]{8}-[0-9a-f-]{27}/.test(id) ? id.slice(0, 8) : id)

/** @param {any} snapshot */
function drawWaiting({ waiting, rows, agents }) {
  const labels = new Map(rows.map((/** @type {any} */ row) => [row.campaign, row.label]))
  const names = new Map(agents.map((/** @type {any} */ agent) => [agent.agentId, agent.displayName]))
  element("waiting-empty").hidden = waiting.length > 0
  const all = rows.reduce((/** @type {number} */ sum, /** @type {any} */ row) => sum + row.acd + row.backlog, 0)
  element("waiting-count").textContent =
    all > waiting.length ? `the first ${count(waiting.length)} of ${count(all)}` : all > 0 ? count(all) : ""
  const longest = [...waiting].sort((a, b) => a.waitingSince - b.waitingSince)
  keep(element("waiting"), longest, {
    key: (/** @type {any} */ { interactionId }) => interactionId,
    create: newWaiting,
    fill: (row, entry) => {
      write(part(row, "name"), labels.get(entry.campaign) ?? entry.campaign)
      write(part(row, "about"), short(entry.interactionId))
      const offered = entry.offeredTo !== null
      const tag = part(row, "tag")
      tag.textContent = offered
        ? `offered to ${names.get(entry.offeredTo) ?? entry.offeredTo}`
        : entry.place === "backlog"
          ? "backlog"
          : entry.passedOver > 0
            ? "passed over"
            : "waiting"
      tag.className = entry.passedOver > 0 && !offered ? "tag warn" : "tag"
      part(row, "wait").dataset["since"] = String(entry.waitingSince)
    }
  })
}

/** @param {any} agent */
function statusText(agent) {
  const { status, active, offered, wrapUpUntil } = agent
  const held = active > 0 ? `${active} in hand` : ""
  const more = [held, offered > 0 ? `${offered} offered` : ""].filter((text) => text !== "").join(", ")
  const beside = more === "" ? "" : ` · ${more}`
  switch (status) {
    case "Disconnected":
      return "Offline"
    case "Free":
      return `Free${beside}`
    case "Busy":
      return active === 0 && wrapUpUntil !== null ? `Wrap-up${beside}` : `Busy${beside}`
    default:
      return `Break: ${agent.break?.name ?? ""}${beside}`
  }
}

/** @param {any} snapshot */
function drawAgents({ agents }) {
  const sorted = [...agents].sort((a, b) => (a.displayName < b.displayName ? -1 : 1))
  const connected = agents.filter((/** @type {any} */ { status }) => status !== "Disconnected").length
  element("agents-empty").hidden = agents.length > 0
  element("agents-count").textContent =
    agents.length === 0 ? "" : `${count(connected)} of ${count(agents.length)} connected`
  keep(element("agents"), sorted, {
    key: (agent) => agent.agentId,
    create: () =>
      make("li", "", [
        named("span", "dot", "dot"),
        make("div", "who", [named("span", "name"), named("span", "status", "sub")]),
        named("span", "since", "when")
      ]),
    fill: (row, agent) => {
      const wrap = agent.status === "Busy" && agent.active === 0 && agent.wrapUpUntil !== null
      part(row, "dot").dataset["status"] = wrap ? "WrapUp" : agent.status
      part(row, "dot").dataset["indicator"] = agent.indicator
      write(part(row, "name"), agent.displayName)
      write(part(row, "status"), statusText(agent))
      part(row, "since").dataset["since"] = String(agent.statusSince)
    }
  })
}

/** @param {any} snapshot */
export function draw(snapshot) {
  const body = element("campaigns").querySelector("tbody")
  if (body !== null)
    keep(body, snapshot.rows, {
      key: (/** @type {any} */ { campaign }) => campaign,
      create: newCampaign,
      fill: fillCampaign
    })
  element("campaigns-empty").hidden = snapshot.rows.length > 0
  drawTiles(snapshot)
  drawWaiting(snapshot)
  drawAgents(snapshot)
  element("board").dataset["position"] = String(snapshot.position)
  element("position").textContent = `event ${count(snapshot.position)}`
}

/**
 * All times that pass, at this instant.
 * @param {number} now
 */
export function tick(now) {
  for (const target of document.querySelectorAll("[data-since]"))
    if (target instanceof HTMLElement) target.textContent = span(now - Number(target.dataset["since"]))
}
