/** The little that the board needs to change a page in place. Text only: nothing is ever parsed as HTML. */

/** @param {string} id */
export function element(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

/**
 * A new element with classes and children.
 * @param {string} tag
 * @param {string} [className]
 * @param {ReadonlyArray<Node | string>} [children]
 */
export function make(tag, className = "", children = []) {
  const made = document.createElement(tag)
  if (className !== "") made.className = className
  made.append(...children)
  return made
}

/**
 * Sets a text, and marks it for a moment if it changed.
 * @param {HTMLElement} target
 * @param {string} text
 */
export function write(target, text) {
  if (target.textContent === text) return
  const first = target.textContent === ""
  target.textContent = text
  if (first || matchMedia("(prefers-reduced-motion: reduce)").matches) return
  target.classList.remove("changed")
  // Asking for the layout lets the animation start anew.
  void target.offsetWidth
  target.classList.add("changed")
}

/**
 * Makes a parent's children those of the items, by key and in order; what stays is kept and only filled anew.
 * @template Item
 * @param {HTMLElement} parent
 * @param {ReadonlyArray<Item>} items
 * @param {{ key: (item: Item) => string, create: (item: Item) => HTMLElement, fill: (child: HTMLElement, item: Item) => void }} how
 */
export function keep(parent, items, { key, create, fill }) {
  const old = new Map(
    [...parent.children].flatMap((child) => (child instanceof HTMLElement ? [[child.dataset["key"] ?? "", child]] : []))
  )
  let next = parent.firstElementChild
  for (const item of items) {
    const name = key(item)
    const known = old.get(name)
    const child = known ?? create(item)
    old.delete(name)
    child.dataset["key"] = name
    fill(child, item)
    if (child === next) next = next.nextElementSibling
    else parent.insertBefore(child, next)
  }
  for (const gone of old.values()) gone.remove()
}

/**
 * The part of an element that bears this name.
 * @param {HTMLElement} parent
 * @param {string} name
 */
export function part(parent, name) {
  const found = parent.querySelector(`[data-part="${name}"]`)
  if (!(found instanceof HTMLElement)) throw new Error(`no part ${name}`)
  return found
}

/**
 * An element that bears a name within its row.
 * @param {string} tag
 * @param {string} name
 * @param {string} [className]
 */
export function named(tag, name, className = "") {
  const made = make(tag, className)
  made.dataset["part"] = name
  return made
}
