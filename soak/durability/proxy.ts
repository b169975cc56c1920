/** A way to a Postgres on which a connection is cut in the midst of a commit, when it is told to. */
import { connect, createServer, type Socket } from "node:net"
import { once } from "node:events"

/** The name under which the statements that append a batch are prepared. */
const APPENDING = Buffer.from("parley_append")

export interface CuttingProxy {
  /** The address of a database, by way of it. */
  readonly through: (url: string) => string
  /**
   * Cuts the next connection that sends an append. `unheard`: the server's answer has come, and goes no further; else
   * right after the statement's bytes went to the server. Resolves when it is cut.
   */
  readonly cutNext: (unheard: boolean) => Promise<void>
  readonly close: () => Promise<void>
}

interface Cut {
  readonly unheard: boolean
  readonly done: () => void
}

export async function cuttingProxy(server: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(server)
  const sockets = new Set<Socket>()
  let wanted: Cut | null = null
  const listener = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) })
    /** The cut that waits for the server's answer. */
    let pending: Cut | null = null
    const cut = ({ done }: Cut): void => {
      client.destroy()
      upstream.destroy()
      done()
    }
    client.on("data", (bytes: Buffer) => {
      upstream.write(bytes)
      if (wanted === null || !bytes.includes(APPENDING)) return
      const now = wanted
      wanted = null
      if (now.unheard) pending = now
      // What is written is given to the kernel before the connection ends.
      else upstream.end(() => cut(now))
    })
    upstream.on("data", (bytes: Buffer) => {
      if (pending === null) client.write(bytes)
      else cut(pending)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client]
    ] as const) {
      sockets.add(one)
      one.on("close", () => {
        sockets.delete(one)
        other.destroy()
      })
      // A reset is an end like any other.
      one.on("error", () => one.destroy())
    }
  })
  listener.listen(0, "127.0.0.1")
  await once(listener, "listening")
  const address = listener.address()
  if (address === null || typeof address === "string") throw new Error("the proxy has no port")
  return {
    through: (url) => {
      const way = new URL(url)
      way.port = String(address.port)
      return way.href
    },
    cutNext: (unheard) =>
      new Promise((done) => {
        wanted = { unheard, done }
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, "close")
    }
  }
}
